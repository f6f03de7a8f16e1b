// Who signed is counted by people: distinct public keys that the delegator listed, at most 16 signatures looked at.
import nacl from 'tweetnacl';
import { describe, expect, test, vi } from 'vitest';
import { utf8Bytes } from '../../../src/domain/bytes.ts';
import { fromHex } from '../../../src/domain/trust/hex.ts';
import type { KeyId, TrustedKey } from '../../../src/domain/trust/key.ts';
import { deriveTrustedKey } from '../../../src/domain/trust/key.ts';
import { checkSigners, deriveCandidates } from '../../../src/domain/trust/verify.ts';
import { checkSignatures } from '../../harness/check-signatures.ts';
import { type SampleKey, sampleKey } from '../../samples/statements.ts';

const payloadBytes = utf8Bytes('{"a":1}');
const [anna, ben, carl] = [sampleKey(1), sampleKey(2), sampleKey(3)];

const claim = (key: SampleKey, keyId: string = key.keyId, payload = payloadBytes) => ({
  keyId,
  signature: fromHex(key.sign(payload).sig) ?? new Uint8Array(),
});

/** A key under an id of its own choosing, as a careless metadata reader would keep it. */
const under = (keyId: KeyId, key: TrustedKey): TrustedKey => ({ keyId, publicKey: key.publicKey });

/** What a careless caller passes is not always what the types say. */
const unchecked = (value: unknown): number => value as number;

describe('thresholds', () => {
  test('as many distinct signers as asked', () => {
    const signatures = [claim(anna), claim(ben)];
    const check = checkSignatures({ payloadBytes, signatures, keys: [anna, ben, carl], threshold: 2 });
    expect(check).toMatchObject({ ok: true, signers: [{ keyId: anna.keyId }, { keyId: ben.keyId }] });
  });

  test('one too few', () => {
    const check = checkSignatures({ payloadBytes, signatures: [claim(anna)], keys: [anna, ben], threshold: 2 });
    expect(check).toEqual({ ok: false, refusal: 'too-few-signatures', counted: 1 });
  });

  test('one key under two to five ids is one person', () => {
    for (let ids = 2; ids <= 5; ids += 1) {
      const aliases = Array.from({ length: ids }, (_, at) => under(sampleKey(100 + at).keyId, anna));
      const signatures = aliases.map(({ keyId }) => claim(anna, keyId));
      const check = checkSignatures({ payloadBytes, signatures, keys: [...aliases, ben], threshold: 2 });
      expect(check).toEqual({ ok: false, refusal: 'too-few-signatures', counted: 1 });
    }
  });

  test('the same signature repeated is one signature', () => {
    const signatures = [claim(anna), claim(anna), claim(anna)];
    const check = checkSignatures({ payloadBytes, signatures, keys: [anna, ben], threshold: 2 });
    expect(check).toEqual({ ok: false, refusal: 'too-few-signatures', counted: 1 });
  });

  test('a signer whom the delegator does not list does not count', () => {
    const check = checkSigners({ signers: [anna, carl], keys: [anna, ben], threshold: 2 });
    expect(check).toEqual({ ok: false, refusal: 'too-few-signatures', counted: 1 });
  });

  const insane: unknown[] = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 3, '1', '', null, undefined, [1], true];
  test.each(insane)('a threshold of %o for two keys is not sane', (threshold) => {
    const question = { payloadBytes, signatures: [claim(anna), claim(ben)], keys: [anna, ben] };
    const check = checkSignatures({ ...question, threshold: unchecked(threshold) });
    expect(check).toMatchObject({ ok: false, refusal: 'threshold-not-sane' });
  });

  test('a key counts towards what is possible only if it can be trusted, and once', () => {
    const identity = deriveTrustedKey(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0)));
    const signatures = [claim(anna)];
    for (const spare of [identity, under(ben.keyId, anna)]) {
      const check = checkSignatures({ payloadBytes, signatures, keys: [anna, spare], threshold: 2 });
      expect(check).toMatchObject({ ok: false, refusal: 'threshold-not-sane' });
    }
  });
});

describe('which signatures count', () => {
  test.each([
    ['over other bytes', claim(anna, anna.keyId, utf8Bytes('{"a":2}'))],
    ['by a stranger', claim(carl)],
    ['by a stranger under a listed id', claim(carl, anna.keyId)],
    ['too short', { keyId: anna.keyId, signature: claim(anna).signature.subarray(0, 63) }],
    ['empty', { keyId: anna.keyId, signature: new Uint8Array() }],
  ])('not one %s', (_, signature) => {
    const check = checkSignatures({ payloadBytes, signatures: [signature], keys: [anna, ben], threshold: 1 });
    expect(check).toEqual({ ok: false, refusal: 'too-few-signatures', counted: 0 });
  });

  test('never one under the identity key, whose constant signature every library takes', () => {
    const identity = deriveTrustedKey(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0)));
    const signature = Uint8Array.from({ length: 64 }, (_, at) => (at === 0 ? 1 : 0));
    expect(nacl.sign.detached.verify(payloadBytes, signature, identity.publicKey)).toBe(true);
    const signatures = [{ keyId: identity.keyId, signature }];
    const check = checkSignatures({ payloadBytes, signatures, keys: [identity, anna], threshold: 1 });
    expect(check).toEqual({ ok: false, refusal: 'too-few-signatures', counted: 0 });
  });

  test('bad ones do not spoil good ones', () => {
    const signatures = [claim(carl), { keyId: ben.keyId, signature: new Uint8Array(64) }, claim(anna)];
    expect(checkSignatures({ payloadBytes, signatures, keys: [anna, ben], threshold: 1 }).ok).toBe(true);
  });
});

describe('effort', () => {
  test('of 10,000 signatures 16 are looked at', () => {
    const wrong = claim(anna, anna.keyId, utf8Bytes('x'));
    const signatures = Array.from({ length: 10_000 }, () => wrong);
    const verify = vi.fn(() => false);
    checkSignatures({ payloadBytes, signatures: [...signatures, claim(anna)], keys: [anna], threshold: 1, verify });
    expect(verify).toHaveBeenCalledTimes(16);
  });

  test('the 17th does not count, even when the 16 before it are nobody known', () => {
    const strangers = Array.from({ length: 16 }, () => claim(carl));
    const check = checkSignatures({
      payloadBytes,
      signatures: [...strangers, claim(anna)],
      keys: [anna],
      threshold: 1,
    });
    expect(check.ok).toBe(false);
  });

  test('the injected function verifies exactly the candidates', () => {
    const verify = vi.fn(nacl.sign.detached.verify);
    const signatures = [claim(anna), claim(carl), claim(ben)];
    checkSignatures({ payloadBytes, signatures, keys: [anna, ben], threshold: 1, verify });
    const candidates = deriveCandidates(signatures, [anna, ben]);
    expect(verify.mock.calls).toEqual(candidates.map(({ key, signature }) => [payloadBytes, signature, key.publicKey]));
  });
});
