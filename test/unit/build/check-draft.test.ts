// What keeps stated content from becoming a draft, and when two contents are one.
import { describe, expect, it } from 'vitest';
import { deriveBuildId, deriveRelease, productOfBuildId } from '../../../src/domain/build/build.ts';
import { checkDraft } from '../../../src/domain/build/check-draft.ts';
import { compareContent, compareRelease } from '../../../src/domain/build/differences.ts';
import type { ProductDetails } from '../../../src/domain/catalog/product.ts';
import { contentOf, draftOf } from '../../samples/builds.ts';

const nova: ProductDetails = {
  id: 'nova',
  name: 'Nova',
  createdMs: 1,
  models: [
    { id: 'n1', name: 'Nova 1' },
    { id: 'n2', name: 'Nova 2' },
  ],
  channels: [{ id: 'stable', timetable: null, pollS: 60 }],
  nextCounter: 4,
};

describe('checkDraft', () => {
  it('takes content that fits its product', () => {
    expect(checkDraft(contentOf({ securityFloor: 4 }), nova, 4)).toEqual([]);
  });

  it('names everything that does not fit, and what would', () => {
    const problems = checkDraft(contentOf({ channel: 'beta', models: ['n1', 'n9'], securityFloor: 5 }), nova, 4);
    expect(problems.map(({ where }) => where)).toEqual(['body.channel', 'body.models[1]', 'body.securityFloor']);
    expect(problems[0]?.fix).toContain('stable');
    expect(problems[1]?.fix).toContain('n1, n2');
    expect(problems[2]?.fix).toContain('4 or below');
  });

  it('takes no more chunks than a device does', () => {
    const cut = (chunkSizeBytes: number) =>
      contentOf({ artifact: { ...contentOf().artifact, sizeBytes: 2_048 * 4_096 + 1, chunkSizeBytes } });
    expect(checkDraft(cut(4_097), nova, 4)).toEqual([]);
    expect(checkDraft(cut(4_096), nova, 4)).toMatchObject([
      { where: 'body.artifact.chunkSizeBytes', fix: 'Use chunks of 4194304 bytes.' },
    ]);
  });

  it('says so when a product has nothing yet', () => {
    const [problem] = checkDraft(contentOf(), { ...nova, channels: [] }, 4);
    expect(problem?.fix).toContain('none yet');
  });
});

describe('compareContent', () => {
  const content = contentOf({ version: '1.4.0', vendorVersion: 'V14.0.4.0' });

  it('takes the same content for the same build, models in any order', () => {
    expect(compareContent(draftOf(4), content)).toEqual([]);
    expect(compareContent(draftOf(4), { ...content, models: ['n2', 'n1'] })).toEqual([]);
  });

  it('names each field that differs', () => {
    const artifact = { ...content.artifact, sha256: 'f'.repeat(64), chunkSizeBytes: 8192 };
    const other = { ...content, channel: 'beta', models: ['n1'], accepts: '>=1', securityFloor: 1, artifact };
    expect(compareContent(draftOf(4), other)).toEqual([
      'channel',
      'accepts',
      'securityFloor',
      'models',
      'artifact.sha256',
      'artifact.chunkSizeBytes',
    ]);
  });
});

describe('compareRelease', () => {
  const build = draftOf(4);
  const statement = deriveRelease(build);

  it('finds nothing in what was derived from the build', () => {
    expect(compareRelease(build, statement)).toEqual([]);
    const unnamed = draftOf(5, { vendorVersion: null });
    expect(compareRelease(unnamed, deriveRelease(unnamed))).toEqual([]);
  });

  it.each([
    ['releaseId', { releaseId: deriveBuildId('nova', 5) }],
    ['product', { product: 'other' }],
    ['channel', { channel: 'beta' }],
    ['version', { version: '9.9.9' }],
    ['vendorVersion', { vendorVersion: 'other' }],
    ['counter', { counter: 5 }],
    ['securityFloor', { securityFloor: 1 }],
    ['models', { models: ['n2', 'n1'] }],
    ['accepts', { accepts: '>=1' }],
    ['chunkSizeBytes', { chunkSizeBytes: 8192 }],
    ['chunkRoot', { chunkRoot: 'f'.repeat(64) }],
    ['baseHashes', { baseHashes: ['f'.repeat(64)] }],
    ['notesDigest', { notesDigest: 'f'.repeat(64) }],
    ['image.fileName', { image: { ...statement.image, fileName: 'other.img' } }],
    ['image.lengthBytes', { image: { ...statement.image, lengthBytes: 1 } }],
    ['image.sha256', { image: { ...statement.image, sha256: 'f'.repeat(64) } }],
    ['image.sha512', { image: { ...statement.image, sha512: 'f'.repeat(128) } }],
  ])('finds another %s', (field, change) => {
    expect(compareRelease(build, { ...statement, ...change }).map((each) => each.field)).toEqual([field]);
  });

  it('finds a vendor string that is missing', () => {
    const { vendorVersion, ...rest } = statement;
    expect(compareRelease(build, rest)).toEqual([
      { field: 'vendorVersion', build: vendorVersion, statement: undefined },
    ]);
  });
});

describe('the id of a build', () => {
  it.each([
    ['nova', 42],
    ['a-b-1', 7],
  ])('tells its product: %s', (product, counter) => {
    expect(productOfBuildId(deriveBuildId(product, counter))).toBe(product);
  });

  it('of a strange spelling tells none', () => {
    expect(productOfBuildId('nova')).toBe('');
  });
});
