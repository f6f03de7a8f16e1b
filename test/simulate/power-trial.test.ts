// Trials of a plan: faults are found by the gate where there is enough to see, good builds go through, chance is seeded.
import { describe, expect, it } from 'vitest';
import { createDice } from '../../src/domain/dice.ts';
import { prepareSetup, rollTrial } from '../../src/domain/power/trial.ts';
import { faultOf, fleet, planOf, rollMany, stoppedOf, testersFirst } from './plans.ts';

describe('a trial', () => {
  it('comes out the same from the same dice, and else differently', () => {
    const setup = prepareSetup(fleet, testersFirst.stages);
    const roll = (seed: number) => rollTrial(setup, faultOf('crash-x2'), { trial: 0, dice: createDice(seed) });
    expect(roll(1)).toEqual(roll(1));
    expect([1, 2, 3].map(roll)).not.toEqual([4, 5, 6].map(roll));
  });

  it('lets good builds through after the bake, and halts none', () => {
    const endings = rollMany(testersFirst, 'good', { trials: 40 });
    expect(endings.filter(({ kind }) => kind === 'halted')).toEqual([]);
    expect(stoppedOf(endings)).toBeLessThan(0.1);
    for (const { kind, hours } of endings) if (kind === 'everyone') expect(hours).toBeGreaterThanOrEqual(24);
  });

  it('halts five-fold crashes and failing installs before the bake is over', () => {
    for (const id of ['crash-x5', 'install-fail-12pct']) {
      const endings = rollMany(testersFirst, id, { trials: 40 });
      expect(stoppedOf(endings)).toBe(1);
      expect(endings.filter(({ kind, hours }) => kind === 'halted' && hours < 24).length).toBeGreaterThan(30);
    }
  });

  it('takes out the one model that crashes, and counts its devices alone', () => {
    const endings = rollMany(testersFirst, 'one-model-x5', { trials: 40 });
    const out = endings.filter(({ kind }) => kind === 'quarantined');
    expect(out.length).toBeGreaterThan(10);
    for (const { devices } of out) expect(devices).toBeLessThan(500);
  });

  it('finds bricks that confirmations show, also where no client confirms: by silence', () => {
    for (const confirming of [1, 0]) {
      const endings = rollMany(testersFirst, 'brick-1pct', { trials: 40, on: { ...fleet, confirming } });
      expect(stoppedOf(endings)).toBeGreaterThan(0.5);
    }
  });

  it('sees nothing with too few devices: a stage of twenty never halts a doubled crash rate', () => {
    const tiny = planOf([
      'name: few, cohort: testers, permille: 20, bake: 6h, evidence: no-harm, minDevices: 5',
      'name: all, permille: 1000, bake: 24h',
    ]);
    const endings = rollMany(tiny, 'crash-x2', { trials: 40 });
    expect(endings.filter(({ kind }) => kind === 'halted')).toEqual([]);
    expect(stoppedOf(endings)).toBeLessThan(0.2);
  });

  it('goes by the gate of the plan: what its tolerances forbid is held, what they allow goes on', () => {
    const stage = (tolerance: number) =>
      planOf([
        `name: testers, cohort: testers, permille: 1000, bake: 48h, gates: { crash-rate: { tolerance: ${tolerance} } }`,
        'name: all, permille: 1000, bake: 24h',
      ]);
    const strict = rollMany(stage(1.3), 'crash-x1.5', { trials: 30 });
    const lax = rollMany(stage(3), 'crash-x1.5', { trials: 30 });
    expect(stoppedOf(strict)).toBeGreaterThan(stoppedOf(lax) + 0.2);
  });

  it('ends when everybody that the plan reaches has been offered the build', () => {
    const once = planOf(['name: all, permille: 1000, bake: 24h']);
    expect(rollMany(once, 'crash-x5', { trials: 3 })).toMatchObject(
      [1, 2, 3].map(() => ({ kind: 'everyone', hours: 0, stage: 0 })),
    );
    const half = planOf(['name: half, cohort: testers, permille: 500, bake: 6h, evidence: no-harm']);
    const endings = rollMany(half, 'good', { trials: 3 });
    expect(endings).toMatchObject([1, 2, 3].map(() => ({ kind: 'everyone', stage: 0 })));
    for (const { hours } of endings) expect(hours).toBeGreaterThanOrEqual(6);
  });

  it('stops at the stage asked for', () => {
    const setup = prepareSetup(
      fleet,
      planOf([
        'name: one, permille: 10, bake: 1h, evidence: no-harm',
        'name: two, permille: 20, bake: 40h, evidence: no-harm',
        'name: all, permille: 1000, bake: 24h',
      ]).stages,
    );
    const ending = rollTrial(setup, faultOf('good'), { trial: 0, dice: createDice(1), until: 0 });
    expect(ending).toMatchObject({ kind: 'everyone', stage: 1 });
    expect(ending.hours).toBeLessThan(40);
  });
});
