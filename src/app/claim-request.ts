// Claims an idempotency key for a request, or says what became of the request that came first.
import { decideReplay, type IdempotencyKey, type StoredAnswer } from '../domain/idempotency.ts';
import type { Entropy } from './ports/entropy.ts';
import type { Idempotency } from './ports/idempotency.ts';

export type ClaimRequestAnswer =
  | { readonly kind: 'claimed'; readonly attempt: string }
  | { readonly kind: 'replay'; readonly answer: StoredAnswer }
  | { readonly kind: 'another-request' }
  | { readonly kind: 'in-flight' };

/** After `claimed` the caller does the work and then stores its answer, or releases the claim. */
export async function claimRequest(
  ports: { idempotency: Idempotency; entropy: Entropy },
  { key, requestSha256 }: { key: IdempotencyKey; requestSha256: string },
  nowMs: number,
): Promise<ClaimRequestAnswer> {
  const attempt = ports.entropy.randomHex(16);
  const claim = { requestSha256, attempt, claimedMs: nowMs, answer: null };
  const held = await ports.idempotency.recordClaim(key, claim);
  if (held === null) return { kind: 'claimed', attempt };
  const decision = decideReplay(held, requestSha256, nowMs);
  if (decision.kind !== 'abandoned') return decision;
  const isOurs = await ports.idempotency.recordTakeover(key, held.attempt, claim);
  return isOurs ? { kind: 'claimed', attempt } : { kind: 'in-flight' };
}
