// The port to the place where acknowledged check-ins wait for the fold.
import type { CheckinBatch } from '../../domain/device/event.ts';

export type CheckinQueue = {
  /** Durable once it resolves; all of the batches or none. Throws AppError `database-unavailable` or `conflict`. */
  putBatches(batches: readonly CheckinBatch[]): Promise<void>;
};
