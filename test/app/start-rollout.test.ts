// Starting a rollout: what it leaves behind, and every thing that may be missing.
import { describe, expect, it } from 'vitest';
import { auditOf } from '../../src/app/by.ts';
import { type RolloutToStart, startRollout } from '../../src/app/start-rollout.ts';
import { ada, openWorld } from '../harness/world.ts';
import { appliedPlan, candidate, ceilingOf, receivedCeiling, signingKey } from '../samples/rollouts.ts';
import { nowMs, sampleKey } from '../samples/statements.ts';

const wanted = (changes: Partial<RolloutToStart> = {}): RolloutToStart => ({
  product: 'nova',
  channel: 'stable',
  build: '1.2.0',
  planId: null,
  ceiling: null,
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
    expect(held?.ceiling).toContain('"releaseId":"nova-2"');
    expect(world.ports.rollouts.audited.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'rollout started nova-2',
    ]);
    expect(world.ports.mapFacts.wanted).toBe(1);
  });

  it('records a ceiling that comes with the request', async () => {
    const world = await openWorld();
    const plan = await world.apply();
    const ceiling = receivedCeiling(ceilingOf(candidate(2), plan));
    expect(await startRollout(world.ports, wanted({ ceiling }), ada)).toMatchObject({ ok: true });
    expect(await world.ports.plans.loadCeiling('nova-2', plan.id)).toMatchObject({ envelope: ceiling.envelope });
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
    const startUnder = (ceiling: typeof unruled) =>
      startRollout(world.ports, wanted({ ceiling: receivedCeiling(ceiling) }), ada);
    const misfit = { refusal: 'ceiling-does-not-fit', problems: [{ where: 'stages[0].rule' }] };
    expect(await startUnder(unruled)).toMatchObject(misfit);
    define(['AT']);
    expect(await startUnder(ceilingOf(candidate(2), plan, ruled))).toMatchObject(misfit);
    define(['DE']);
    expect(await startUnder(ceilingOf(candidate(2), plan, ruled))).toMatchObject({ ok: true });
  });

  it('refuses a ceiling that nobody of the product signed', async () => {
    const world = await openWorld();
    const ceiling = receivedCeiling(ceilingOf(candidate(2), await world.apply()), sampleKey(9));
    expect(await startRollout(world.ports, wanted({ ceiling }), ada)).toMatchObject({
      refusal: 'signature-not-accepted',
    });
    expect(world.ports.rollouts.held).toHaveLength(0);
  });

  it('refuses a ceiling under a key that was revoked', async () => {
    const world = await openWorld();
    const ceiling = receivedCeiling(ceilingOf(candidate(2), await world.apply()));
    await world.ports.catalog.recordKeyRevoked('nova', signingKey.keyId, nowMs, auditOf(ada, 'key revoked', 'k', {}));
    expect(await startRollout(world.ports, wanted({ ceiling }), ada)).toMatchObject({
      refusal: 'signature-not-accepted',
    });
  });

  it('refuses a ceiling whose signature is of another payload', async () => {
    const world = await openWorld();
    const plan = await world.apply();
    const good = receivedCeiling(ceilingOf(candidate(2), plan));
    const forged = { ...good, payloadBytes: receivedCeiling(ceilingOf(candidate(3), plan)).payloadBytes };
    expect(await startRollout(world.ports, wanted({ ceiling: forged }), ada)).toMatchObject({
      refusal: 'signature-not-accepted',
    });
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
