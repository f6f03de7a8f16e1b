// The gate at work: it advances on good evidence, waits without it, halts on harm, and leaves rows only for what it decides.
import { describe, expect, it } from 'vitest';
import { decideRollout } from '../../src/app/decide-rollout.ts';
import { evaluateGates } from '../../src/app/evaluate-gates.ts';
import type { Rollout } from '../../src/domain/rollout/rollout.ts';
import { ada, attempts, openWorld, type World } from '../harness/world.ts';
import { candidate, planStage } from '../samples/rollouts.ts';
import { nowMs } from '../samples/statements.ts';

const hourMs = 3_600_000;
const gates = [{ signal: 'failed-installs' } as const];

/** Three stages judged by failed installs, so that a few rows decide. */
async function openRunning(): Promise<World & { rollout: Rollout }> {
  const world = await openWorld();
  await world.apply({
    stages: [
      planStage('first', 100, { gates }),
      planStage('half', 500, { gates, promote: 'approval' }),
      planStage('all', 1000, { gates, promote: 'approval' }),
    ],
  });
  return { ...world, rollout: await world.start(candidate(2)) };
}

const outcomes = async ({ ports }: World, atMs: number) =>
  (await evaluateGates(ports, atMs)).results.map(({ outcome }) => outcome);
const afterBakeMs = nowMs + hourMs;

describe('evaluateGates', () => {
  it('bakes first, and waits when nobody reported, without leaving a row', async () => {
    const world = await openRunning();
    world.installs.push(...attempts(100, 'confirmed'));
    expect(await outcomes(world, afterBakeMs - 1)).toEqual(['waits-for-bake']);
    world.installs.length = 0;
    expect(await outcomes(world, afterBakeMs)).toEqual(['waits-for-hold']);
    expect(world.ports.rollouts.held[0]?.decisions).toHaveLength(1);
    expect(world.ports.mapFacts.wanted).toBe(1);
  });

  it('advances on good evidence and keeps it with the decision', async () => {
    const world = await openRunning();
    world.installs.push(...attempts(100, 'confirmed'));
    expect(await outcomes(world, afterBakeMs)).toEqual(['advance']);
    const decision = world.ports.rollouts.held[0]?.decisions.at(-1);
    expect(decision).toMatchObject({
      kind: 'advance',
      actor: 'gate',
      stageIndex: 1,
      decidedMs: afterBakeMs,
      verdict: { kind: 'advance' },
      evidence: { stage: { accepted: 100, due: 100, reported: 100 } },
    });
    expect(decision?.reason).toMatch(/^Bake time is over, 100 devices/);
  });

  it('asks a person where the plan says so, and completes the last stage by itself', async () => {
    const world = await openRunning();
    const half = await world.put(world.rollout, { stageIndex: 1 });
    world.installs.push(...attempts(100, 'confirmed'));
    expect(await outcomes(world, afterBakeMs)).toEqual(['waits-for-approval']);
    await world.put(half, { stageIndex: 2 });
    expect(await outcomes(world, afterBakeMs)).toEqual(['complete']);
    expect(await world.ports.rollouts.loadLastCompleted('nova', 'stable', '')).toMatchObject({ id: 1 });
  });

  it('halts on harm at any moment, held or not, and once', async () => {
    const world = await openRunning();
    await world.put(world.rollout, { state: 'held' });
    world.installs.push(...attempts(60, 'confirmed'), ...attempts(40, 'failed'));
    expect(await outcomes(world, nowMs + 1)).toEqual(['halt']);
    expect(await outcomes(world, nowMs + 2)).toEqual(['waits-for-paused']);
    expect(world.ports.rollouts.audited.at(-1)).toMatchObject({ actor: 'gate', action: 'rollout halted' });
  });

  it('goes on looking at a completed rollout, and halts it for what begins late', async () => {
    const world = await openRunning();
    await world.put(world.rollout, { stageIndex: 2 });
    world.installs.push(...attempts(100, 'confirmed'));
    expect(await outcomes(world, afterBakeMs)).toEqual(['complete']);
    expect(await outcomes(world, afterBakeMs + 1)).toEqual(['waits-for-watch']);
    world.installs.push(...attempts(60, 'failed'));
    const dayMs = 24 * hourMs;
    expect(await outcomes(world, afterBakeMs + 5 * dayMs)).toEqual([]);
    expect(await outcomes(world, afterBakeMs + 5 * dayMs - 1)).toEqual(['halt']);
    expect(world.ports.rollouts.held[0]?.rollout).toMatchObject({ state: 'halted', stageIndex: 2 });
    expect(await world.ports.rollouts.loadLastCompleted('nova', 'stable', '')).toBeNull();
  });

  it('looks at no completed rollout once the next one began on its channel', async () => {
    const world = await openRunning();
    await world.put(world.rollout, { stageIndex: 2 });
    world.installs.push(...attempts(100, 'confirmed'));
    expect(await outcomes(world, afterBakeMs)).toEqual(['complete']);
    await world.start(candidate(3));
    expect((await evaluateGates(world.ports, afterBakeMs + 1)).results).toMatchObject([{ rolloutId: 2 }]);
  });

  it('does nothing while a person overrides a halt, and halts again on all its evidence afterwards', async () => {
    const world = await openRunning();
    world.installs.push(...attempts(60, 'confirmed'), ...attempts(40, 'failed'));
    await evaluateGates(world.ports, nowMs + 1);
    const halted = (await world.ports.rollouts.loadRollout(1)) ?? expect.fail();
    const resume = {
      verb: 'resume',
      parent: halted.head,
      reason: 'a bad cable in the lab',
      permit: null,
      models: [],
      override: { lastsS: 3600, role: 'engineer' },
    } as const;
    const by = { ...ada, nowMs: nowMs + 2 };
    expect(await decideRollout(world.ports, { rollout: halted, wanted: resume }, by)).toMatchObject({ ok: true });
    expect(await outcomes(world, nowMs + 3)).toEqual(['waits-for-override']);
    expect(await outcomes(world, nowMs + 3_600_001)).toEqual(['waits-for-override']);
    expect(await outcomes(world, nowMs + 3_600_002)).toEqual(['halt']);
  });

  it('leaves a withdrawn build where it is', async () => {
    const world = await openRunning();
    world.installs.push(...attempts(100, 'confirmed'));
    world.builds[1] = candidate(2, { isWithdrawn: true });
    expect(await outcomes(world, afterBakeMs)).toEqual(['withdrawn']);
  });

  it('loses a race to a person without a row', async () => {
    const world = await openRunning();
    world.installs.push(...attempts(100, 'confirmed'));
    const { recordDecision } = world.ports.rollouts;
    const ports = { ...world.ports, rollouts: { ...world.ports.rollouts, recordDecision } };
    ports.rollouts.recordDecision = async (...decided) => {
      await world.put(world.rollout, { state: 'held' });
      return recordDecision(...decided);
    };
    expect((await evaluateGates(ports, afterBakeMs)).results[0]?.outcome).toBe('lost-race');
    expect(world.ports.rollouts.held[0]?.rollout).toMatchObject({ state: 'held', head: 2 });
  });

  it('judges the other rollouts when one cannot be judged, and says so then', async () => {
    const world = await openRunning();
    world.installs.push(...attempts(100, 'confirmed'));
    const { loadOpenRollouts } = world.ports.rollouts;
    const broken = { ...world.rollout, id: 9, buildId: 'nova-99' };
    const rollouts = { ...world.ports.rollouts, loadOpenRollouts: async () => [broken, ...(await loadOpenRollouts())] };
    const { results, failures } = await evaluateGates({ ...world.ports, rollouts }, afterBakeMs);
    expect(results).toEqual([{ rolloutId: 1, outcome: 'advance' }]);
    expect(failures).toHaveLength(1);
    expect(world.ports.rollouts.held[0]?.rollout.stageIndex).toBe(1);
  });
});
