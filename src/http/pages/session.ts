// Who looks at a page: the bearer of an access token, by header or by the cookie that logging in gave the browser.
import type { Context } from 'hono';
import type { Session } from '../../app/ports/session-signer.ts';
import type { Token } from '../../domain/catalog/token.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { bearerPattern, sha256Hex } from '../shared/require-role.ts';
import { giveCookie, readCookie, takeCookie } from './own-cookie.ts';

const sessionCookie = 'orange-session';

/** A session that nobody uses ends after this; a page left open renews it. The token behind it may end sooner. */
export const sessionLifeMs = 30 * 86_400_000;
const renewAfterMs = 86_400_000;

/** Gives the browser a session: the digest of the token, signed; the token itself is nowhere in it. */
export function openSession(c: Context<HttpEnv>, tokenSha256: string): void {
  const expiresMs = c.get('nowMs') + sessionLifeMs;
  const signed = c.env.process.sessionSigner.signSession({ tokenSha256, expiresMs });
  giveCookie(c, sessionCookie, { value: signed, lifeMs: sessionLifeMs });
}

/** Takes the session out of the browser. A copy of the cookie ends with the token or at its expiry. */
export const closeSession = (c: Context<HttpEnv>): void => takeCookie(c, sessionCookie);

/** The session of the request, as far as its signature and expiry go. */
export function readSession(c: Context<HttpEnv>): Session | null {
  const sent = readCookie(c, sessionCookie);
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
