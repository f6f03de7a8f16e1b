// The public permutation: a true permutation, fixed for ever by its salt, and fair.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveBucket } from '../../../src/domain/device/bucket.ts';
import { derivePlaces } from '../../../src/domain/rollout/permutation.ts';

describe('derivePlaces', () => {
  it('gives every bucket a place of its own', () => {
    expect([...derivePlaces('2026-47')].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, place) => place),
    );
  });

  it('is fixed by the salt, as an independent implementation computed it', () => {
    expect(createHash('sha256').update(derivePlaces('orange-friday').join(',')).digest('hex')).toBe(
      'a8396b42494f2430d4b54fab6841165dec04e5b1404e69144c38a517f1ce04c0',
    );
    expect(derivePlaces('a')).not.toEqual(derivePlaces('b'));
  });

  it('sends no bucket first more often than chance: 2,000 salts, first tenth of the places', () => {
    const known = derivePlaces('2026-48');
    expect(derivePlaces('2026-48')).toBe(known);
    const early = new Uint16Array(1000);
    for (let salt = 0; salt < 2_000; salt += 1) {
      for (const [bucket, place] of derivePlaces(`s${salt}`).entries()) {
        if (place < 100) early[bucket] = (early[bucket] ?? 0) + 1;
      }
    }
    // Binomial(2000, 0.1): mean 200, sd 13.4; five standard deviations over a thousand buckets fail by chance once in 1,700 seeds, and the salts are fixed.
    expect(Math.min(...early)).toBeGreaterThan(133);
    expect(Math.max(...early)).toBeLessThan(267);
    // Worked out once a salt, forgotten among so many others, and the same when it is worked out again.
    expect(derivePlaces('2026-48')).not.toBe(known);
    expect(derivePlaces('2026-48')).toEqual(known);
  });
});

describe('deriveBucket', () => {
  it('is the first six bytes of SHA-512 modulo 1000', () => {
    const digest = createHash('sha512').update('nova/serial-0001').digest();
    expect(deriveBucket('nova', 'serial-0001')).toBe(digest.readUIntBE(0, 6) % 1000);
  });

  it('spreads 20,000 serial numbers evenly', () => {
    const counts = new Uint32Array(1000);
    for (let serial = 0; serial < 20_000; serial += 1) {
      const bucket = deriveBucket('nova', `SN-${serial}`);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    const share = counts.subarray(0, 100).reduce((sum, count) => sum + count, 0) / 20_000;
    // The standard error of a share of 10 % among 20,000 is 0.21 points.
    expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
  });
});
