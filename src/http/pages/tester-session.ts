// What a tester's browser holds once it has shown the token of their device: who they are, signed, without the token.
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { DeviceIdentity } from '../../app/ports/pass-signer.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { isSecure, prefixOf, sessionLifeMs } from './session.ts';

const testerCookie = 'orange-tester';

export function openTester(c: Context<HttpEnv>, { product, deviceId }: DeviceIdentity): void {
  const expiresMs = c.get('nowMs') + sessionLifeMs;
  const secure = isSecure(c);
  setCookie(c, testerCookie, c.env.process.testerSigner.signTester({ product, deviceId, expiresMs }), {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    maxAge: sessionLifeMs / 1000,
    ...(secure ? { prefix: 'host' } : {}),
  });
}

export function closeTester(c: Context<HttpEnv>): void {
  const secure = isSecure(c);
  deleteCookie(c, testerCookie, { path: '/', secure, ...(secure ? { prefix: 'host' } : {}) });
}

/** The device that the browser speaks for; a request with a token in its header speaks for that alone. */
export function readTester(c: Context<HttpEnv>): DeviceIdentity | null {
  if (c.req.header('authorization') !== undefined) return null;
  const prefix = prefixOf(c);
  const sent = prefix === undefined ? getCookie(c, testerCookie) : getCookie(c, testerCookie, prefix);
  return sent === undefined ? null : c.env.process.testerSigner.checkTester(sent, c.get('nowMs'));
}
