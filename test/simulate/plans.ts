// Small plans and fleets that power is tried on.
import { createDice } from '../../src/domain/dice.ts';
import { type Fault, faults, goodBuild } from '../../src/domain/power/fault.ts';
import { type Fleet, usualFleet } from '../../src/domain/power/fleet.ts';
import { type Ending, prepareSetup, rollTrial } from '../../src/domain/power/trial.ts';
import { parsePlanFile } from '../../src/wire/plan/plan-file.ts';

export function planOf(stages: readonly string[], head = '') {
  const lines = stages.map((stage) => `  - { ${stage} }`);
  const text = ['plan: friday', 'product: nova', 'channel: stable', head, 'stages:', ...lines, ''].join('\n');
  const parsed = parsePlanFile(text, 'plan.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.plan;
}

/** Three models: a trial costs as much as it has models. */
export const fleet: Fleet = {
  ...usualFleet,
  models: [
    { model: 'm0', share: 0.6, crash: 1 },
    { model: 'm1', share: 0.3, crash: 1.2 },
    { model: 'm2', share: 0.1, crash: 0.8 },
  ],
  cohorts: { testers: 2_000 },
};

/** Half of the testers for a day, then everybody. */
export const testersFirst = planOf([
  'name: testers, cohort: testers, permille: 500, bake: 24h',
  'name: all, permille: 1000, bake: 24h',
]);

export const faultOf = (id: string): Fault => [goodBuild, ...faults].find((fault) => fault.id === id) ?? goodBuild;

export function rollMany(
  plan: typeof testersFirst,
  id: string,
  { trials, on = fleet }: { trials: number; on?: Fleet },
): Ending[] {
  const setup = prepareSetup(on, plan.stages);
  return Array.from({ length: trials }, (_, trial) =>
    rollTrial(setup, faultOf(id), { dice: createDice(3, trial), trial }),
  );
}

export const stoppedOf = (endings: readonly Ending[]): number =>
  endings.filter(({ kind }) => kind !== 'everyone').length / endings.length;
