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

  function turn() {
    const at = Math.floor(elapsedMs() / 1_000);
    if (at === second) return;
    before = at === second + 1 ? now : 0;
    now = 0;
    second = at;
  }

  const isOn = () => underWay > atOnce || Math.max(before, now) > perS;

  return {
    begin() {
      turn();
      now += 1;
      underWay += 1;
      return isMadeUp && isOn();
    },
    isOn() {
      turn();
      return isOn();
    },
    end() {
      underWay -= 1;
    },
    recordMadeUp(isSo) {
      isMadeUp = isSo;
    },
  };
}
