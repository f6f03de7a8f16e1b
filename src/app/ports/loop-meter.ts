// The port to what this process refuses of each sender, so that a fast loop costs no question after another.
import type { Filing } from '../../domain/issue/filing.ts';
import type { Repeats, Share } from '../../domain/issue/repeats.ts';

export type LoopMeter = {
  /** Whether some of what the sender sends may be a repeat; of others no report needs to be keyed to be judged. */
  isFast(sender: Pick<Filing, 'product' | 'deviceId' | 'sentBy'>): boolean;
  /** Whether the report is of a fast loop and need not be looked at; then it is counted. */
  takeRepeat(filing: Filing): boolean;
  /** It was looked at and refused. */
  recordRefused(filing: Filing, share: Share): void;
  /** What was counted and is to be told, which from then on counts as told. Once a second at most. */
  takeDue(): readonly Repeats[];
  /** Those could not be told after all, and are due again. */
  recordUntold(repeats: readonly Repeats[]): void;
};
