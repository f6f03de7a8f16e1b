// What is told of a plan: shares by stage add up, more devices see more, and no advice is given that was not tried.
import { describe, expect, it } from 'vitest';
import { adviseOn } from '../../src/domain/power/advise.ts';
import { measurePower, type Power } from '../../src/domain/power/measure.ts';
import { prepareSetup } from '../../src/domain/power/trial.ts';
import { deriveAdviceSentences, deriveStageSentence } from '../../src/domain/power/wording.ts';
import { fleet, planOf, testersFirst } from './plans.ts';

function run<T>(work: Generator<number, T>): { value: T; steps: number[] } {
  const steps: number[] = [];
  for (;;) {
    const step = work.next();
    if (step.done === true) return { value: step.value, steps };
    steps.push(step.value);
  }
}

const measure = (plan: typeof testersFirst, trials = 40): Power =>
  run(measurePower(prepareSetup(fleet, plan.stages), { seed: 1, trials })).value;

describe('power', () => {
  const power = measure(testersFirst);

  it('adds up over the stages, and is the same from the same seed', () => {
    for (const { trials, halted, held, quarantined, stages } of power.faults) {
      expect(stages.at(-1)?.foundSoFar).toBe(halted + held + quarantined);
      expect(stages[0]?.reached).toBe(trials);
      expect(stages[1]?.reached).toBe(trials - (stages[0]?.found ?? 0));
    }
    expect(measure(testersFirst)).toEqual(power);
  });

  it('says how far it is, from little to all', () => {
    const { steps } = run(measurePower(prepareSetup(fleet, testersFirst.stages), { seed: 1, trials: 20 }));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  });

  it('sees more with more devices', () => {
    const found = (permille: number) => {
      const plan = planOf([
        `name: some, cohort: testers, permille: ${permille}, bake: 24h, evidence: no-harm`,
        'name: all, permille: 1000, bake: 24h',
      ]);
      return measure(plan).faults.map(({ stages, trials }) => (stages[0]?.found ?? 0) / trials);
    };
    const [few, many] = [found(50), found(1000)];
    for (const [at, share] of many.entries()) expect(share).toBeGreaterThanOrEqual((few[at] ?? 0) - 0.05);
    expect(many.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(few.reduce((sum, share) => sum + share, 0) + 1);
  });

  it('is told in one sentence a stage', () => {
    const [first, last] = testersFirst.stages.map((stage, index) =>
      deriveStageSentence(stage, index, { power, advice: [] }),
    );
    expect(first).toMatch(
      /^stage 1 \(testers\) for 24 h finds half as many crashes again with \d+ % chance after about [\d,]+ devices; a doubled crash rate with \d+ % after about [\d,]+; /,
    );
    expect(last).toMatch(/^stage 2 \(all\) for 24 h/);
  });
});

describe('advice', () => {
  it('says of a weak plan what mends it, and what trying that showed', () => {
    const plan = planOf([
      'name: few, cohort: testers, permille: 60, bake: 24h',
      'name: all, permille: 1000, bake: 24h',
    ]);
    const power = measure(plan);
    const { value: advice } = run(adviseOn({ fleet, plan, seed: 1 }, power));
    expect(advice.length).toBeGreaterThan(0);
    for (const one of advice) {
      expect(Math.abs(one.after - one.before)).toBeGreaterThan(0.05);
      expect(one.trials).toBeGreaterThan(0);
      const changed = one.change.kind === 'devices' ? { permille: one.change.permille } : { bakeS: one.change.bakeS };
      expect(plan.stages[one.stage]).not.toMatchObject(changed);
    }
    expect(deriveAdviceSentences(advice, plan.stages).join('\n')).toMatch(/^in stage 1 \(few\) (use|add) /);
  });

  it('says nothing of a plan that sees all', () => {
    const plan = planOf([
      'name: testers, cohort: testers, permille: 1000, bake: 90h',
      'name: tenth, permille: 200, bake: 24h',
      'name: all, permille: 1000, bake: 24h',
    ]);
    expect(run(adviseOn({ fleet, plan, seed: 1 }, measure(plan))).value).toEqual([]);
  });
});
