// What people decide: on the head they saw, with their name, and with a permit where devices go back.
import { describe, expect, it } from 'vitest';
import { decideRollout, type PersonDecision } from '../../src/app/decide-rollout.ts';
import type { PersonVerb, Rollout } from '../../src/domain/rollout/rollout.ts';
import { ada, openWorld, type World } from '../harness/world.ts';
import { candidate, permitOf } from '../samples/rollouts.ts';

const wanted = (verb: PersonVerb, changes: Partial<PersonDecision> = {}): PersonDecision => ({
  verb,
  parent: null,
  reason: null,
  permit: null,
  models: [],
  override: null,
  ...changes,
});

async function openRunning(): Promise<World & { rollout: Rollout }> {
  const world = await openWorld();
  await world.apply({ fallback: '1.1.0' });
  return { ...world, rollout: await world.start(candidate(2)) };
}

describe('decideRollout', () => {
  it('records the decision with its name, and leaves the rollout moved', async () => {
    const { ports, rollout } = await openRunning();
    const answer = await decideRollout(ports, { rollout, wanted: wanted('promote', { reason: 'looks good' }) }, ada);
    expect(answer).toMatchObject({
      ok: true,
      decision: { number: 2, parent: 1, kind: 'promote', actor: 'ada', reason: 'looks good', stageIndex: 1 },
      rollout: { head: 2, stageIndex: 1 },
    });
    expect(ports.rollouts.audited.at(-1)).toMatchObject({ actor: 'ada', action: 'rollout promoted', subject: '1' });
  });

  it('writes a sentence where nobody gave a reason', async () => {
    const { ports, rollout } = await openRunning();
    expect(await decideRollout(ports, { rollout, wanted: wanted('hold') }, ada)).toMatchObject({
      decision: { reason: 'Held by hand.' },
    });
  });

  it('refuses a decision on a head that is no more, and shows what is', async () => {
    const { ports, rollout } = await openRunning();
    const stale = wanted('promote', { parent: 1 });
    expect(await decideRollout(ports, { rollout, wanted: stale }, ada)).toMatchObject({ ok: true });
    // The second engineer's page was loaded before the first one decided.
    expect(await decideRollout(ports, { rollout, wanted: stale }, ada)).toMatchObject({
      ok: false,
      refusal: 'lost-race',
      current: { head: 2, stageIndex: 1 },
    });
    const now = (await ports.rollouts.loadRollout(1)) ?? expect.fail();
    expect(await decideRollout(ports, { rollout: now, wanted: stale }, ada)).toMatchObject({ refusal: 'lost-race' });
  });

  it('holds what was promoted meanwhile, unless the hold names the head that it saw', async () => {
    const { ports, rollout } = await openRunning();
    await decideRollout(ports, { rollout, wanted: wanted('promote') }, ada);
    const seen = { rollout, wanted: wanted('hold', { parent: 1 }) };
    expect(await decideRollout(ports, seen, ada)).toMatchObject({ refusal: 'lost-race', current: { head: 2 } });
    expect(await decideRollout(ports, { rollout, wanted: wanted('hold') }, ada)).toMatchObject({
      ok: true,
      decision: { kind: 'hold', parent: 2, number: 3, stageIndex: 1 },
      rollout: { state: 'held', head: 3 },
    });
    // To go on is another matter: who promotes has to see what they promote.
    expect(await decideRollout(ports, { rollout, wanted: wanted('resume') }, ada)).toMatchObject({ ok: false });
  });

  it('passes on what the state refuses, with the state', async () => {
    const { ports, rollout, put } = await openRunning();
    const held = await put(rollout, { state: 'held' });
    expect(await decideRollout(ports, { rollout: held, wanted: wanted('promote') }, ada)).toMatchObject({
      refusal: 'is-held',
      current: { state: 'held' },
    });
  });

  it('retreats with a permit from exactly this build to exactly its fallback', async () => {
    const { ports, rollout, repository } = await openRunning();
    await repository.state(permitOf(candidate(2), candidate(1), { permitNumber: 4 }));
    const answer = await decideRollout(ports, { rollout, wanted: wanted('retreat', { permit: 4 }) }, ada);
    expect(answer).toMatchObject({ ok: true, rollout: { state: 'retreated' } });
    expect(ports.rollouts.held[0]?.permit).toBe('rollout/nova/back/4');
  });

  it('takes no permit along with another verb', async () => {
    const world = await openWorld();
    await world.apply({ fallback: 'none' });
    const rollout = await world.start(candidate(2));
    await world.repository.state(permitOf(candidate(2), candidate(1)));
    const held = await decideRollout(world.ports, { rollout, wanted: wanted('hold', { permit: 1 }) }, ada);
    expect(held).toMatchObject({ ok: true, rollout: { state: 'held' } });
    expect(world.ports.rollouts.held[0]?.permit).toBeNull();
  });

  it('refuses to retreat without a permit, with one for other builds, and with one that nobody signed', async () => {
    const { ports, rollout, repository } = await openRunning();
    const refusal = async (permit: PersonDecision['permit']) => {
      const answer = await decideRollout(ports, { rollout, wanted: wanted('retreat', { permit }) }, ada);
      return answer.ok ? 'decided' : [answer.refusal, ...answer.problems.map(({ where }) => where)].join(' ');
    };
    expect(await refusal(null)).toBe('permit-required');
    expect(await refusal(1)).toBe('unknown-permit');
    await repository.state(permitOf(candidate(1), candidate(2)));
    expect(await refusal(1)).toBe('permit-does-not-fit from to');
    expect(await refusal(2)).toBe('unknown-permit');
    expect(ports.rollouts.held[0]?.rollout.state).toBe('running');
  });
});
