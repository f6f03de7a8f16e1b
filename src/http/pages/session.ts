// Who looks at a page: the bearer of an access token, by header or by the cookie that logging in gave the browser.
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Session } from '../../app/ports/session-signer.ts';
import type { Token } from '../../domain/catalog/token.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { bearerPattern, sha256Hex } from '../shared/require-role.ts';

export const sessionCookie = 'orange-session';

/** A session that nobody uses ends after this; a page left open renews it. The token behind it may end sooner. */
export const sessionLifeMs = 30 * 86_400_000;
const renewAfterMs = 86_400_000;

/** A proxy that ends TLS says so in a header; who forges it only keeps their own browser from sending the cookie. */
export const isSecure = (c: Context<HttpEnv>): boolean =>
  new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';

/** Of the request, for its cookies. Over https the name has the prefix `__Host-`, so that no neighbouring host can plant one (RFC 6265bis 4.1.3.2). */
export const prefixOf = (c: Context<HttpEnv>) => (isSecure(c) ? 'host' : undefined);

/** Gives the browser a session: the digest of the token, signed; the token itself is nowhere in it. */
export function openSession(c: Context<HttpEnv>, tokenSha256: string): void {
  const expiresMs = c.get('nowMs') + sessionLifeMs;
  const secure = isSecure(c);
  setCookie(c, sessionCookie, c.env.process.sessionSigner.signSession({ tokenSha256, expiresMs }), {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    maxAge: sessionLifeMs / 1000,
    ...(secure ? { prefix: 'host' } : {}),
  });
}

/** Takes the session out of the browser. A copy of the cookie ends with the token or at its expiry. */
export function closeSession(c: Context<HttpEnv>): void {
  const secure = isSecure(c);
  deleteCookie(c, sessionCookie, { path: '/', secure, ...(secure ? { prefix: 'host' } : {}) });
}

/** The session of the request, as far as its signature and expiry go. */
export function readSession(c: Context<HttpEnv>): Session | null {
  const prefix = prefixOf(c);
  const sent = prefix === undefined ? getCookie(c, sessionCookie) : getCookie(c, sessionCookie, prefix);
  const checked = sent === undefined ? null : c.env.process.sessionSigner.checkSession(sent, c.get('nowMs'));
  return checked?.ok ? checked.session : null;
}

/** The token in force that the request speaks for: looked up each time, so that revoking it ends its sessions. */
export async function loadVisitor(c: Context<HttpEnv>): Promise<Token | null> {
  const { tokens } = c.env.stores();
  const nowMs = c.get('nowMs');
  const header = c.req.header('authorization');
  if (header !== undefined) {
    const sent = bearerPattern.exec(header)?.[1];
    return sent === undefined ? null : tokens.loadToken(await sha256Hex(sent), nowMs);
  }
  const session = readSession(c);
  if (session === null) return null;
  const token = await tokens.loadToken(session.tokenSha256, nowMs);
  if (token !== null && session.expiresMs - nowMs < sessionLifeMs - renewAfterMs) openSession(c, session.tokenSha256);
  return token;
}
