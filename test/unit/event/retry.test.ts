// What becomes of a delivery: when it is tried again, and when it is given up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideNextTry, deriveRest, judgeStatus, maxAgeMs } from '../../../src/domain/event/retry.ts';

describe('judgeStatus', () => {
  it.each([
    [200, 'told'],
    [204, 'told'],
    [301, 'down'],
    [307, 'down'],
    [400, 'refused'],
    [401, 'down'],
    [404, 'down'],
    [406, 'refused'],
    [409, 'refused'],
    [413, 'refused'],
    [415, 'refused'],
    [410, 'gone'],
    [422, 'refused'],
    [429, 'down'],
    [500, 'down'],
    [503, 'down'],
  ])('%d means %s', (status, kind) => expect(judgeStatus(status, null).kind).toBe(kind));
});

describe('decideNextTry', () => {
  const tried = { attempts: 1, sinceMs: 0, nowMs: 1_000, roll: 0.5, retryAfterS: null };

  it('rests longer each time, and never longer than an hour and a half', () => {
    const rests = [1, 2, 3, 4, 5, 6, 7, 100].map((attempts) => deriveRest(attempts, 0.5));
    expect(rests).toEqual([5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 3_600_000, 3_600_000]);
    expect(deriveRest(50, 0.999)).toBeLessThan(5_400_000);
  });

  it('is spread over the rest, so that many do not come at once', () => {
    expect([0, 0.5, 0.999].map((roll) => deriveRest(2, roll))).toEqual([15_000, 30_000, 44_970]);
  });

  it('waits as long as it is asked to, but not for ever', () => {
    expect(decideNextTry({ ...tried, retryAfterS: 3_600 })).toBe(3_601_000);
    expect(decideNextTry({ ...tried, retryAfterS: 1 })).toBe(6_000);
    expect(decideNextTry({ ...tried, retryAfterS: 999_999_999 })).toBe(1_000 + 86_400_000);
  });

  it('gives up after three days and not before', () => {
    expect(decideNextTry({ ...tried, nowMs: maxAgeMs })).toBeNull();
    expect(decideNextTry({ ...tried, nowMs: maxAgeMs - 1 })).not.toBeNull();
  });

  it('ends for whatever receiver, after a bounded number of tries', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 300, maxLength: 300 }),
        (rolls) => {
          let nowMs = 0;
          for (const [at, roll] of rolls.entries()) {
            const next = decideNextTry({ attempts: at + 1, sinceMs: 0, nowMs, roll, retryAfterS: null });
            if (next === null) return true;
            expect(next).toBeGreaterThan(nowMs);
            nowMs = next;
          }
          return false;
        },
      ),
      { numRuns: 50 },
    );
  });
});
