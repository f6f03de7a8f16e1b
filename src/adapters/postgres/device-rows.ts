// Reads devices out of rows, the same for every store that needs them.
import type { Device } from '../../domain/device/device.ts';
import type { devices } from './schema/fleet.ts';

/** Written out, field by field: the fold reads them by the thousand. */
export function toDevice(row: typeof devices.$inferSelect): Device {
  return {
    product: row.productId,
    id: row.id,
    channel: row.channelId,
    model: row.modelId,
    bucket: row.bucket,
    region: row.region,
    locale: row.locale,
    reportedBuild: row.reportedBuild,
    buildId: row.buildId,
    reportedMs: row.reportedMs,
    isTester: row.isTester,
    // Who was a tester before that was written down has been one since it enrolled, for all that is known.
    testerSinceMs: row.isTester ? (row.testerSinceMs ?? row.enrolledMs) : null,
    isBlocked: row.isBlocked,
    enrolledMs: row.enrolledMs,
    seenMs: row.seenMs,
    healthMs: row.healthMs,
    trial: row.trialId === null ? null : { rolloutId: row.trialId, sinceMs: row.trialMs ?? row.seenMs },
    measured: row.measured,
  };
}
