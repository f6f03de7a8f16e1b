// The gate's verdicts over many stages, and the arithmetic below them: the same words wherever it runs, or a replay means nothing.
import { exp, ln, ln1p } from '../../src/domain/logarithm.ts';
import { type Dice, makeDice } from '../unit/gate/dice.ts';
import { attemptsOf, healthyRows, judge, windowsOf } from '../unit/gate/samples.ts';

const stages = 60;
const numbers = 20_000;

const below = (dice: Dice, bound: number): number => Math.floor(dice() * bound);

const crashesOf = (model: string, dice: Dice) =>
  windowsOf(model, {
    newExposureS: 1 + below(dice, 900_000),
    newFreeS: 1 + below(dice, 900_000),
    newCrashes: below(dice, 4),
    controlCrashes: below(dice, 60),
  });

/** One JSON text: verdicts of stages from well to ruined, then results of the three functions. */
export function writeVerdicts(): string {
  const dice = makeDice(17);
  const verdicts = Array.from({ length: stages }, () =>
    judge(
      healthyRows({
        installs: [attemptsOf('A-1', { failed: below(dice, 30), confirmed: 170 }), attemptsOf('B-2')],
        windows: [...crashesOf('A-1', dice), ...crashesOf('B-2', dice)],
      }),
    ),
  );
  const results = Array.from({ length: numbers }, () => {
    const x = dice();
    return [ln(x), ln(x * 1e12), ln1p(x - 0.5), exp(x * 40 - 30)];
  });
  return JSON.stringify({ verdicts, results });
}
