// Starting a rollout: what it leaves behind, and every thing that may be missing.
import { describe, expect, it } from 'vitest';
import { recordCeiling } from '../../src/app/record-ceiling.ts';
import { type RolloutToStart, startRollout } from '../../src/app/start-rollout.ts';
import { ada, openWorld } from '../harness/world.ts';
import { appliedPlan, candidate, ceilingOf } from '../samples/rollouts.ts';
import { nowMs } from '../samples/statements.ts';

const wanted = (changes: Partial<RolloutToStart> = {}): RolloutToStart => ({
  product: 'nova',
  channel: 'stable',
  build: '1.2.0',
  planId: null,
  departureMs: null,
  reason: 'Started by hand.',
  ...changes,
});

describe('startRollout', () => {
  it('starts under a ceiling that was recorded before', async () => {
    const world = await openWorld();
    await world.sign(candidate(2), await world.apply());
    const answer = await startRollout(world.ports, wanted({ build: 'V14.0.2.0' }), ada);
    expect(answer).toMatchObject({ ok: true, rollout: { id: 1, head: 1, buildId: 'nova-2', state: 'running' } });
    const [held] = world.ports.rollouts.held;
    expect(held?.decisions).toMatchObject([
      { number: 1, parent: null, kind: 'start', actor: 'ada', reason: 'Started by hand.', decidedMs: nowMs },
    ]);
    expect(held?.ceiling).toBe('rollout/nova/nova-2-1');
    expect(world.ports.rollouts.audited.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'rollout started nova-2',
    ]);
    expect(world.ports.mapFacts.wanted).toBe(1);
  });

  it('refuses a second rollout on the channel with the one that is open', async () => {
    const world = await openWorld();
    await world.apply();
    const open = await world.start(candidate(2));
    expect(await startRollout(world.ports, wanted({ build: 'nova-3' }), ada)).toMatchObject({
      ok: false,
      refusal: 'rollout-open',
      current: { id: open.id, buildId: 'nova-2' },
    });
  });

  it('wants the rule of a cohort in the ceiling, as it is today', async () => {
    const world = await openWorld();
    const define = (regions: string[]) => {
      world.cohorts.germany = { kind: 'rule', rule: { regions } };
    };
    define(['DE']);
    const [stage, ...rest] = appliedPlan().plan.stages;
    const plan = await world.apply({ stages: [{ ...(stage ?? expect.fail()), cohort: 'germany' }, ...rest] });
    const unruled = ceilingOf(candidate(2), plan);
    const [first, ...others] = unruled.stages;
    const ruled = { stages: [{ ...(first ?? expect.fail()), rule: { regions: ['DE'] } }, ...others] };
    let seq = 0;
    async function startUnder(statement: typeof unruled) {
      seq += 1;
      await recordCeiling(world.ports, { statement: { ...statement, seq }, version: seq, expiresMs: nowMs + 1 }, ada);
      return startRollout(world.ports, wanted(), ada);
    }
    const misfit = { refusal: 'ceiling-does-not-fit', problems: [{ where: 'stages[0].rule' }] };
    expect(await startUnder(unruled)).toMatchObject(misfit);
    define(['AT']);
    expect(await startUnder(ceilingOf(candidate(2), plan, ruled))).toMatchObject(misfit);
    define(['DE']);
    expect(await startUnder(ceilingOf(candidate(2), plan, ruled))).toMatchObject({ ok: true });
  });

  it('takes as `previous` the build that was completed last', async () => {
    const world = await openWorld();
    await world.apply({ fallback: 'none' });
    await world.put(await world.start(candidate(1)), { state: 'completed' });
    await world.apply({ fallback: 'previous' });
    expect((await world.start(candidate(2))).fallbackBuildId).toBe('nova-1');
  });

  it('takes a fallback that the plan names by version', async () => {
    const world = await openWorld();
    await world.apply({ fallback: '1.1.0' });
    expect((await world.start(candidate(2))).fallbackBuildId).toBe('nova-1');
  });

  it.each<[string, Partial<RolloutToStart>]>([
    ['unknown-build', { build: '9.9.9' }],
    ['unknown-plan', { planId: 77 }],
    ['no-ceiling', {}],
    ['build-of-another-channel', { channel: 'beta' }],
  ])('refuses with %s', async (refusal, changes) => {
    const world = await openWorld();
    await world.apply();
    const answer = await startRollout(world.ports, wanted(changes), ada);
    expect(answer).toMatchObject({ ok: false, refusal });
    expect(world.ports.rollouts.audited).toEqual([]);
  });

  it('refuses where no plan is applied, and where there is nothing to go back to', async () => {
    const world = await openWorld();
    expect(await startRollout(world.ports, wanted(), ada)).toMatchObject({ refusal: 'no-plan' });
    await world.sign(candidate(2), await world.apply({ fallback: 'previous' }));
    expect(await startRollout(world.ports, wanted(), ada)).toMatchObject({ refusal: 'no-fallback' });
  });
});
