// Says whether there is a rush: by what is under way, and by what came in within the last second or two.
import type { Rush } from '../../app/ports/rush.ts';

export type RushSettings = {
  /** More than these under way at a time are a rush, */
  readonly atOnce: number;
  /** and more than these a second. */
  readonly perS: number;
};

/** `elapsedMs` is real time that only moves forward. */
export function rush({ atOnce, perS }: RushSettings, elapsedMs: () => number): Rush {
  let second = Number.NEGATIVE_INFINITY;
  let before = 0;
  let now = 0;
  let underWay = 0;
  let isMadeUp = true;
  return {
    begin() {
      const at = Math.floor(elapsedMs() / 1_000);
      if (at !== second) {
        before = at === second + 1 ? now : 0;
        now = 0;
        second = at;
      }
      now += 1;
      underWay += 1;
      return isMadeUp && (underWay > atOnce || Math.max(before, now) > perS);
    },
    end() {
      underWay -= 1;
    },
    recordMadeUp(isSo) {
      isMadeUp = isSo;
    },
  };
}
