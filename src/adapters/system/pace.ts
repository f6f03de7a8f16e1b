// Says whether something that should not happen too often is due.
import type { Pace } from '../../app/ports/pace.ts';

/** `elapsedMs` is real time that only moves forward. */
export function pace(intervalMs: number, elapsedMs: () => number): Pace {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    isDue() {
      if (elapsedMs() - lastMs < intervalMs) return false;
      lastMs = elapsedMs();
      return true;
    },
  };
}
