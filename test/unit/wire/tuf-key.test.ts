// Lists of trusted keys: ids are computed, weak keys and double entries refused.
import { describe, expect, test } from 'vitest';
import { encodeTufKey, encodeTufKeys, parseTufKey, parseTufKeys } from '../../../src/wire/tuf-key.ts';
import { expectValue, sampleKey } from '../../samples/statements.ts';

const [anna, ben] = [sampleKey(1), sampleKey(2)];
const object = encodeTufKey(anna);

test('a key is read back with the id of its own', () => {
  const key = expectValue(parseTufKey(object));
  expect(key).toEqual({ keyId: anna.keyId, publicKey: anna.publicKey });
});

test.each<[string, unknown]>([
  ['another type', { ...object, keytype: 'rsa' }],
  ['another scheme', { ...object, scheme: 'ed25519ph' }],
  ['an extra field', { ...object, keyid_hash_algorithms: ['sha256'] }],
  ['upper case', { ...object, keyval: { public: object.keyval.public.toUpperCase() } }],
  ['a short key', { ...object, keyval: { public: object.keyval.public.slice(2) } }],
  ['the identity', { ...object, keyval: { public: `01${'00'.repeat(31)}` } }],
  ['a key that is not canonical', { ...object, keyval: { public: 'ff'.repeat(32) } }],
  ['null', null],
  ['a list', []],
])('%s is refused', (_, value) => {
  expect(parseTufKey(value).ok).toBe(false);
});

describe('lists', () => {
  test('are read back', () => {
    const keys = expectValue(parseTufKeys(encodeTufKeys([anna, ben])));
    expect(keys.map(({ keyId }) => keyId)).toEqual([anna.keyId, ben.keyId]);
  });

  test('name the entry that is wrong, and the id it should have', () => {
    const result = parseTufKeys({ [ben.keyId]: object }, 'root.keys');
    expect(result).toMatchObject({
      ok: false,
      problems: [{ where: `root.keys["${ben.keyId}"]`, what: 'is not the id of its key', fix: `Write ${anna.keyId}.` }],
    });
  });

  test('cannot hold one key under two ids', () => {
    expect(parseTufKeys({ [anna.keyId]: object, [ben.keyId]: object }).ok).toBe(false);
  });

  test('end at 64 entries', () => {
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [String(at), object]));
    expect(parseTufKeys(many)).toMatchObject({ ok: false, problems: [{ what: 'lists 65 keys' }] });
  });
});
