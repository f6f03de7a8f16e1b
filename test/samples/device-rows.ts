// Rows of devices that enrolled, and of their attempts that ended, for tests in which thousands of requests would tell nothing.
import type { devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';

type DeviceRow = typeof devices.$inferInsert;
type InstallRow = typeof installs.$inferInsert;

/** A device of model n1 on nova's stable channel that enrolled and was heard at `atMs`. */
export function deviceRow(atMs: number, changes: Pick<DeviceRow, 'id'> & Partial<DeviceRow>): DeviceRow {
  const times = { reportedMs: atMs, enrolledMs: atMs, seenMs: atMs, healthMs: atMs };
  const about = { productId: 'nova', channelId: 'stable', modelId: 'n1', bucket: 0, region: null, locale: null };
  return { ...times, ...about, reportedBuild: null, buildId: null, isTester: false, isBlocked: false, ...changes };
}

/** An attempt in rollout 1 that began and ended at `atMs`. */
export function installRow(
  atMs: number,
  changes: Pick<InstallRow, 'deviceId' | 'state'> & Partial<InstallRow>,
): InstallRow {
  const times = { acceptedMs: atMs, deadlineMs: atMs + 86_400_000, stepMs: atMs, heardMs: atMs, finishedMs: atMs };
  return { rolloutId: 1, productId: 'nova', modelId: 'n1', reason: null, ...times, ...changes };
}

/** `prefix-0`, `prefix-1`, … in one bucket. */
export const deviceRows = (atMs: number, prefix: string, count: number, bucket: number): DeviceRow[] =>
  Array.from({ length: count }, (_, index) => deviceRow(atMs, { id: `${prefix}-${index}`, bucket }));
