// Sessions: what was signed comes back until it expires; nothing else is a session.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveMac } from '../../../src/adapters/signing/mac.ts';
import { serviceSecret } from '../../../src/adapters/signing/service-secret.ts';
import { sessionSigner } from '../../../src/adapters/signing/session-signer.ts';

const secret = 'a secret of at least thirty-two characters';
const signer = sessionSigner(secret);
const nowMs = 1_795_770_000_000;
const session = { tokenSha256: '0123456789abcdef'.repeat(4), expiresMs: nowMs + 60_000 };
const signed = signer.signSession(session);

describe('a session', () => {
  it('gives back what it was signed for, until its very end', () => {
    expect(signer.checkSession(signed, nowMs)).toEqual({ ok: true, session });
    expect(signer.checkSession(signed, session.expiresMs - 1).ok).toBe(true);
    expect(signer.checkSession(signed, session.expiresMs)).toEqual({ ok: false, refusal: 'expired-session' });
  });

  it('can stand in a cookie as it is', () => {
    expect(signed).toMatch(/^[\w.-]{1,150}$/);
    expect(encodeURIComponent(signed)).toBe(signed);
  });

  it('is forged when one character of it is another', () => {
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.constantFrom(...'0aA-_z9.'), (at, character) => {
        const altered = signed.slice(0, at) + character + signed.slice(at + 1);
        expect(signer.checkSession(altered, nowMs).ok).toBe(altered === signed);
      }),
    );
  });

  it('of another secret, or sealed for another purpose, is forged', () => {
    const other = sessionSigner('another secret of thirty-two characters');
    expect(other.checkSession(signed, nowMs)).toEqual({ ok: false, refusal: 'forged-session' });
    const passes = serviceSecret(secret);
    for (const text of [
      passes.signPass({ product: 'nova', cohorts: [], expiresMs: session.expiresMs }),
      passes.signDeviceToken({ product: 'nova', deviceId: 'SN-1' }),
    ]) {
      expect(signer.checkSession(text, nowMs)).toEqual({ ok: false, refusal: 'malformed-session' });
    }
  });

  it('sealed with the key of another purpose is forged, although the secret is the same', () => {
    const body = signed.slice(0, -44);
    expect(`${body}.${deriveMac(secret, 'session')(body)}`).toBe(signed);
    for (const purpose of ['pass', 'device-token']) {
      const forged = `${body}.${deriveMac(secret, purpose)(body)}`;
      expect(signer.checkSession(forged, nowMs)).toEqual({ ok: false, refusal: 'forged-session' });
    }
  });

  it('is malformed whatever else it is, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(signer.checkSession(text, nowMs)).toEqual({ ok: false, refusal: 'malformed-session' });
      }),
    );
  });

  it('is never signed for what is no digest', () => {
    expect(() => signer.signSession({ ...session, tokenSha256: 'of_o_secret' })).toThrow(RangeError);
    expect(() => sessionSigner('short')).toThrow(RangeError);
  });
});
