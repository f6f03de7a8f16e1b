// The cut of an artifact into parts: within every storage's limits, whole, and checked part by part.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkPartNumbers,
  checkParts,
  deriveMissingParts,
  derivePartBytes,
  derivePartCount,
  derivePartSizeBytes,
  deriveStoredBytes,
  maxArtifactBytes,
} from '../../../src/domain/build/parts.ts';

const mib = 1024 * 1024;
const size = fc.oneof(
  fc.integer({ min: 1, max: maxArtifactBytes }),
  fc.constantFrom(1, 16 * mib, 16 * mib + 1, 16_000 * mib, 16_000 * mib + 1, maxArtifactBytes),
);
const cutOf = (sizeBytes: number) => ({ sizeBytes, partSizeBytes: derivePartSizeBytes(sizeBytes) });

describe('the cut', () => {
  it('stays inside the limits of S3 and small enough to list', () => {
    fc.assert(
      fc.property(size, (sizeBytes) => {
        const cut = cutOf(sizeBytes);
        expect(cut.partSizeBytes).toBeGreaterThanOrEqual(16 * mib);
        expect(cut.partSizeBytes).toBeLessThanOrEqual(128 * mib);
        expect(derivePartCount(cut)).toBeLessThanOrEqual(1000);
      }),
    );
  });

  it('covers every byte once, in equal parts but the last', () => {
    fc.assert(
      fc.property(size, (sizeBytes) => {
        const cut = cutOf(sizeBytes);
        const lengths = deriveMissingParts(cut, []).map((number) => derivePartBytes(cut, number));
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(sizeBytes);
        expect(lengths.slice(0, -1).every((length) => length === cut.partSizeBytes)).toBe(true);
        expect(lengths.at(-1)).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    [1, 16 * mib, 1],
    [16 * mib, 16 * mib, 1],
    [16 * mib + 1, 16 * mib, 2],
    [1024 * mib, 16 * mib, 64],
    [16_000 * mib, 16 * mib, 1000],
    [16_000 * mib + 1, 32 * mib, 501],
    [maxArtifactBytes, 128 * mib, 512],
  ])('of %i bytes has parts of %i, %i of them', (sizeBytes, partSizeBytes, count) => {
    expect([cutOf(sizeBytes).partSizeBytes, derivePartCount(cutOf(sizeBytes))]).toEqual([partSizeBytes, count]);
  });
});

describe('parts', () => {
  const cut = { sizeBytes: 25, partSizeBytes: 10 };
  const part = (partNumber: number, sizeBytes: number) => ({ partNumber, sizeBytes, etag: 'e' });

  it('are missing until they are stored', () => {
    expect(deriveMissingParts(cut, [part(2, 10)])).toEqual([1, 3]);
    expect(deriveMissingParts(cut, [part(3, 5), part(1, 10), part(2, 10)])).toEqual([]);
    expect(deriveStoredBytes([part(3, 5), part(1, 10)])).toBe(15);
  });

  it('have the length that the cut gives them', () => {
    expect(checkParts(cut, [part(1, 10), part(3, 5)])).toEqual([]);
    expect(checkParts(cut, [part(1, 9), part(3, 10), part(4, 10)])).toEqual([
      { where: 'body.parts[0].sizeBytes', what: 'is 9', fix: 'Send part 1 with its 10 bytes.' },
      { where: 'body.parts[1].sizeBytes', what: 'is 10', fix: 'Send part 3 with its 5 bytes.' },
      { where: 'body.parts[2].partNumber', what: 'is 4', fix: 'Number the parts from 1 to 3.' },
    ]);
  });

  it('are numbered within the cut', () => {
    expect(checkPartNumbers(cut, [1, 2, 3])).toEqual([]);
    expect(checkPartNumbers(cut, [3, 4])).toEqual([
      { where: 'body.partNumbers[1]', what: 'is 4', fix: 'Number the parts from 1 to 3.' },
    ]);
  });
});
