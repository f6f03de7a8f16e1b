// Settles waiting reports: they are read if they were not, their text goes to object storage first, then they are counted and no longer wait.
import type { Reports, WaitingReport } from './ports/reports.ts';
import { type ReadPorts, readReports } from './read-reports.ts';
import { type RegroupPorts, symboliseWaiting } from './regroup-reports.ts';

export type SettlePorts = RegroupPorts &
  ReadPorts & {
    readonly reports: Reports;
    /** Requests to storage under way at a time, each of which may take a tenth of a second; as few as a Worker may if left out. */
    readonly storageLanes?: number | undefined;
  };

/** One transaction: half of what settling costs PostgreSQL is the same for one report and for all of these. */
const reportsAtOnce = 128;
/** A Worker may have six connections open. */
const fewLanes = 4;

export type SettleSummary = { readonly settled: number; readonly isDrained: boolean };

export type SettleOrder = {
  readonly maxReports: number;
  /** Asked after each turn: whether the rest is for later. */
  readonly isLater?: () => boolean;
};

/** Stops after `maxReports`, when none waits, or where another settles. What storage does not take goes on waiting. */
export async function settleReports(
  ports: SettlePorts,
  nowMs: number,
  { maxReports, isLater = () => false }: SettleOrder,
): Promise<SettleSummary> {
  let settled = 0;
  while (settled < maxReports) {
    const limit = Math.min(reportsAtOnce, maxReports - settled);
    // Before storage is asked, which may be down: what was read is listed, and its text is in the database.
    await readReports(ports, { by: 'age' }, limit);
    const waiting = await ports.reports.loadWaiting(limit);
    if (waiting.length === 0) return { settled, isDrained: true };
    await putAll(ports, new Map(waiting.map(({ objectKey, body }) => [objectKey, body])));
    // Counted under the keys that symbols give them, so that nothing has to be moved afterwards.
    await symboliseWaiting(ports, waiting, nowMs);
    const counted = await ports.reports.recordSettled(waiting.map(({ seq }) => seq));
    if (counted !== waiting.length) await dropErased(ports, waiting);
    if (counted === null) return { settled, isDrained: false };
    settled += waiting.length;
    if (isLater()) break;
  }
  return { settled, isDrained: false };
}

/** Taken is fine: what lies under a digest is what we would put there. */
async function putAll(
  { objects, storageLanes = fewLanes }: Pick<SettlePorts, 'objects' | 'storageLanes'>,
  bodies: ReadonlyMap<string, string>,
): Promise<void> {
  const left = [...bodies];
  const lane = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [key, body] = next;
      await objects.putObject(key, body, 'text/plain; charset=utf-8');
    }
  };
  await Promise.all(Array.from({ length: storageLanes }, lane));
}

/**
 * A report that was erased while its text was on its way to storage leaves that text behind, which goes here. Whoever sent
 * the same words in this moment has them in the database still: asked once more, their text is put back.
 */
async function dropErased(ports: SettlePorts, waiting: readonly WaitingReport[]): Promise<void> {
  const { reports, objects } = ports;
  const bodies = new Map(waiting.map(({ objectKey, body }) => [objectKey, body]));
  const unneeded = await reports.loadUnneeded([...bodies.keys()]);
  if (unneeded.length === 0) return;
  for (const key of unneeded) await objects.recordRemoved(key);
  const stillUnneeded = new Set(await reports.loadUnneeded(unneeded));
  await putAll(ports, new Map([...bodies].filter(([key]) => unneeded.includes(key) && !stillUnneeded.has(key))));
}
