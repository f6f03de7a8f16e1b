// Access tokens in memory, held to the same contract as PostgreSQL.
import type { Tokens } from '../../src/app/ports/tokens.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import { isInForce, type Token } from '../../src/domain/catalog/token.ts';
import { derivePage } from '../../src/domain/page.ts';

export type FakeTokens = Tokens & {
  readonly audited: readonly AuditEntry[];
  /** Digests as kept, by name. */
  readonly digests: ReadonlyMap<string, string>;
};

export function fakeTokens(): FakeTokens {
  const byName = new Map<string, Token>();
  const digests = new Map<string, string>();
  const audited: AuditEntry[] = [];
  return {
    audited,
    digests,
    async loadToken(sha256, nowMs) {
      const token = [...byName.values()].find(({ name }) => digests.get(name) === sha256);
      return token !== undefined && isInForce(token, nowMs) ? token : null;
    },
    async loadTokenNamed(name) {
      return byName.get(name) ?? null;
    },
    async loadTokens({ limit, after }, productId) {
      const rows = [...byName.values()]
        .filter((token) => productId === null || token.productId === productId)
        .filter(({ name }) => after === null || name > after)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return derivePage(rows.slice(0, limit + 1), limit, ({ name }) => name);
    },
    async recordToken(token, sha256, audit) {
      if (byName.has(token.name)) return false;
      byName.set(token.name, token);
      digests.set(token.name, sha256);
      audited.push(audit);
      return true;
    },
    async recordTokenRevoked(name, nowMs, audit) {
      const token = byName.get(name);
      if (token === undefined || token.revokedMs !== null) return false;
      byName.set(name, { ...token, revokedMs: nowMs });
      audited.push(audit);
      return true;
    },
  };
}
