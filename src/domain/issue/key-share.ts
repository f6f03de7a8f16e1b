// Bounds what a key that anybody can read brings from devices that nobody enrolled: such a device is only a name.

/** Of one key, in all processes together. */
export type KeyTally = {
  /** Reports that were kept. */
  readonly kept: number;
  /** Reports that were counted, and not kept. */
  readonly dropped: number;
};

export const keyShareWindowMs = 3_600_000;

/**
 * As many as a bearer may send without a device (`bearerLimits.any`), for the same reason: a fleet of twenty thousand that
 * crashes in one hour is kept whole, and 4 kB each fill 100 MB an hour at most.
 */
export const usualKeyShare = 25_000;

/** What of the rest is kept all the same, a minute and process: a fault that begins in the middle of a flood is seen. */
export const sampledPerMinute = 10;

/** Told in pieces of this share of it, several processes that keep one key at the same time go over by little. */
const piece = 0.02;
/** A tally costs a statement, a report does too: one in five seconds is not felt. */
const tellAfterMs = 5_000;

/** Whether what a process counted has to be told, and the sum of all asked for. */
export const isTallyDue = ({ kept }: KeyTally, sinceMs: number, share: number): boolean =>
  sinceMs >= tellAfterMs || kept >= share * piece;
