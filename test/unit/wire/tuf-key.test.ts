// Keys on the wire: ids are computed, weak keys and other spellings refused.
import { expect, test } from 'vitest';
import { encodeTufKey, parseTufKey } from '../../../src/wire/tuf-key.ts';
import { expectValue, sampleKey } from '../../samples/statements.ts';

const anna = sampleKey(1);
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
