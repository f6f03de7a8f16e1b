// Keys and signatures on which libraries disagree never reach a library.
import nacl from 'tweetnacl';
import { describe, expect, test } from 'vitest';
import { hexOf, utf8Bytes } from '../../../src/domain/bytes.ts';
import { fromHex } from '../../../src/domain/trust/hex.ts';
import { checkPublicKey, checkSignatureShape } from '../../../src/domain/trust/precheck.ts';

const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();
const ends = (first: string, middle: string, last: string): string => first + middle.repeat(30) + last;

/** All fourteen encodings of the eight points of small order ("Taming the many EdDSAs", eprint 2020/1244, table 6). */
const smallOrder = [
  ends('00', '00', '00'),
  ends('00', '00', '80'),
  ends('01', '00', '00'),
  ends('01', '00', '80'),
  ends('ec', 'ff', '7f'),
  ends('ec', 'ff', 'ff'),
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
];
const notCanonical = [
  ends('ed', 'ff', '7f'),
  ends('ed', 'ff', 'ff'),
  ends('ee', 'ff', '7f'),
  ends('ee', 'ff', 'ff'),
  ends('f0', 'ff', '7f'),
  ends('ff', 'ff', 'ff'),
];

describe('public keys', () => {
  test.each(smallOrder)('%s is of small order', (hex) => {
    expect(checkPublicKey(bytes(hex))).toBe('key-of-small-order');
  });

  test.each(notCanonical)('%s is not canonical', (hex) => {
    expect(checkPublicKey(bytes(hex))).toBe('key-not-canonical');
  });

  test.each([0, 31, 33])('%i bytes are no key', (length) => {
    expect(checkPublicKey(new Uint8Array(length).fill(9))).toBe('key-not-32-bytes');
  });

  test('real keys and the base point pass', () => {
    for (let seed = 1; seed < 50; seed += 1) {
      const { publicKey } = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(seed));
      expect(checkPublicKey(publicKey), hexOf(publicKey)).toBeNull();
    }
    expect(checkPublicKey(bytes(ends('58', '66', '66')))).toBeNull();
  });
});

describe('signatures', () => {
  const order = (2n ** 252n + 27742317777372353535851937790883648493n).toString(16).padStart(64, '0');
  const s = (big: bigint): Uint8Array =>
    Uint8Array.from([...new Uint8Array(32), ...bytes(big.toString(16).padStart(64, '0')).reverse()]);
  const groupOrder = BigInt(`0x${order}`);

  test('S must be below the group order', () => {
    expect(checkSignatureShape(s(0n))).toBeNull();
    expect(checkSignatureShape(s(groupOrder - 1n))).toBeNull();
    expect(checkSignatureShape(s(groupOrder))).toBe('signature-not-reduced');
    expect(checkSignatureShape(s(groupOrder + 1n))).toBe('signature-not-reduced');
    expect(checkSignatureShape(s(2n ** 256n - 1n))).toBe('signature-not-reduced');
  });

  test('S + L of a real signature is refused, although tweetnacl takes it', () => {
    const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(1));
    const message = utf8Bytes('orange friday');
    const signature = nacl.sign.detached(message, secretKey);
    const scalar = BigInt(`0x${hexOf(signature.slice(32).reverse())}`);
    const malleated = Uint8Array.from([...signature.subarray(0, 32), ...s(scalar + groupOrder).subarray(32)]);
    expect(nacl.sign.detached.verify(message, malleated, publicKey)).toBe(true);
    expect(checkSignatureShape(signature)).toBeNull();
    expect(checkSignatureShape(malleated)).toBe('signature-not-reduced');
  });

  test.each([0, 63, 65])('%i bytes are no signature', (length) => {
    expect(checkSignatureShape(new Uint8Array(length))).toBe('signature-not-64-bytes');
  });
});
