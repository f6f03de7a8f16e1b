// What a tester's browser holds once it has shown the token of their device: who they are, signed, without the token.
import type { Context } from 'hono';
import type { DeviceIdentity } from '../../app/ports/pass-signer.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { giveCookie, readCookie, takeCookie } from './own-cookie.ts';
import { sessionLifeMs } from './session.ts';

const testerCookie = 'orange-tester';

export function openTester(c: Context<HttpEnv>, { product, deviceId }: DeviceIdentity): void {
  const expiresMs = c.get('nowMs') + sessionLifeMs;
  const signed = c.env.process.testerSigner.signTester({ product, deviceId, expiresMs });
  giveCookie(c, testerCookie, { value: signed, lifeMs: sessionLifeMs });
}

export const closeTester = (c: Context<HttpEnv>): void => takeCookie(c, testerCookie);

/** The device that the browser speaks for; a request with a token in its header speaks for that alone. */
export function readTester(c: Context<HttpEnv>): DeviceIdentity | null {
  if (c.req.header('authorization') !== undefined) return null;
  const sent = readCookie(c, testerCookie);
  return sent === undefined ? null : c.env.process.testerSigner.checkTester(sent, c.get('nowMs'));
}
