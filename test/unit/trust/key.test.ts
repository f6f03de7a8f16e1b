// Key ids are what any other implementation computes, down to our own SHA-256.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hexOf, utf8Bytes } from '../../../src/domain/bytes.ts';
import { fromHex } from '../../../src/domain/trust/hex.ts';
import { deriveKeyId } from '../../../src/domain/trust/key.ts';
import { sha256 } from '../../../src/domain/trust/sha256.ts';

const platformSha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('sha256', () => {
  test('the examples of FIPS 180-4', () => {
    expect(hexOf(sha256(utf8Bytes('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hexOf(sha256(utf8Bytes('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')))).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });

  test('every length over three blocks, where padding goes wrong first', () => {
    for (let length = 0; length <= 200; length += 1) {
      const message = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 255);
      expect(hexOf(sha256(message)), `${length} bytes`).toBe(platformSha256(message));
    }
  });

  test('arbitrary bytes, also as a view into a larger buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.nat(50), (bytes, skip) => {
        const view = bytes.subarray(Math.min(skip, bytes.length));
        expect(hexOf(sha256(view))).toBe(platformSha256(view));
      }),
      { numRuns: 500 },
    );
  });
});

test('a key id is the sha256 of the canonical key object', () => {
  const publicKey = new Uint8Array(32).fill(7);
  const object = { keytype: 'ed25519', keyval: { public: hexOf(publicKey) }, scheme: 'ed25519' };
  expect(deriveKeyId(publicKey)).toBe(platformSha256(Buffer.from(JSON.stringify(object))));
});

test('hex is lower case, even and nothing else', () => {
  expect(fromHex('00ff7a')).toEqual(Uint8Array.of(0, 255, 122));
  expect(fromHex('')).toEqual(new Uint8Array());
  for (const text of ['0', 'FF', '0x00', 'gg', ' 00', '00 ']) expect(fromHex(text), text).toBeNull();
});
