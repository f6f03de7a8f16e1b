// The plan that `orange init` writes: the recommended one, which is the one that the simulator's figures are of.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { starterPlan } from '../../../src/cli/init/starter-plan.ts';
import { parsePlanFile } from '../../../src/wire/plan/plan-file.ts';

function read(text: string) {
  const parsed = parsePlanFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const recommended = read(readFileSync('scripts/simulate/plans/recommended.yaml', 'utf8')).plan;

describe.each([true, false])('the starter plan of a channel whose first build it is: %s', (isFirst) => {
  const { plan, warnings } = read(starterPlan({ product: 'nova', channel: 'stable', isFirst }));

  it('has the stages of the recommended plan, and then everyone', () => {
    expect(plan.stages.slice(0, -1)).toEqual(recommended.stages);
    expect(plan.stages.at(-1)).toMatchObject({ cohort: 'everyone', permille: 1000 });
  });

  it('warns of nothing but what a first build has to live with', () => {
    expect(warnings.map(({ what }) => what)).toEqual(isFirst ? ['a bad build could not be taken back'] : []);
  });
});
