// Takes an access token out of force, at once and for good.
import { mayGrant, type Token } from '../domain/catalog/token.ts';
import { auditOf, type By } from './by.ts';
import type { Tokens } from './ports/tokens.ts';

export type RevokeTokenAnswer = { ok: true; token: Token } | { ok: false; refusal: 'unknown-token' | 'own-token' };

/** A second time changes nothing. Nobody revokes the token they speak with, so the last operator cannot lock the door from outside. */
export async function revokeToken(
  { tokens }: { tokens: Tokens },
  name: string,
  { bearer, by }: { bearer: Pick<Token, 'name' | 'productId'>; by: By },
): Promise<RevokeTokenAnswer> {
  const token = await tokens.loadTokenNamed(name);
  if (token === null || !mayGrant(bearer, token.productId)) return { ok: false, refusal: 'unknown-token' };
  if (name === bearer.name) return { ok: false, refusal: 'own-token' };
  if (token.revokedMs !== null) return { ok: true, token };
  const audit = auditOf(by, 'token revoked', name, { role: token.role, product: token.productId });
  if (await tokens.recordTokenRevoked(name, by.nowMs, audit))
    return { ok: true, token: { ...token, revokedMs: by.nowMs } };
  // Somebody else was quicker: what counts is that it is revoked.
  return { ok: true, token: (await tokens.loadTokenNamed(name)) ?? token };
}
