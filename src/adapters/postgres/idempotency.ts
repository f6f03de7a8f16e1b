// Keeps idempotency keys in PostgreSQL: whoever inserts the row holds the claim.
import { and, eq, isNull, lt } from 'drizzle-orm';
import type { Idempotency } from '../../app/ports/idempotency.ts';
import type { Claim, IdempotencyKey } from '../../domain/idempotency.ts';
import { ask, type Database } from './database.ts';
import { idempotencyKeys as keys } from './schema/governance.ts';

const isKey = ({ actor, route, key }: IdempotencyKey) =>
  and(eq(keys.actor, actor), eq(keys.route, route), eq(keys.key, key));

/** Only an unanswered claim of this attempt: a slower one has lost its say. */
const isHeldBy = (key: IdempotencyKey, attempt: string) =>
  and(isKey(key), eq(keys.attempt, attempt), isNull(keys.status));

function toClaim(row: typeof keys.$inferSelect): Claim {
  const { requestSha256, attempt, claimedMs, status, contentType, body } = row;
  const answer = status === null ? null : { status, contentType, body: body ?? '' };
  return { requestSha256, attempt, claimedMs, answer };
}

export function idempotencyStore(db: Database): Idempotency {
  return {
    async recordClaim(key, { requestSha256, attempt, claimedMs }) {
      const row = { ...key, requestSha256, attempt, claimedMs };
      const added = await ask(db.insert(keys).values(row).onConflictDoNothing().returning({ key: keys.key }));
      if (added.length > 0) return null;
      const [held] = await ask(db.select().from(keys).where(isKey(key)));
      // Given back in between: as good as still being worked on, and the next try finds it free.
      return held === undefined ? { requestSha256, attempt: '', claimedMs, answer: null } : toClaim(held);
    },

    async recordTakeover(key, from, { requestSha256, attempt, claimedMs }) {
      const claim = { requestSha256, attempt, claimedMs };
      const taken = await ask(db.update(keys).set(claim).where(isHeldBy(key, from)).returning({ key: keys.key }));
      return taken.length > 0;
    },

    async recordAnswer(key, attempt, { status, contentType, body }) {
      await ask(db.update(keys).set({ status, contentType, body }).where(isHeldBy(key, attempt)));
    },

    async recordRelease(key, attempt) {
      await ask(db.delete(keys).where(isHeldBy(key, attempt)));
    },

    async recordForgotten(beforeMs) {
      const forgotten = await ask(db.delete(keys).where(lt(keys.claimedMs, beforeMs)).returning({ key: keys.key }));
      return forgotten.length;
    },
  };
}
