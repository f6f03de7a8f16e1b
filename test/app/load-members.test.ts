// How many devices a plan's lists hold when a rollout begins.
import { describe, expect, it } from 'vitest';
import { loadMembers } from '../../src/app/load-members.ts';
import { fakeAudience } from '../fakes/audience.ts';
import { appliedPlan } from '../samples/rollouts.ts';

const one = {
  product: 'nova',
  channel: 'stable',
  model: 'n1',
  bucket: 0,
  region: null,
  locale: null,
  version: null,
  cohorts: [] as readonly string[],
  isTester: false,
  isBlocked: false,
};
const cohorts = {
  friends: { kind: 'named' },
  early: { kind: 'testers' },
  china: { kind: 'rule', rule: { regions: ['CN'] } },
} as const;

describe('loadMembers', () => {
  it('counts lists and testers under any name, not rules, and no blocked device', async () => {
    const devices = [
      { ...one, cohorts: ['friends'], isTester: true },
      { ...one, cohorts: ['friends'] },
      { ...one, cohorts: ['friends'], isBlocked: true },
      { ...one, isTester: true },
      one,
    ];
    const applied = appliedPlan();
    const [stage] = applied.plan.stages;
    if (stage === undefined) throw new Error('the plan has a stage');
    const stages = ['friends', 'early', 'china', 'everyone'].map((cohort) => ({ ...stage, cohort }));
    const plan = { ...applied, plan: { ...applied.plan, stages } };
    const counts = await loadMembers({ audience: fakeAudience(devices, { nova: cohorts }) }, plan);
    expect([...counts]).toEqual([
      ['friends', 2],
      ['early', 2],
    ]);
  });

  it('asks nothing where every stage is for everyone', async () => {
    const audience = { loadCohorts: () => expect.fail(), loadAudience: () => expect.fail() };
    expect(await loadMembers({ audience }, appliedPlan())).toEqual(new Map());
  });
});
