// The port to what this process counts of each public key, until it is told to the others.
import type { KeyTally } from '../../domain/issue/key-share.ts';

export type KeyMeter = {
  /** What of a key has to be told by now, which from then on counts as told; null for nothing. */
  takeDue(key: string): KeyTally | null;
  /** The same of all keys, due or not. */
  takeAll(): ReadonlyMap<string, KeyTally>;
  /** What all processes kept within the window, by the last tally that was told. */
  recordSum(key: string, kept: number): void;
  /** Whether the key has had its share. */
  isFull(key: string): boolean;
  recordKept(key: string): void;
  /** Takes one of the few places for what goes beyond the share; false when they are gone. */
  takeSample(key: string): boolean;
  recordDropped(key: string): void;
};
