// Takes reports without HTTP, as the routes do: parsed, cleaned and written by the same parts, in this process.
import { openDatabase } from '../../../src/adapters/postgres/database.ts';
import { systemDigest } from '../../../src/adapters/system/digest.ts';
import { keyMeter } from '../../../src/adapters/system/key-meter.ts';
import { loopMeter } from '../../../src/adapters/system/loop-meter.ts';
import { takeReport } from '../../../src/app/take-report.ts';
import { composeStores } from '../../../src/compose.ts';
import { reportBody } from '../../../src/wire/device/report.ts';
import { parseStrictJson } from '../../../src/wire/strict-json.ts';
import { product } from '../checkins/batches.ts';
import type { Crash } from './crashes.ts';

const encoder = new TextEncoder();

/** A rush from the first report on: what is measured is what the service does when much comes in. */
export function openVerb(databaseUrl: string, connections: number): (crash: Crash) => Promise<void> {
  const { reports, unreadReports, keyTallies } = composeStores(openDatabase(databaseUrl, connections).db);
  const rush = { begin: () => true, end: () => {}, isOn: () => true, recordMadeUp: () => {} };
  const ports = {
    reports,
    unreadReports,
    keyTallies,
    rush,
    digest: systemDigest,
    keyMeter: keyMeter(null, () => 0),
    loopMeter: loopMeter(() => 0),
  };
  return async ({ json }) => {
    const parsed = parseStrictJson(encoder.encode(json));
    if (!parsed.ok) throw new Error('a report of the bench is no JSON');
    const { id, kind, text, build = null, device = null, title = '' } = reportBody.parse(parsed.value);
    const named = { build, release: null, fingerprint: null };
    const filed = { product, id, kind, text, title, deviceId: device, sentBy: 'bench', ...named };
    const answer = await takeReport(ports, filed, Date.now());
    if (!answer.ok) throw new Error(`a report was refused: ${answer.refusal}`);
  };
}
