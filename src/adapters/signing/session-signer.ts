// Signs and checks browser sessions with a key derived from the service's one secret.
import type { SessionCheck, SessionSigner } from '../../app/ports/session-signer.ts';
import { areEqual, deriveMac } from './mac.ts';

/** `os_<expiry, seconds in base 36>.<SHA-256 of the token, hex>.<HMAC-SHA-256>` */
const shape = /^os_([0-9a-z]{1,9})\.([0-9a-f]{64})\.([A-Za-z0-9_-]{43})$/;

export function sessionSigner(secret: string): SessionSigner {
  const mac = deriveMac(secret, 'session');
  return {
    signSession({ tokenSha256, expiresMs }) {
      const body = `os_${Math.floor(expiresMs / 1000).toString(36)}.${tokenSha256}`;
      const text = `${body}.${mac(body)}`;
      if (!shape.test(text)) throw new RangeError('The digest or the expiry cannot stand in a session.');
      return text;
    },

    checkSession(text, nowMs): SessionCheck {
      const [, expiry, tokenSha256, seal] = shape.exec(text) ?? [];
      if (expiry === undefined || tokenSha256 === undefined || seal === undefined) {
        return { ok: false, refusal: 'malformed-session' };
      }
      if (!areEqual(seal, mac(text.slice(0, -seal.length - 1)))) return { ok: false, refusal: 'forged-session' };
      const expiresMs = Number.parseInt(expiry, 36) * 1000;
      return nowMs < expiresMs
        ? { ok: true, session: { tokenSha256, expiresMs } }
        : { ok: false, refusal: 'expired-session' };
    },
  };
}
