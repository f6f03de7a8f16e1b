// The fleet that a plan is tried on, the plans that advice changes it into, and how figures are written.
import { describe, expect, it } from 'vitest';
import { changePlan } from '../../../src/domain/power/advise.ts';
import { checkFleet, deriveFleet, usualFleet } from '../../../src/domain/power/fleet.ts';
import { deriveSpread } from '../../../src/domain/power/measure.ts';
import { deriveChanceWords, deriveRoundWords } from '../../../src/domain/power/wording.ts';
import { parseFleetModels } from '../../../src/wire/plan/fleet-models.ts';
import { planOf } from '../../simulate/plans.ts';

describe('a change', () => {
  it('makes of a plan only another plan', () => {
    const plan = planOf(['name: one, permille: 10, bake: 1h', 'name: two, permille: 15, bake: 1h']);
    expect(changePlan(plan, 0, { times: 2 })).toBeNull();
    expect(changePlan(plan, 1, { times: 2 })?.stages[1]?.permille).toBe(30);
    expect(changePlan(plan, 0, { hours: 12 })?.stages[0]?.bakeS).toBe(13 * 3600);
    expect(changePlan(plan, 5, { hours: 12 })).toBeNull();
  });
});

describe('a fleet', () => {
  it('guesses cohorts that nobody counted, and says which', () => {
    const { fleet: counted, assumed } = deriveFleet({ ...usualFleet, cohorts: { testers: 700 } }, [
      'everyone',
      'testers',
      'friends',
      'friends',
    ]);
    expect([counted.cohorts, assumed]).toEqual([{ testers: 700, friends: 2_000 }, ['friends']]);
  });

  it.each([
    ['devices', { devices: 5 }],
    ['devices', { devices: Number.NaN }],
    ['cohorts', { cohorts: { a: 60_000, b: 60_000 } }],
    ['cohort a', { cohorts: { a: 0 } }],
    ['models', { models: [] }],
    ['models', { models: [{ model: 'm', share: 0, crash: 1 }] }],
    ['share of m', { models: [{ model: 'm', share: Number.POSITIVE_INFINITY, crash: 1 }] }],
    ['silence', { silence: 0.9 }],
    ['hours between check-ins', { checkinHours: 0 }],
  ])('is refused for its %s', (where, change) => {
    expect(checkFleet({ ...usualFleet, ...change }).map((problem) => problem.where)).toContain(where);
  });

  it('is read from a file of shares', () => {
    expect(parseFleetModels('{"n1": 60, "n2": 40}')).toMatchObject({
      ok: true,
      value: [{ model: 'n1', share: 60, crash: 1 }, { model: 'n2' }],
    });
    expect(parseFleetModels('[{"model": "n1", "share": 1, "crash": 2}]')).toMatchObject({
      ok: true,
      value: [{ crash: 2 }],
    });
    for (const text of [
      '',
      '[]',
      '{"n1": "x"}',
      '{"n1": -1}',
      '{"a b": 1}',
      '[{"model":"n1"}]',
      `"${'x'.repeat(70_000)}"`,
    ])
      expect(parseFleetModels(text).ok).toBe(false);
  });
});

describe('words', () => {
  it('keep what is rare visible, and pretend no digits', () => {
    expect([0, 0.001, 0.4, 0.999, 1].map(deriveChanceWords)).toEqual([
      '0 %',
      'under 1 %',
      '40 %',
      'over 99 %',
      '100 %',
    ]);
    expect([46, 137, 893, 12_345].map(deriveRoundWords)).toEqual(['46', '140', '890', '12,000']);
    expect(deriveSpread([])).toBeNull();
    expect(deriveSpread([3, 1, 2])).toEqual({ median: 2, most: 3 });
  });
});
