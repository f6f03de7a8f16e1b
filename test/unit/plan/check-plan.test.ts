// What makes a plan unusable, on plans as values: names, the ladder, bounds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPlan, derivePlanWarnings, type Plan, type PlanStage } from '../../../src/domain/rollout/plan.ts';

const stage = (name: string, cohort: string, permille: number, more: Partial<PlanStage> = {}): PlanStage => ({
  name,
  cohort,
  permille,
  bakeS: 3600,
  promote: 'auto',
  evidence: 'no-harm',
  gates: [{ signal: 'crash-rate' }, { signal: 'failed-installs' }, { signal: 'silence' }, { signal: 'boot' }],
  ...more,
});
const planOf = (...stages: PlanStage[]): Plan => ({
  plan: 'friday',
  product: 'nova',
  channel: 'stable',
  fallback: 'previous',
  stages,
});
const wheres = (...stages: PlanStage[]): string[] => checkPlan(planOf(...stages)).map(({ where }) => where);

describe('the ladder', () => {
  test('may rise in each cohort, and pass from cohorts to everyone', () => {
    const stages = [
      stage('a', 'testers', 500),
      stage('b', 'testers', 1000),
      stage('c', 'everyone', 10),
      stage('d', 'staff', 20),
      stage('e', 'everyone', 1000),
    ];
    expect(checkPlan(planOf(...stages))).toEqual([]);
  });

  test.each([
    ['the same rung twice', [stage('a', 'everyone', 10), stage('b', 'everyone', 10)]],
    ['a step down', [stage('a', 'everyone', 100), stage('b', 'everyone', 10)]],
    ['a step down in a named cohort', [stage('a', 'testers', 100), stage('b', 'testers', 99)]],
    ['a cohort after everyone', [stage('a', 'everyone', 1000), stage('b', 'testers', 1000)]],
    ['a cohort below what everyone reached', [stage('a', 'everyone', 100), stage('b', 'testers', 100)]],
  ])('refuses %s', (_, stages) => {
    expect(wheres(...stages)).toEqual(['stages[1].permille']);
  });

  test('is accepted exactly when every stage adds devices', () => {
    const cohorts = ['everyone', 'testers', 'staff'];
    const rung = fc.record({ cohort: fc.constantFrom(...cohorts), permille: fc.integer({ min: 1, max: 1000 }) });
    // A device is its place and the cohorts it is in besides everyone; these are all kinds there are.
    const kinds = [[], ['testers'], ['staff'], ['testers', 'staff']];
    const membersOf = (cohort: string, permille: number): string[] =>
      kinds.flatMap((kind) =>
        cohort === 'everyone' || kind.includes(cohort)
          ? Array.from({ length: permille }, (_, place) => `${kind}/${place}`)
          : [],
      );
    fc.assert(
      fc.property(fc.array(rung, { minLength: 1, maxLength: 5 }), (rungs) => {
        const held = new Set<string>();
        const idle = rungs.flatMap(({ cohort, permille }, index) => {
          const before = held.size;
          for (const member of membersOf(cohort, permille)) held.add(member);
          return held.size > before ? [] : [`stages[${index}].permille`];
        });
        const stages = rungs.map(({ cohort, permille }, index) => stage(`s${index}`, cohort, permille));
        expect(wheres(...stages)).toEqual(idle);
      }),
    );
  });
});

describe('names and bounds', () => {
  test('each stage has its own name', () => {
    expect(wheres(stage('a', 'everyone', 1), stage('b', 'everyone', 2), stage('a', 'everyone', 3))).toEqual([
      'stages[2].name',
    ]);
  });

  test('a stage bakes at most 90 days', () => {
    expect(wheres(stage('a', 'everyone', 1000, { bakeS: 90 * 86_400 }))).toEqual([]);
    expect(wheres(stage('a', 'everyone', 1000, { bakeS: 90 * 86_400 + 1 }))).toEqual(['stages[0].bake']);
    expect(wheres(stage('a', 'everyone', 1000, { bakeS: 0 }))).toEqual([]);
  });

  test.each<[PlanStage['gates'][number], string[]]>([
    [{ signal: 'crash-rate', tolerance: 1.11 }, []],
    [{ signal: 'crash-rate', tolerance: 1.1 }, ['tolerance']],
    [{ signal: 'crash-rate', tolerance: 10 }, []],
    [{ signal: 'crash-rate', tolerance: 10.01 }, ['tolerance']],
    [{ signal: 'crash-rate', tolerance: Number.NaN }, ['tolerance']],
    [{ signal: 'silence', tolerance: 0 }, ['tolerance']],
    [{ signal: 'silence', limit: 0.5, tolerance: 0.0001 }, []],
    [{ signal: 'failed-installs', limit: 0.51, tolerance: 0.6 }, ['limit', 'tolerance']],
  ])('%o', (gate, refused) => {
    expect(wheres(stage('a', 'everyone', 1000, { gates: [gate] }))).toEqual(
      refused.map((key) => `stages[0].gates.${gate.signal}.${key}`),
    );
  });
});

test.each([
  [30, []],
  [31, ['watch']],
])('a completed rollout is watched for %i days', (days, problems) => {
  const plan = { ...planOf(stage('a', 'everyone', 1000)), watchS: days * 86_400 };
  expect(checkPlan(plan).map(({ where }) => where)).toEqual(problems);
});

describe('warnings', () => {
  test('none for a plan that reaches everyone and knows a way back', () => {
    expect(derivePlanWarnings(planOf(stage('a', 'everyone', 1000)))).toEqual([]);
  });

  test('a plan that stops short, a plan without a way back', () => {
    const plan = { ...planOf(stage('a', 'testers', 1000), stage('b', 'everyone', 999)), fallback: 'none' };
    expect(derivePlanWarnings(plan).map(({ where }) => where)).toEqual(['stages[1]', 'fallback']);
    expect(checkPlan(plan)).toEqual([]);
  });
});
