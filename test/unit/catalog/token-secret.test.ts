// Token secrets: recognisable, checkable, and kept only as a digest.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { roles } from '../../../src/domain/catalog/token.ts';
import {
  deriveTokenDigest,
  deriveTokenSecret,
  isTokenSecret,
  tokenRandomBytes,
  tokenSecretPattern,
} from '../../../src/domain/catalog/token-secret.ts';

const randomHex = '0123456789abcdef'.repeat(3);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a secret', () => {
  it('carries 192 bits, its role and a checksum that anybody can compute', () => {
    expect(tokenRandomBytes * 8).toBe(192);
    const body = `of_e_${randomHex}`;
    expect(deriveTokenSecret('engineer', randomHex)).toBe(body + sha256(body).slice(0, 8));
  });

  it('has a letter of its own for every role', () => {
    const secrets = roles.map((role) => deriveTokenSecret(role, randomHex));
    expect(new Set(secrets.map((secret) => secret.slice(0, 5))).size).toBe(roles.length);
    for (const secret of secrets)
      expect([secret, tokenSecretPattern.test(secret), isTokenSecret(secret)]).toEqual([secret, true, true]);
  });

  it('is kept as its SHA-256, as the platform computes it', () => {
    const secret = deriveTokenSecret('operator', randomHex);
    expect(deriveTokenDigest(secret)).toBe(sha256(secret));
  });
});

describe('a mistyped secret', () => {
  const secret = deriveTokenSecret('viewer', randomHex);
  const turned = (at: number) => secret.slice(0, at) + (secret[at] === '0' ? '1' : '0') + secret.slice(at + 1);

  it('is told from a real one, wherever the mistake is', () => {
    const places = Array.from({ length: secret.length - 5 }, (_, index) => index + 5);
    expect(places.filter((at) => isTokenSecret(turned(at)))).toEqual([]);
  });

  it.each(['', 'of_v_', secret.slice(0, -1), `${secret}0`, secret.toUpperCase(), ` ${secret}`])(
    '%j is none',
    (text) => {
      expect(isTokenSecret(text)).toBe(false);
    },
  );
});
