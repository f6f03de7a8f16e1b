// Keeps access tokens in PostgreSQL, by their SHA-256.
import { and, asc, eq, gt, isNull, or } from 'drizzle-orm';
import type { Tokens } from '../../app/ports/tokens.ts';
import { derivePage } from '../../domain/page.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { tokens } from './schema/governance.ts';
import { wantMap } from './want-map.ts';

const shown = {
  name: tokens.name,
  role: tokens.role,
  productId: tokens.productId,
  createdBy: tokens.createdBy,
  createdMs: tokens.createdMs,
  expiresMs: tokens.expiresMs,
  revokedMs: tokens.revokedMs,
};

export function tokenStore(db: Database): Tokens {
  return {
    async loadToken(sha256, nowMs) {
      const inForce = and(
        eq(tokens.sha256, sha256),
        isNull(tokens.revokedMs),
        or(isNull(tokens.expiresMs), gt(tokens.expiresMs, nowMs)),
      );
      const [token] = await ask(db.select(shown).from(tokens).where(inForce));
      return token ?? null;
    },

    async loadTokenNamed(name) {
      const [token] = await ask(db.select(shown).from(tokens).where(eq(tokens.name, name)));
      return token ?? null;
    },

    async loadTokens({ limit, after }, productId) {
      const ofProduct = productId === null ? undefined : eq(tokens.productId, productId);
      const rows = await ask(
        db
          .select(shown)
          .from(tokens)
          .where(and(ofProduct, after === null ? undefined : gt(tokens.name, after)))
          .orderBy(asc(tokens.name))
          .limit(limit + 1),
      );
      return derivePage(rows, limit, (token) => token.name);
    },

    recordToken: (token, sha256, audit) =>
      inTransaction(db, async (tx) => {
        const added = await tx
          .insert(tokens)
          .values({ sha256, ...token })
          .onConflictDoNothing()
          .returning({ name: tokens.name });
        if (added.length === 0) return false;
        await wantMap(tx);
        await appendAudit(tx, audit);
        return true;
      }),

    recordTokenRevoked: (name, nowMs, audit) =>
      inTransaction(db, async (tx) => {
        const inForce = and(eq(tokens.name, name), isNull(tokens.revokedMs));
        const revoked = await tx
          .update(tokens)
          .set({ revokedMs: nowMs })
          .where(inForce)
          .returning({ name: tokens.name });
        if (revoked.length === 0) return false;
        await wantMap(tx);
        await appendAudit(tx, audit);
        return true;
      }),
  };
}
