// The wait between polls: near the channel's interval, spread over the buckets, and without gaps between its steps.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePace, type Pace } from '../../../src/domain/rollout/pace.ts';

const buckets = Array.from({ length: 1000 }, (_, bucket) => bucket);
const weekS = 7 * 24 * 3600;
const intervals = fc.integer({ min: 1, max: weekS });

describe('derivePace', () => {
  it('is 75 % to 125 % of the interval, and a random tenth on top', () => {
    fc.assert(
      fc.property(intervals, fc.integer({ min: 0, max: 999 }), (pollS, bucket) => {
        const { pollAfterS, pollJitterS } = derivePace(pollS, bucket);
        expect(Number.isInteger(pollAfterS) && Number.isInteger(pollJitterS)).toBe(true);
        expect(pollAfterS).toBeGreaterThanOrEqual(Math.max(1, Math.round(pollS * 0.75)));
        expect(pollAfterS).toBeLessThanOrEqual(Math.round(pollS * 1.25));
        expect(pollJitterS).toBe(Math.ceil(pollS / 10));
      }),
    );
  });

  it('is the interval on average over the buckets', () => {
    const sum = buckets.reduce((total, bucket) => total + derivePace(3600, bucket).pollAfterS, 0);
    expect(Math.abs(sum / 1000 / 3600 - 1)).toBeLessThan(0.005);
  });

  it('knows twenty waits at most, since each is an answer to keep', () => {
    fc.assert(
      fc.property(intervals, (pollS) => {
        expect(new Set(buckets.map((bucket) => derivePace(pollS, bucket).pollAfterS)).size).toBeLessThanOrEqual(20);
      }),
    );
    expect(new Set(buckets.map((bucket) => derivePace(3600, bucket).pollAfterS)).size).toBe(20);
  });

  it('gives neighbouring buckets different waits', () => {
    for (const bucket of buckets.slice(1)) {
      expect(derivePace(3600, bucket).pollAfterS).not.toBe(derivePace(3600, bucket - 1).pollAfterS);
    }
  });

  // properties.md 71: peak over mean at most 1.3 in 10 s, once a fleet that was cut off polls at one instant. Steps of a
  // shorter interval are seconds, which only a shorter look tells apart.
  it('spreads a fleet that polled at one instant without a crest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: weekS }), (pollS) => {
        const paces = buckets.map((bucket) => derivePace(pollS, bucket));
        expect(findPeak(paces) / deriveMean(paces)).toBeLessThanOrEqual(1.3);
      }),
      { numRuns: 50 },
    );
  });
});

/** Expected polls a second where they are densest: it can only begin where some bucket's time begins. */
function findPeak(paces: readonly Pace[]): number {
  const starts = new Set(paces.map(({ pollAfterS }) => pollAfterS));
  const densityAt = (atS: number) =>
    paces.reduce(
      (sum, { pollAfterS, pollJitterS }) =>
        pollAfterS <= atS && atS < pollAfterS + pollJitterS ? sum + 1 / pollJitterS : sum,
      0,
    );
  return Math.max(...[...starts].map(densityAt));
}

function deriveMean(paces: readonly Pace[]): number {
  const from = Math.min(...paces.map(({ pollAfterS }) => pollAfterS));
  const until = Math.max(...paces.map(({ pollAfterS, pollJitterS }) => pollAfterS + pollJitterS));
  return paces.length / (until - from);
}
