// Says whether work behind the answers is due: not too often, and the less of the time the more is coming in.
import type { Pace } from '../../app/ports/pace.ts';

export type PaceSettings = {
  /** Between the beginnings of two turns, at least. */
  readonly intervalMs: number;
  /** The longest rest after a turn, in multiples of what the turn took: 9 leaves it a tenth of the time. */
  readonly maxRests: number;
  /** A turn whose end was not told by then is lost, as in an isolate that was cut off; until then it is the only one. */
  readonly lostMs: number;
};

/**
 * Work that keeps up hardly rests; what cannot keep up anyway leaves the machine to those who bring more. `elapsedMs` is
 * real time that only moves forward. A turn whose end is never told is not rested from.
 */
export function pace({ intervalMs, maxRests, lostMs }: PaceSettings, elapsedMs: () => number): Pace {
  let beganMs = Number.NEGATIVE_INFINITY;
  let isUnderWay = false;
  let restedMs = Number.NEGATIVE_INFINITY;
  let cameIn = 0;
  return {
    isDue() {
      cameIn += 1;
      const nowMs = elapsedMs();
      if (nowMs - beganMs < (isUnderWay ? lostMs : intervalMs) || nowMs < restedMs) return false;
      isUnderWay = true;
      beganMs = nowMs;
      cameIn = 0;
      return true;
    },
    recordEnd(done) {
      const nowMs = elapsedMs();
      isUnderWay = false;
      restedMs = nowMs + (nowMs - beganMs) * Math.min(maxRests, cameIn / Math.max(1, done));
    },
  };
}
