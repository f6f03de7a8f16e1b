// A plan against what there is: names that lead nowhere are found with their place, and devices are counted.
import { describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/app/apply-plan.ts';
import { checkPlan } from '../../src/app/check-plan.ts';
import { ada, openWorld } from '../harness/world.ts';
import { candidate, plan, planStage, unapplied } from '../samples/rollouts.ts';

const device = {
  product: 'nova',
  channel: 'stable',
  model: 'n1',
  bucket: 1,
  region: null,
  locale: null,
  version: null,
  cohorts: [],
  isTester: false,
  isBlocked: false,
};

describe('checkPlan', () => {
  it('says for each stage how many devices are in by then', async () => {
    const world = await openWorld();
    world.devices.push(...Array.from({ length: 390 }, () => device));
    world.devices.push(...Array.from({ length: 10 }, () => ({ ...device, isTester: true })));
    const stages = [planStage('testers', 1000, { cohort: 'testers' }), planStage('first', 100), planStage('all', 1000)];
    expect(await checkPlan(world.ports, plan({ stages }))).toEqual({
      problems: [],
      warnings: [],
      devices: [10, 49, 400],
    });
  });

  it.each<[string, Parameters<typeof plan>[0], string[]]>([
    ['product', { product: 'luna' }, ['product']],
    ['channel', { channel: 'nightly' }, ['channel']],
    ['cohort', { stages: [planStage('a', 10), planStage('b', 20, { cohort: 'vips' })] }, ['stages.1.cohort']],
    ['fallback', { fallback: '9.9.9' }, ['fallback']],
    ['fallback of another channel', { fallback: '1.6.0' }, ['fallback']],
    ['withdrawn fallback', { fallback: '1.7.0' }, ['fallback']],
  ])('finds an unknown %s, with its place', async (_, changes, places) => {
    const builds = [candidate(1), candidate(6, { channel: 'beta' }), candidate(7, { isWithdrawn: true })];
    const { ports } = await openWorld({ builds });
    const found = await checkPlan(ports, plan(changes));
    expect(found.problems.map(({ path }) => path.join('.'))).toEqual(places);
    expect(found.devices).toBeNull();
  });

  it('warns that nothing was completed yet where the plan goes back to the previous build', async () => {
    const world = await openWorld();
    const previous = plan({ fallback: 'previous' });
    expect((await checkPlan(world.ports, previous)).warnings).toMatchObject([{ path: ['fallback'] }]);
    await world.apply();
    await world.put(await world.start(candidate(1)), { state: 'completed' });
    expect((await checkPlan(world.ports, previous)).warnings).toEqual([]);
  });
});

describe('applyPlan', () => {
  it('applies a good plan once', async () => {
    const { ports } = await openWorld();
    const given = unapplied();
    expect(await applyPlan(ports, given, ada)).toMatchObject({
      ok: true,
      isAdded: true,
      plan: { id: 1, appliedBy: 'ada' },
    });
    expect(await applyPlan(ports, given, ada)).toMatchObject({ ok: true, isAdded: false, plan: { id: 1 } });
    expect(ports.plans.audited).toMatchObject([{ action: 'plan applied', subject: 'nova/stable' }]);
  });

  it('refuses a plan with problems', async () => {
    const { ports } = await openWorld();
    expect(await applyPlan(ports, unapplied({ channel: 'nightly' }), ada)).toMatchObject({
      ok: false,
      refusal: 'plan-unusable',
      problems: [{ path: ['channel'] }],
    });
  });
});
