// Settles waiting reports: they are read if they were not and counted; then their texts go to object storage, and none waits.
import type { Reports, WaitingReport } from './ports/reports.ts';
import { type ReadPorts, readReports } from './read-reports.ts';
import { type RegroupPorts, symboliseWaiting } from './regroup-reports.ts';
import { type StoreTextPorts, storeTexts } from './store-texts.ts';

export type SettlePorts = RegroupPorts & ReadPorts & StoreTextPorts & { readonly reports: Reports };

/** One transaction: half of what settling costs PostgreSQL is the same for one report and for all of these. */
const reportsAtOnce = 128;

/** `isDrained`: all are counted, and all texts are in storage. */
export type SettleSummary = { readonly settled: number; readonly isDrained: boolean };

export type SettleOrder = {
  readonly maxReports: number;
  /** Asked after each turn: whether the rest is for later. */
  readonly isLater?: () => boolean;
};

/**
 * Stops after `maxReports`, when none waits, or where another settles. All are counted before the first text is stored: a
 * fault stands out by its counts, and storage takes several times as long, or is down.
 */
export async function settleReports(
  ports: SettlePorts,
  nowMs: number,
  { maxReports, isLater = () => false }: SettleOrder,
): Promise<SettleSummary> {
  const read = (settled: number) => readReports(ports, { by: 'age' }, Math.min(reportsAtOnce, maxReports - settled));
  let settled = 0;
  await read(settled);
  while (settled < maxReports) {
    const waiting = await ports.reports.loadWaiting(Math.min(reportsAtOnce, maxReports - settled));
    if (waiting.length === 0) return { settled, isDrained: await storeTexts(ports, maxReports, isLater) };
    // The next are read meanwhile: that is this process's time, and counting is the database's.
    const [counted] = await bothOf(count(ports, waiting, nowMs), read(settled + waiting.length));
    if (counted === null) return { settled, isDrained: false };
    settled += waiting.length;
    if (isLater()) break;
  }
  return { settled, isDrained: false };
}

/** Under the keys that symbols give them, so that nothing has to be moved afterwards. */
async function count(ports: SettlePorts, waiting: readonly WaitingReport[], nowMs: number): Promise<number | null> {
  await symboliseWaiting(ports, waiting, nowMs);
  return ports.reports.recordSettled(waiting.map(({ seq }) => seq));
}

/** Neither is left under way where the other one fails. */
async function bothOf<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}
