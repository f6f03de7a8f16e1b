// Thousands of hostile requests to every entry of reports: none is answered with a 5xx or not at all, and honest reports beside them are kept.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reports } from '../../src/adapters/postgres/schema/reports.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { hostileRequest } from '../samples/hostile-reports.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

/** By hand with more: `ORANGE_HOSTILE=10000 npx vitest run --project http test/http/hostile-reports.test.ts`. */
const count = Number(process.env.ORANGE_HOSTILE ?? 1_200);
const seed = Number(process.env.ORANGE_HOSTILE_SEED ?? 1);
/** Senders at a time: what one breaks, the others would notice. */
const lanes = 8;
/** Far longer than any answer takes: whoever waits so long waits for ever. */
const patienceMs = 60_000;

let test: FleetApp;
const failures: { at: number; message: string; cause: unknown }[] = [];
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('hostile', 'gateway', 'nova');
});
afterAll(() => test.close());

const honest = (id: string) =>
  test.send('POST', '/v1/reports', {
    as: 'hostile',
    json: { id, kind: 'crash', build: '1.2.0', text: 'java.lang.Error: x\n\tat com.nova.Camera.open(Camera.java:41)' },
  });

async function attack(at: number): Promise<string> {
  const token = 'of_test_hostile';
  const target = { project: deriveProjectId('nova'), key: token, token, reportId: 'honest-0' };
  const { kind, method, path, headers, body } = hostileRequest(seed, at, target);
  let request: Request;
  try {
    request = new Request(`http://of.test${path}`, { method, headers, body: new Uint8Array(body) });
  } catch {
    return 'cannot be sent';
  }
  const surroundings = {
    ...test.surroundings,
    log: (level: string, message: string, fields?: Readonly<Record<string, unknown>>) =>
      void (level === 'error' && failures.push({ at, message, cause: fields?.cause })),
  };
  const hung = new Promise<'hung'>((resolve) => setTimeout(resolve, patienceMs, 'hung').unref());
  const answer = await Promise.race([Promise.resolve(test.app.fetch(request, surroundings)), hung]);
  if (answer === 'hung') return `hung on ${kind} ${at}`;
  const text = await answer.text();
  if (answer.status >= 500) return `${answer.status} for ${kind} ${at}: ${text.slice(0, 200)}`;
  return `${answer.status}`;
}

it('answers every hostile request, and keeps every honest report beside them', async () => {
  expect((await honest('honest-0')).status).toBe(201);
  const told = new Map<string, number>();
  const acknowledged: string[] = ['honest-0'];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < count; at = next++) {
      const answer = await attack(at);
      told.set(answer, (told.get(answer) ?? 0) + 1);
      if (at % 20 !== 0) continue;
      const id = `honest-${at + 1}`;
      const { status } = await honest(id);
      if (status !== 201) throw new Error(`an honest report was answered ${status} beside attack ${at}`);
      acknowledged.push(id);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  process.stdout.write(`hostile requests: ${[...told].map(([answer, times]) => `${answer}: ${times}`).join(', ')}\n`);
  expect([...told.keys()].filter((answer) => !/^(?:[24]\d\d|cannot be sent)$/.test(answer))).toEqual([]);
  expect(failures).toEqual([]);
  await test.settle();
  const stored = new Set((await test.database.db.select({ id: reports.id }).from(reports)).map(({ id }) => id));
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
}, 3_600_000);
