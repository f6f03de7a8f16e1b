// Decides what a repeated request gets: the stored answer, a refusal, or its turn.

/** One key of one actor on one route. */
export type IdempotencyKey = { readonly actor: string; readonly route: string; readonly key: string };

export type StoredAnswer = { readonly status: number; readonly contentType: string | null; readonly body: string };

/** A claim: who came first with this key, and what was answered. */
export type Claim = {
  readonly requestSha256: string;
  /** Names the attempt that holds the claim, so that a slower one cannot write over its answer. */
  readonly attempt: string;
  readonly claimedMs: number;
  /** Null while the request is being worked on. */
  readonly answer: StoredAnswer | null;
};

export type ReplayDecision =
  | { readonly kind: 'replay'; readonly answer: StoredAnswer }
  | { readonly kind: 'another-request' }
  | { readonly kind: 'in-flight' }
  /** The attempt that holds the claim died with its process. */
  | { readonly kind: 'abandoned' };

/** Requests of ours end within 30 seconds; whoever holds a claim four times as long has died. */
export const claimLeaseMs = 120_000;

/** Kept a month: a client that retries later than that is a person. */
export const answerKeptMs = 30 * 86_400_000;

/** `held` is the claim that was there first. */
export function decideReplay(held: Claim, requestSha256: string, nowMs: number): ReplayDecision {
  if (held.requestSha256 !== requestSha256) return { kind: 'another-request' };
  if (held.answer !== null) return { kind: 'replay', answer: held.answer };
  return nowMs - held.claimedMs < claimLeaseMs ? { kind: 'in-flight' } : { kind: 'abandoned' };
}

/** Whether an answer is the answer for good: not when the service failed, nor when it asked to come back later. */
export const isFinal = (status: number): boolean => status < 500 && status !== 408 && status !== 425 && status !== 429;
