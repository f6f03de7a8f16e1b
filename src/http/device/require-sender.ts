// Lets a device speak for itself with its own token, and the bearer of an access token for devices.
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Sender } from '../../app/take-checkins.ts';
import { mayAct, type Role, type Token } from '../../domain/catalog/token.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import type { Process } from '../shared/parts.ts';
import { problem } from '../shared/problem.ts';
import { refuseBearer, sha256Hex } from '../shared/require-role.ts';
import { markRoute } from '../shared/route-marks.ts';

const bearerPattern = /^Bearer ([!-~]{1,200})$/i;

/** A device token is checked without a database, an access token looked up once in 30 seconds. Sets `sender`. */
export const requireSender = (...roles: readonly Role[]) =>
  markRoute(
    createMiddleware<HttpEnv>(async (c, next) => {
      const sent = bearerPattern.exec(c.req.header('authorization') ?? '')?.[1];
      if (sent === undefined) return refuseSender(c, 'This needs a device token or an access token.');
      const device = c.env.process.passSigner.checkDeviceToken(sent);
      if (device.ok) {
        c.set('sender', { kind: 'device', ...device.identity });
        return next();
      }
      if (device.refusal === 'forged-token')
        return refuseSender(c, 'This device token was not signed by this service.');
      const token = await loadToken(c, sent);
      if (token === null) return refuseSender(c, 'This token is not known, has expired or was revoked.');
      if (!mayAct(token, roles, token.productId)) {
        return refuseBearer(
          c,
          token,
          `Use a device token, or one with a role of: ${['operator', ...roles].join(', ')}.`,
        );
      }
      c.set('sender', { kind: 'bearer', token });
      return next();
    }),
    { scheme: 'device', roles },
  );

/** Lets only a device through, with its own token. */
export const requireDevice = markRoute(
  createMiddleware<HttpEnv>(async (c, next) => {
    const sent = bearerPattern.exec(c.req.header('authorization') ?? '')?.[1];
    const device = sent === undefined ? null : c.env.process.passSigner.checkDeviceToken(sent);
    if (device === null || !device.ok) return refuseSender(c, 'This needs the token that enrolment gave the device.');
    c.set('sender', { kind: 'device', ...device.identity });
    return next();
  }),
  { scheme: 'device' },
);

/** The same without asking anybody: null also for a token that was not looked up within 30 seconds. */
export function findKnownSender(
  { passSigner, knownTokens }: Process,
  authorization: string,
  roles: readonly Role[],
  nowMs: number,
): Sender | null {
  const sent = bearerPattern.exec(authorization)?.[1];
  if (sent === undefined) return null;
  const token = knownTokens.loadKnownToken(sent);
  if (token !== null) {
    const isInTime = token.expiresMs === null || token.expiresMs > nowMs;
    return isInTime && mayAct(token, roles, token.productId) ? { kind: 'bearer', token } : null;
  }
  const device = passSigner.checkDeviceToken(sent);
  return device.ok ? { kind: 'device', ...device.identity } : null;
}

function refuseSender(c: Context<HttpEnv>, detail: string) {
  c.header('www-authenticate', 'Bearer');
  const fix = 'Send `Authorization: Bearer <token>` with the token that `POST /v1/enrolments` answered.';
  return problem(c, { status: 401, code: 'unauthorized', detail, fix });
}

export async function loadToken(c: Context<HttpEnv>, sent: string): Promise<Token | null> {
  const nowMs = c.get('nowMs');
  const known = c.env.process.knownTokens.loadKnownToken(sent);
  if (known !== null) return known.expiresMs === null || known.expiresMs > nowMs ? known : null;
  const token = await c.env.stores().tokens.loadToken(await sha256Hex(sent), nowMs);
  if (token !== null) c.env.process.knownTokens.recordKnownToken(sent, token);
  return token;
}
