// An envelope is read without trust: bounded, canonical, and its signed bytes are the bytes received.
import { verify as platformVerify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hexOf } from '../../../src/domain/bytes.ts';
import { encodeEnvelope, parseEnvelope } from '../../../src/wire/statement/envelope.ts';
import { releaseForm } from '../../../src/wire/statement/release.ts';
import { checkSignatures } from '../../harness/check-signatures.ts';
import { encodeRole } from '../../harness/one-target-role.ts';
import { expectValue, head, release, sampleKey, seal } from '../../samples/statements.ts';

const [anna, ben] = [sampleKey(1), sampleKey(2)];
const payload = encodeRole(releaseForm, release, head);
const sealed = seal(payload, anna, ben);

describe('a good envelope', () => {
  test.each<[string, unknown]>([
    ['text', sealed],
    ['bytes', new TextEncoder().encode(sealed)],
    ['a value out of a JSON parser', JSON.parse(sealed)],
    [
      'a value whose keys were shuffled on the way',
      { signed: JSON.parse(sealed).signed, signatures: JSON.parse(sealed).signatures },
    ],
  ])('as %s gives the signed bytes', (_, source) => {
    const envelope = expectValue(parseEnvelope(source));
    expect(envelope.payloadBytes).toEqual(expectValue(payload));
    const { payloadBytes, signatures } = envelope;
    expect(checkSignatures({ payloadBytes, signatures, keys: [anna, ben], threshold: 2 }).ok).toBe(true);
  });

  test('is verified by the platform with nothing of ours', () => {
    const { signed, signatures } = JSON.parse(sealed);
    // Sorted compact JSON by another hand: JSON.stringify of a tree whose keys were sorted.
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => [k, sorted(v)]),
      );
    };
    const key = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(anna.publicKey).toString('base64url') };
    const bytes = Buffer.from(JSON.stringify(sorted(signed)));
    expect(platformVerify(null, bytes, { key, format: 'jwk' }, Buffer.from(signatures[0].sig, 'hex'))).toBe(true);
  });
});

describe('a bad envelope', () => {
  const parsed = () => JSON.parse(sealed);
  const entry = anna.sign(expectValue(payload));

  test.each<[string, unknown]>([
    ['pretty-printed text', JSON.stringify(parsed(), null, 2)],
    ['a double key', sealed.replace('{"signatures"', '{"signatures":[],"signatures"')],
    ['a trailing newline', `${sealed}\n`],
    ['cut short', sealed.slice(0, -1)],
    ['null', null],
    ['a number', 7],
    ['a list', [parsed()]],
    ['no signatures', { signed: parsed().signed }],
    ['no signed part', { signatures: [] }],
    ['an extra field', { ...parsed(), unsigned: {} }],
    ['a fraction in the signed part', { ...parsed(), signed: { a: 0.5 } }],
    ['upper-case hex', { ...parsed(), signatures: [{ ...entry, sig: entry.sig.toUpperCase() }] }],
    ['a key id of another length', { ...parsed(), signatures: [{ ...entry, keyid: 'ab' }] }],
    ['a key id twice', { ...parsed(), signatures: [entry, entry] }],
    [
      '17 signatures',
      {
        ...parsed(),
        signatures: Array.from({ length: 17 }, (_, at) => ({ ...entry, keyid: hexOf(new Uint8Array(32).fill(at)) })),
      },
    ],
    ['a signed part over the limit', { signatures: [], signed: { a: 'x'.repeat(16_000) } }],
    ['10 MB of text', ' '.repeat(10_000_000)],
  ])('is refused: %s', (_, source) => {
    const result = parseEnvelope(source);
    expect(result.ok).toBe(false);
    if (!result.ok)
      expect(result.problems[0]).toMatchObject({
        where: expect.any(String),
        what: expect.any(String),
        fix: expect.any(String),
      });
  });

  test('a signature of odd length is kept for the precheck to drop, so it cannot spoil the others', () => {
    const bytes = expectValue(payload);
    const text = encodeEnvelope(bytes, [{ ...ben.sign(bytes), sig: 'ab' }, anna.sign(bytes)]);
    const { payloadBytes, signatures } = expectValue(parseEnvelope(text));
    expect(checkSignatures({ payloadBytes, signatures, keys: [anna, ben], threshold: 1 }).ok).toBe(true);
  });
});
