// Lets a request through only when its bearer token may do what the route does.
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { By } from '../../app/by.ts';
import { mayAct, type Role, type Token } from '../../domain/catalog/token.ts';

import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';
import { markRoute } from './route-marks.ts';

export const bearerPattern = /^Bearer ([!-~]{1,200})$/i;

/** Tokens are 192 random bits, so a plain SHA-256 cannot be searched and needs no salt. */
export async function sha256Hex(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Answers 401 without a token in force, 403 when it may not act here. A `:product` in the path must be in the token's scope;
 * a route that names its product elsewhere checks it with `mayAct` itself.
 */
export const requireRole = (...allowed: readonly Role[]) =>
  markRoute(
    createMiddleware<HttpEnv>(async (c, next) => {
      const sent = bearerPattern.exec(c.req.header('authorization') ?? '')?.[1];
      if (sent === undefined) return refuseUnknown(c, 'This needs an access token.');
      const token = await c.env.stores().tokens.loadToken(await sha256Hex(sent), c.get('nowMs'));
      if (token === null) return refuseUnknown(c, 'This access token is not known, has expired or was revoked.');
      const product = c.req.param('product') ?? token.productId;
      if (!mayAct(token, allowed, product)) {
        return refuseBearer(c, token, `Use a token with one of the roles: ${['operator', ...allowed].join(', ')}.`);
      }
      c.set('bearer', token);
      return next();
    }),
    { scheme: 'bearer', roles: allowed },
  );

/** Behind `requireRole`, for what concerns every product at once: a token for one product has no say in it. */
export const requireEveryProduct = createMiddleware<HttpEnv>(async (c, next) => {
  const token = c.get('bearer');
  if (token.productId === null) return next();
  return refuseBearer(c, token, 'Use a token that is not limited to one product.');
});

function refuseUnknown(c: Context<HttpEnv>, detail: string) {
  c.header('www-authenticate', 'Bearer');
  const fix = 'Send `Authorization: Bearer <token>`; `orange login` keeps one.';
  return problem(c, { status: 401, code: 'unauthorized', detail, fix });
}

/** 403 in the same words wherever a token's role or product is not enough. */
export function refuseBearer(c: Context<HttpEnv>, token: Token, fix: string) {
  const scope = token.productId === null ? '' : ` for ${token.productId}`;
  const detail = `The token "${token.name}" (${token.role}${scope}) may not do this.`;
  return problem(c, { status: 403, code: 'forbidden', detail, fix });
}

/** By whom and when, for the verbs behind `requireRole`. */
export const byOf = (c: Context<HttpEnv>): By => ({ actor: c.get('bearer').name, nowMs: c.get('nowMs') });
