// Creates an access token and answers its secret, which nobody sees again.

import { mayGrant, type Role, type Token } from '../domain/catalog/token.ts';
import { deriveTokenDigest, deriveTokenSecret, tokenRandomBytes } from '../domain/catalog/token-secret.ts';
import { auditOf, type By } from './by.ts';
import type { Catalog } from './ports/catalog.ts';
import type { Entropy } from './ports/entropy.ts';
import type { Tokens } from './ports/tokens.ts';

export type TokenRequest = {
  readonly name: string;
  readonly role: Role;
  /** Null for every product. */
  readonly product: string | null;
  /** Null for a token that does not expire. */
  readonly expiresInDays: number | null;
};

export type CreateTokenAnswer =
  | { ok: true; token: Token; secret: string }
  | { ok: false; refusal: 'name-taken' | 'unknown-product' | 'wider-than-own' };

export type CreateTokenPorts = { tokens: Tokens; entropy: Entropy; catalog: Pick<Catalog, 'loadProduct'> };

const dayMs = 86_400_000;

/** `bearer` is the token that asks: what it hands out is never wider than itself. */
export async function createToken(
  ports: CreateTokenPorts,
  request: TokenRequest,
  { bearer, by }: { bearer: Pick<Token, 'productId'>; by: By },
): Promise<CreateTokenAnswer> {
  if (!mayGrant(bearer, request.product)) return { ok: false, refusal: 'wider-than-own' };
  if (request.product !== null && (await ports.catalog.loadProduct(request.product)) === null) {
    return { ok: false, refusal: 'unknown-product' };
  }
  return issueToken(ports, request, by);
}

/** Draws the secret and records the token; for callers that have no bearer, such as the launcher. */
export async function issueToken(
  ports: Pick<CreateTokenPorts, 'tokens' | 'entropy'>,
  { name, role, product, expiresInDays }: TokenRequest,
  by: By,
): Promise<{ ok: true; token: Token; secret: string } | { ok: false; refusal: 'name-taken' }> {
  const secret = deriveTokenSecret(role, ports.entropy.randomHex(tokenRandomBytes));
  const token: Token = {
    name,
    role,
    productId: product,
    createdBy: by.actor,
    createdMs: by.nowMs,
    expiresMs: expiresInDays === null ? null : by.nowMs + expiresInDays * dayMs,
    revokedMs: null,
  };
  const audit = auditOf(by, 'token created', name, { role, product, expiresMs: token.expiresMs });
  const isAdded = await ports.tokens.recordToken(token, deriveTokenDigest(secret), audit);
  return isAdded ? { ok: true, token, secret } : { ok: false, refusal: 'name-taken' };
}
