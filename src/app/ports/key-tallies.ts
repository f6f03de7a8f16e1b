// The port to what all processes together kept and dropped of each public key.
import type { KeyTally } from '../../domain/issue/key-share.ts';

export type KeyTallies = {
  /** Adds what one process counted; answers how many reports all of them kept within the last hour. */
  recordTally(key: string, tally: KeyTally, nowMs: number): Promise<number>;
  /** Reports of the last hour that were counted and not kept, of whatever sender. */
  loadDropped(nowMs: number): Promise<number>;
  isEnrolled(product: string, deviceId: string): Promise<boolean>;
};
