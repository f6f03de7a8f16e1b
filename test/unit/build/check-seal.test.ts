// Whether a release that people signed may seal a build: it says the very same, and the artifact is stored.
import { describe, expect, it } from 'vitest';
import { type Build, deriveRelease } from '../../../src/domain/build/build.ts';
import { checkSeal } from '../../../src/domain/build/check-seal.ts';
import { draftOf } from '../../samples/builds.ts';

const draft = draftOf(4);
const stored: Build = { ...draft, artifact: { ...draft.artifact, verifiedMs: 5 } };
const release = deriveRelease(draft);
const sealed: Build = { ...stored, state: 'sealed', release: 'as it was signed' };

describe('checkSeal', () => {
  it('takes the release that says what the draft says', () => {
    expect(checkSeal(stored, release)).toEqual({ ok: true, isSealedAlready: false });
  });

  it('takes the same words again, and no others', () => {
    expect(checkSeal(sealed, release)).toEqual({ ok: true, isSealedAlready: true });
    expect(checkSeal(sealed, { ...release, securityFloor: 1 })).toMatchObject({
      ok: false,
      refusal: 'statement-differs',
      differences: [{ field: 'securityFloor', build: 0, statement: 1 }],
    });
  });

  it('refuses when the artifact is not stored', () => {
    expect(checkSeal(draft, release)).toEqual({ ok: false, refusal: 'artifact-not-stored', differences: [] });
  });

  it('refuses what is about another build', () => {
    expect(checkSeal(stored, deriveRelease(draftOf(5)))).toMatchObject({ ok: false, refusal: 'statement-differs' });
  });

  it.each([
    ['product', { product: 'vega' }],
    ['channel', { channel: 'beta' }],
    ['version', { version: '9.9.9' }],
    ['vendorVersion', { vendorVersion: 'V9' }],
    ['counter', { counter: 99 }],
    ['models', { models: ['n1', 'n2', 'n9'] }],
    ['accepts', { accepts: '>=1.0.0' }],
    ['baseHashes', { baseHashes: ['a'.repeat(64)] }],
    ['notesDigest', { notesDigest: 'a'.repeat(64) }],
    ['chunkRoot', { chunkRoot: 'a'.repeat(64) }],
    ['image.sha256', { image: { ...release.image, sha256: 'a'.repeat(64) } }],
    ['image.sha512', { image: { ...release.image, sha512: 'a'.repeat(128) } }],
    ['image.lengthBytes', { image: { ...release.image, lengthBytes: 1 } }],
  ])('refuses another %s, and names it', (field, changes) => {
    expect(checkSeal(stored, { ...release, ...changes })).toMatchObject({
      ok: false,
      refusal: 'statement-differs',
      differences: [{ field }],
    });
  });
});
