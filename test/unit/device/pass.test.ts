// What a pass says: shared by all members of the same cohorts, and stable when a device joins one more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePassCohorts, derivePassExpiry } from '../../../src/domain/device/pass.ts';
import { startMs } from '../../samples/fleet.ts';

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
  const memberships = { named: ['b', 'a'], testers: ['early'] };

  it('names testers first, then lists in the order in which the device joined them', () => {
    expect(derivePassCohorts(memberships, true, 8)).toEqual(['testers', 'early', 'b', 'a']);
    expect(derivePassCohorts(memberships, false, 8)).toEqual(['b', 'a']);
  });

  it('never drops a cohort because the device joined one more', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 12 });
    fc.assert(
      fc.property(names, fc.boolean(), fc.stringMatching(/^[0-9]{1,3}$/), (named, isTester, joined) => {
        const before = derivePassCohorts({ named, testers: [] }, isTester, 8);
        const after = derivePassCohorts({ named: [...named, joined], testers: [] }, isTester, 8);
        expect(after.slice(0, before.length)).toEqual(before);
        expect(after.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
