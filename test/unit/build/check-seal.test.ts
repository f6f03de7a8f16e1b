// Whether a signed statement may seal a build: who signed, what it says, until when.
import { describe, expect, it } from 'vitest';
import type { Build } from '../../../src/domain/build/build.ts';
import { checkSeal } from '../../../src/domain/build/check-seal.ts';
import { hexOf } from '../../../src/domain/bytes.ts';
import type { SigningKey } from '../../../src/domain/catalog/product.ts';
import { parseSignedRelease } from '../../../src/wire/release/signed-release.ts';
import { draftOf, novaKey, sealOf } from '../../samples/builds.ts';
import { expectValue, nowMs, type SampleKey, sampleKey } from '../../samples/statements.ts';

const keyRow = (key: SampleKey, changes: Partial<SigningKey> = {}): SigningKey => ({
  keyId: key.keyId,
  publicHex: hexOf(key.publicKey),
  label: 'laptop',
  addedBy: 'ada',
  addedMs: 1,
  revokedMs: null,
  ...changes,
});

const draft = draftOf(4);
const stored: Build = { ...draft, artifact: { ...draft.artifact, verifiedMs: 5 } };
const read = (envelope: string) => expectValue(parseSignedRelease(envelope));
const keys = [keyRow(sampleKey(1)), keyRow(novaKey)];
const sealed: Build = { ...stored, state: 'sealed', release: sealOf(draft) };

describe('checkSeal', () => {
  it('takes the statement of a key in force', () => {
    expect(checkSeal(stored, read(sealOf(draft)), keys, nowMs)).toEqual({ ok: true, isSealedAlready: false });
  });

  it('takes the same envelope again, and no other', () => {
    expect(checkSeal(sealed, read(sealOf(draft)), [], nowMs)).toEqual({ ok: true, isSealedAlready: true });
    const other = read(sealOf(draft, { expiresMs: nowMs + 1000 }));
    expect(checkSeal(sealed, other, keys, nowMs)).toMatchObject({ ok: false, refusal: 'sealed-never-changes' });
  });

  it.each([
    ['a stranger signed', stored, sealOf(draft, { key: sampleKey(9) }), keys, 'signature-not-accepted'],
    [
      'a revoked key signed',
      stored,
      sealOf(draft),
      [keyRow(novaKey, { revokedMs: 1 }), keyRow(sampleKey(1))],
      'signature-not-accepted',
    ],
    [
      'the row of the key lies about its id',
      stored,
      sealOf(draft, { key: sampleKey(9) }),
      [keyRow(novaKey, { keyId: sampleKey(9).keyId })],
      'signature-not-accepted',
    ],
    ['no key is in force', stored, sealOf(draft), [keyRow(novaKey, { revokedMs: 1 })], 'no-signing-key'],
    ['the artifact is not stored', draft, sealOf(draft), keys, 'artifact-not-stored'],
    ['it expires now', stored, sealOf(draft, { expiresMs: nowMs }), keys, 'statement-expired'],
    ['it is about another build', stored, sealOf(draftOf(5)), keys, 'statement-differs'],
  ])('refuses when %s', (_, build, envelope, keysOfProduct, refusal) => {
    expect(checkSeal(build, read(envelope), keysOfProduct, nowMs)).toMatchObject({ ok: false, refusal });
  });

  it('refuses an envelope that was changed after it was signed', () => {
    const release = read(sealOf(draft).replace('"securityFloor":0', '"securityFloor":1'));
    expect(checkSeal(stored, release, keys, nowMs)).toMatchObject({ ok: false, refusal: 'signature-not-accepted' });
  });

  it('keeps the envelope in one spelling, however it was sent', () => {
    const envelope = sealOf(draft);
    expect(read(JSON.parse(envelope)).envelope).toBe(envelope);
    expect(read(envelope).envelope).toBe(envelope);
  });
});
