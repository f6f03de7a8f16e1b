// When a stored object counts as the stated one, and when only reading it can tell.
import { describe, expect, it } from 'vitest';
import { checkStored } from '../../../src/domain/build/check-stored.ts';

const stated = { sizeBytes: 10, sha256: 'a' };

describe('checkStored', () => {
  it.each([
    ['the tag is the one expected', 'tag-1', { sizeBytes: 10, etag: 'tag-1', sha256: null }, 'same'],
    ['no tag was expected', null, { sizeBytes: 10, etag: 'tag-1', sha256: null }, 'read-it'],
    ['another tag was expected', 'tag-2', { sizeBytes: 10, etag: 'tag-1', sha256: null }, 'read-it'],
    ['it was read and is right, whatever its tag', 'tag-2', { sizeBytes: 10, etag: 'tag-1', sha256: 'a' }, 'same'],
    ['it was read and is wrong, whatever its tag', 'tag-1', { sizeBytes: 10, etag: 'tag-1', sha256: 'b' }, 'differs'],
    ['it is short, whatever its tag', 'tag-1', { sizeBytes: 9, etag: 'tag-1', sha256: null }, 'differs'],
    ['it is long, whatever its hash', null, { sizeBytes: 11, etag: 'tag-1', sha256: 'a' }, 'differs'],
  ] as const)('says when %s', (_, joinedEtag, found, answer) => {
    expect(checkStored(stated, joinedEtag, found)).toBe(answer);
  });
});
