// The port to idempotency keys: one row a key, claimed by the first request that brings it.
import type { Claim, IdempotencyKey, StoredAnswer } from '../../domain/idempotency.ts';

export type Idempotency = {
  /** Claims the key; null when it is ours now, otherwise the claim that was there first. */
  recordClaim(key: IdempotencyKey, claim: Claim): Promise<Claim | null>;
  /** Replaces exactly the claim of attempt `from`, unanswered; false when it is no longer there. */
  recordTakeover(key: IdempotencyKey, from: string, claim: Claim): Promise<boolean>;
  /** Stores the answer of an attempt that still holds its claim. */
  recordAnswer(key: IdempotencyKey, attempt: string, answer: StoredAnswer): Promise<void>;
  /** Gives the key back, for an attempt that had no effect and still holds its claim. */
  recordRelease(key: IdempotencyKey, attempt: string): Promise<void>;
  /** Removes claims older than an instant; answers how many. */
  recordForgotten(beforeMs: number): Promise<number>;
};
