// The port to timetables and to what was decided at each departure.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Departure, SkipReason, Train } from '../../domain/rollout/departure.ts';

export type Skip = {
  readonly product: string;
  readonly channel: string;
  readonly departureMs: number;
  readonly skipped: SkipReason;
  readonly decidedMs: number;
};

export type Trains = {
  /** Channels with a timetable, of one product or of all; by product and channel. */
  loadTrains(product: string | null): Promise<Train[]>;
  /** Newest first. */
  loadDepartures(product: string, channel: string, limit: number): Promise<Departure[]>;
  /** Decides a departure by skipping it; false when it was decided already. Starts are recorded by `Rollouts.recordRollout`. */
  recordSkip(skip: Skip, audit: AuditEntry): Promise<boolean>;
};
