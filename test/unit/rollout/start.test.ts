// What must be there before a build may start to go up: each thing missing has its own word.
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/domain/rollout/candidate.ts';
import type { Ceiling } from '../../../src/domain/rollout/rollout.ts';
import { decideStart, type StartFacts } from '../../../src/domain/rollout/start.ts';
import { appliedPlan, candidate, ceilingOf } from '../../samples/rollouts.ts';
import { dayMs, nowMs } from '../../samples/statements.ts';

const build = candidate(2);
const under = appliedPlan({ fallback: 'previous' });

const ceiling = (changes: Parameters<typeof ceilingOf>[2] = {}): Ceiling => ({
  buildId: build.buildId,
  planId: under.id,
  signed: { statement: ceilingOf(build, under, changes), version: 1, expiresMs: nowMs + 60 * dayMs },
});

const facts = (changes: Partial<StartFacts> = {}): StartFacts => ({
  channel: 'stable',
  build,
  plan: under,
  rules: new Map(),
  members: new Map(),
  ceiling: ceiling(),
  fallback: candidate(1),
  ...changes,
});

const refusalOf = (changes: Partial<StartFacts>): string => {
  const decision = decideStart(facts(changes), nowMs);
  return decision.ok ? 'started' : decision.refusal;
};
const built = (changes: Partial<Candidate>) => ({ build: candidate(2, changes) });
const fallback = (changes: Partial<Candidate>) => ({ fallback: candidate(1, changes) });

describe('decideStart', () => {
  it('begins at the foot of the ladder, with the stages of plan and ceiling copied', () => {
    const decision = decideStart(facts(), nowMs);
    expect(decision).toMatchObject({
      ok: true,
      rollout: {
        buildId: 'nova-2',
        planId: 1,
        fallbackBuildId: 'nova-1',
        salt: 'salt-2',
        ceilingEndsMs: nowMs + 28 * dayMs,
        state: 'running',
        stageIndex: 0,
        stageEnteredMs: nowMs,
        evidenceFromMs: nowMs,
        stages: [
          { name: 'first', permille: 100, promote: 'auto', notBeforeMs: nowMs - dayMs, enteredMs: nowMs },
          { name: 'half', permille: 500, promote: 'approval', enteredMs: null },
          { name: 'all', permille: 1000, enteredMs: null },
        ],
      },
    });
  });

  it('closes a list that has enough members to be judged, and leaves a smaller one open', () => {
    const [first, ...rest] = under.plan.stages;
    if (first === undefined) throw new Error('the plan has a stage');
    const plan = { ...under, plan: { ...under.plan, stages: [{ ...first, cohort: 'friends' }, ...rest] } };
    const dates = (members: number) => {
      const signed = { statement: ceilingOf(build, plan), version: 1, expiresMs: nowMs + 60 * dayMs };
      const of = { plan, members: new Map([['friends', members]]), ceiling: { ...ceiling(), signed } };
      const decision = decideStart(facts(of), nowMs);
      return decision.ok ? decision.rollout.stages.map(({ joinedByMs }) => joinedByMs) : decision;
    };
    expect(dates(25)).toEqual([nowMs, null, null]);
    expect(dates(24)).toEqual([null, null, null]);
  });

  it.each<[string, Partial<StartFacts>]>([
    ['build-not-sealed', built({ isSealed: false })],
    ['build-withdrawn', built({ isWithdrawn: true })],
    ['build-of-another-channel', built({ channel: 'beta' })],
    ['no-plan', { plan: null }],
    ['plan-of-another-channel', { plan: appliedPlan({ channel: 'beta' }) }],
    ['no-ceiling', { ceiling: null }],
    ['ceiling-does-not-fit', { ceiling: ceiling({ imageSha256: 'f'.repeat(64) }) }],
    ['ceiling-not-before', { ceiling: ceiling({ stages: openingAt(nowMs + 1) }) }],
    ['ceiling-expired', { ceiling: ceiling({ notAfterMs: nowMs - 1 }) }],
    ['no-fallback', { fallback: null }],
    ['fallback-unusable', fallback({ isWithdrawn: true })],
    ['fallback-unusable', fallback({ isSealed: false })],
    ['fallback-unusable', fallback({ channel: 'beta' })],
    ['fallback-unusable', { fallback: build }],
    [
      'fallback-unusable',
      { fallback: candidate(3), ceiling: ceiling({ fallbackReleaseId: ceiling().signed.statement.releaseId }) },
    ],
  ])('refuses with %s', (refusal, changes) => {
    expect(refusalOf(changes)).toBe(refusal);
  });

  it('starts without a fallback when the plan says none', () => {
    const none = appliedPlan({ fallback: 'none' });
    expect(refusalOf({ plan: none, fallback: null })).toBe('started');
  });

  it('says in which stage a ceiling differs from the plan', () => {
    const [first, ...rest] = ceiling().signed.statement.stages;
    const stages = first === undefined ? [] : [{ ...first, permille: 101, gatesDigest: '0'.repeat(64) }, ...rest];
    expect(decideStart(facts({ ceiling: ceiling({ stages }) }), nowMs)).toMatchObject({
      problems: [
        { where: 'stages[0].permille', what: 'is signed as 101, and is 100 here' },
        { where: 'stages[0].gatesDigest' },
      ],
    });
  });

  it('refuses a ceiling with fewer stages than the plan', () => {
    expect(refusalOf({ ceiling: ceiling({ stages: openingAt(0).slice(0, 2) }) })).toBe('ceiling-does-not-fit');
  });
});

function openingAt(notBeforeMs: number) {
  return ceiling().signed.statement.stages.map((stage) => ({ ...stage, notBeforeMs }));
}
