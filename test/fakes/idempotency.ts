// Idempotency keys in memory, held to the same contract as PostgreSQL.
import type { Idempotency } from '../../src/app/ports/idempotency.ts';
import type { Claim, IdempotencyKey } from '../../src/domain/idempotency.ts';

export function fakeIdempotency(): Idempotency {
  const claims = new Map<string, Claim>();
  const nameOf = ({ actor, route, key }: IdempotencyKey) => JSON.stringify([actor, route, key]);

  /** The claim, if this attempt still holds it and has not answered. */
  const heldBy = (key: IdempotencyKey, attempt: string): Claim | null => {
    const claim = claims.get(nameOf(key));
    return claim !== undefined && claim.attempt === attempt && claim.answer === null ? claim : null;
  };

  return {
    async recordClaim(key, claim) {
      const held = claims.get(nameOf(key)) ?? null;
      if (held === null) claims.set(nameOf(key), claim);
      return held;
    },
    async recordTakeover(key, from, claim) {
      if (heldBy(key, from) === null) return false;
      claims.set(nameOf(key), claim);
      return true;
    },
    async recordAnswer(key, attempt, answer) {
      const held = heldBy(key, attempt);
      if (held !== null) claims.set(nameOf(key), { ...held, answer });
    },
    async recordRelease(key, attempt) {
      if (heldBy(key, attempt) !== null) claims.delete(nameOf(key));
    },
    async recordForgotten(beforeMs) {
      const old = [...claims].filter(([, claim]) => claim.claimedMs < beforeMs);
      for (const [name] of old) claims.delete(name);
      return old.length;
    },
  };
}
