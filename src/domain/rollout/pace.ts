// Spreads the fleet's polls over time, from the bucket alone, so that answers stay cacheable.
import { bucketCount } from './permutation.ts';

/** What a device is told: wait `pollAfterS`, then a random part of `pollJitterS` of its own. */
export type Pace = { readonly pollAfterS: number; readonly pollJitterS: number };

/** Coprime to 1000, so that neighbouring buckets land far apart (1000 divided by the golden ratio, rounded to an odd number). */
const stride = 617;

/** Finer steps than the device's own dice would spread nobody further, and every step is an answer of its own to keep. */
const steps = 20;

/**
 * The bucket sets a wait of 75 % to 125 % of the interval in twenty steps, the device adds up to 10 % at random:
 * a fleet that woke together must not stay together (properties 71).
 */
export function derivePace(pollS: number, bucket: number): Pace {
  const step = Math.floor((((bucket * stride) % bucketCount) / bucketCount) * steps);
  return {
    pollAfterS: Math.max(1, Math.round(pollS * (0.75 + (0.5 * step) / (steps - 1)))),
    pollJitterS: Math.ceil(pollS / 10),
  };
}
