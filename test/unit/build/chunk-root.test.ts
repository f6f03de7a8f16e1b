// How an image is cut into chunks, and which list of their digests is the signed one.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deriveChunkCount,
  deriveChunkListBytes,
  deriveChunkRoot,
  deriveChunkSizeBytes,
  isChunkListOf,
  joinChunkDigests,
  maxChunkCount,
  readChunkDigest,
} from '../../../src/domain/build/chunk-root.ts';
import { derivePartSizeBytes, maxArtifactBytes } from '../../../src/domain/build/parts.ts';

const mib = 1024 * 1024;
const gib = 1024 * mib;

describe('deriveChunkSizeBytes', () => {
  it.each([
    [1, 4],
    [8 * gib, 4],
    [8 * gib + 1, 8],
    [16 * gib + 1, 16],
    [maxArtifactBytes, 32],
  ])('cuts %i bytes into chunks of %i MiB', (lengthBytes, sizeMib) => {
    expect(deriveChunkSizeBytes(lengthBytes)).toBe(sizeMib * mib);
  });

  it('never makes a list too long for a device, nor a chunk that straddles two parts of the upload', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: maxArtifactBytes }), (lengthBytes) => {
        const chunkSizeBytes = deriveChunkSizeBytes(lengthBytes);
        expect(deriveChunkCount({ lengthBytes, chunkSizeBytes })).toBeLessThanOrEqual(maxChunkCount);
        expect(derivePartSizeBytes(lengthBytes) % chunkSizeBytes).toBe(0);
      }),
    );
  });
});

describe('a list', () => {
  const digests = [1, 2, 3].map((byte) => new Uint8Array(createHash('sha256').update(Buffer.of(byte)).digest()));
  const list = joinChunkDigests(digests);
  const chunked = { lengthBytes: 2 * 4_096 + 1, chunkSizeBytes: 4_096, chunkRoot: deriveChunkRoot(digests) };

  it('is 32 bytes a chunk, and none where a device would have to hold more than 64 KiB', () => {
    expect(deriveChunkListBytes(chunked)).toBe(96);
    expect(deriveChunkListBytes({ lengthBytes: 2_048 * 4_096, chunkSizeBytes: 4_096 })).toBe(65_536);
    expect(deriveChunkListBytes({ lengthBytes: 2_048 * 4_096 + 1, chunkSizeBytes: 4_096 })).toBeNull();
  });

  it('is the signed one to the last byte or it is none', () => {
    expect(isChunkListOf(list, chunked)).toBe(true);
    for (let at = 0; at < list.length; at += 1) {
      const bent = list.map((byte, index) => (index === at ? byte ^ 1 : byte));
      expect(isChunkListOf(bent, chunked)).toBe(false);
    }
  });

  it('of another length is not hashed: an image of two chunks has no list of three', () => {
    expect(isChunkListOf(list, { ...chunked, lengthBytes: 2 * 4_096 })).toBe(false);
  });

  it('tells each digest by its number', () => {
    expect([0, 1, 2, 3].map((index) => readChunkDigest(list, index))).toEqual([
      ...digests.map((digest) => Buffer.from(digest).toString('hex')),
      '',
    ]);
  });
});
