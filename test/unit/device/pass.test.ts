// What a pass says: shared by all members of the same cohorts, and stable when a device joins one more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  derivePassCohorts,
  derivePassExpiry,
  deriveSharedSince,
  deriveSignedByMs,
} from '../../../src/domain/device/pass.ts';
import { since, startMs } from '../../samples/fleet.ts';

const dayMs = 24 * 3_600_000;

describe('derivePassExpiry', () => {
  it('is 14 to 21 days ahead, on a whole week', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (nowMs) => {
        const leftMs = derivePassExpiry(nowMs) - nowMs;
        expect(leftMs).toBeGreaterThanOrEqual(14 * dayMs);
        expect(leftMs).toBeLessThan(21 * dayMs);
        expect(derivePassExpiry(nowMs) % (7 * dayMs)).toBe(0);
      }),
    );
  });

  it('is the same for everybody who enrols within a week', () => {
    const thursday = Math.floor(startMs / (7 * dayMs)) * 7 * dayMs;
    const expiries = [1, dayMs, 6 * dayMs, 7 * dayMs].map((laterMs) => derivePassExpiry(thursday + laterMs));
    expect(new Set(expiries).size).toBe(1);
  });
});

describe('derivePassCohorts', () => {
  const memberships = { named: since('b', 'a'), testers: ['early'] };
  const namesOf = (...[given, isTester]: [Parameters<typeof derivePassCohorts>[0], boolean]) =>
    derivePassCohorts(given, { testerSinceMs: isTester ? 5 : null, enrolledMs: 0 }, 8).map(({ cohort }) => cohort);

  it('names testers first, then lists in the order in which the device joined them', () => {
    expect(namesOf(memberships, true)).toEqual(['testers', 'early', 'b', 'a']);
    expect(namesOf(memberships, false)).toEqual(['b', 'a']);
  });

  it('never drops a cohort because the device joined one more', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 12 });
    fc.assert(
      fc.property(names, fc.boolean(), fc.stringMatching(/^[0-9]{1,3}$/), (named, isTester, joined) => {
        const before = namesOf({ named: since(...named), testers: [] }, isTester);
        const after = namesOf({ named: since(...named, joined), testers: [] }, isTester);
        expect(after.slice(0, before.length)).toEqual(before);
        expect(after.length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('says since when both are true: it is enrolled, and it is listed or a tester', () => {
    const listed = {
      named: [
        { cohort: 'a', sinceMs: 10 },
        { cohort: 'b', sinceMs: 30 },
      ],
      testers: ['early'],
    };
    expect(derivePassCohorts(listed, { testerSinceMs: 25, enrolledMs: 20 }, 8)).toEqual([
      { cohort: 'testers', sinceMs: 25 },
      { cohort: 'early', sinceMs: 25 },
      { cohort: 'a', sinceMs: 20 },
      { cohort: 'b', sinceMs: 30 },
    ]);
  });
});

describe('deriveSharedSince', () => {
  it('tells nobody apart who joined more than four weeks ago', () => {
    const nowMs = 100 * dayMs;
    const joined = [28 * dayMs, 28 * dayMs + 1].map((agoMs) => ({ cohort: 'a', sinceMs: nowMs - agoMs }));
    expect(deriveSharedSince(joined, nowMs).map(({ sinceMs }) => sinceMs)).toEqual([72 * dayMs, 0]);
  });
});

describe('deriveSignedByMs', () => {
  it('is never before the moment in which the pass was signed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (nowMs) => {
        expect(deriveSignedByMs(derivePassExpiry(nowMs))).toBeGreaterThanOrEqual(nowMs);
      }),
    );
  });
});
