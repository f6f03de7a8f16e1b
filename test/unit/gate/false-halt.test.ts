// The promise of the gate: a build within the margins is halted in at most α of all rollouts, however often one looks.
import { describe, expect, it } from 'vitest';
import { type Budget, deriveCombined, deriveWeight } from '../../../src/domain/gate/budget.ts';
import { signals } from '../../../src/domain/gate/policy.ts';
import {
  deriveRatioGrid,
  deriveRatioHarm,
  deriveRatioSums,
  deriveRatioTotal,
  type RatioSums,
} from '../../../src/domain/gate/ratio-test.ts';
import type { Cell } from '../../../src/domain/gate/rows.ts';
import { deriveShareHarm } from '../../../src/domain/gate/share-test.ts';
import { type Dice, drawBinomial, drawPoisson, makeDice } from './dice.ts';

const rollouts = 4000;
const hours = 8;
const modelNames = ['A-1', 'B-2'];
const budget: Budget = { signals, modelCount: modelNames.length };
const margin = 1.1;
const grid = deriveRatioGrid(margin, 2);
const none: RatioSums = { grid, sums: grid.map(() => 0) };
const allLimit = { ratio: margin, silent: 0.01, failed: 0.02 };

type Truth = typeof allLimit;
type Model = { crashes: RatioSums; silent: number; failed: number; devices: number };

it('weights of all terms add up to one', () => {
  const pooled = signals.map((signal) => deriveWeight({ signal, model: null }, budget));
  const single = signals.flatMap((signal) => modelNames.map((model) => deriveWeight({ signal, model }, budget)));
  expect([...pooled, ...single].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

describe('in 4,000 seeded rollouts', () => {
  it('halts at most 1 % with every signal on its limit, looked at twice an hour while exposure triples', () => {
    const dice = makeDice(20_250_101);
    let halted = 0;
    for (let rollout = 0; rollout < rollouts; rollout++) if (isEverHalted(dice, allLimit)) halted += 1;
    // Ville: at most α = 1 %; the binomial's own spread over 4,000 rollouts adds 0.4 points at three sigma.
    expect(halted / rollouts).toBeLessThan(0.01);
    expect(halted).toBeGreaterThan(0);
  });
});

it('halts nearly all rollouts at three times the crashes (the same look sees harm)', () => {
  const dice = makeDice(7);
  const halted = Array.from({ length: 100 }, () => isEverHalted(dice, { ...allLimit, ratio: 3 }));
  expect(halted.filter(Boolean).length).toBeGreaterThan(95);
});

/** One rollout of 320 devices growing in, looked at in the middle and at the end of each hour. */
function isEverHalted(dice: Dice, truth: Truth): boolean {
  const models = modelNames.map((): Model => ({ crashes: none, silent: 0, failed: 0, devices: 0 }));
  for (let hour = 0; hour < hours; hour++) {
    const halves = models.map((model, index) => {
      // More uptime in the second half of the hour than in the first, and a rate that no other hour has.
      const exposure = 20 + 40 * hour;
      const rate = 0.01 * (1 + index) * (1 + 0.5 * Math.sin(hour / 4));
      model.devices += 20;
      model.silent += drawBinomial(dice, 20, truth.silent);
      model.failed += drawBinomial(dice, 20, truth.failed);
      const first = drawCell(dice, { exposure, rate, ratio: truth.ratio });
      return { first, whole: mergeCells(first, drawCell(dice, { exposure: 3 * exposure, rate, ratio: truth.ratio })) };
    });
    if (
      isOverLine(
        models,
        halves.map(({ first }) => first),
      )
    )
      return true;
    if (
      isOverLine(
        models,
        halves.map(({ whole }) => whole),
      )
    )
      return true;
    for (const [index, model] of models.entries()) {
      const whole = halves[index]?.whole;
      if (whole !== undefined) model.crashes = deriveRatioTotal(model.crashes, deriveRatioSums([whole], grid));
    }
  }
  return false;
}

function isOverLine(models: readonly Model[], open: readonly Cell[]): boolean {
  const sums = models.map(({ crashes }, index) => {
    return deriveRatioTotal(crashes, deriveRatioSums(open.slice(index, index + 1), grid));
  });
  const total = (of: (model: Model) => number) => models.reduce((sum, model) => sum + of(model), 0);
  const devices = total((model) => model.devices);
  const terms = [
    term('crash-rate', null, deriveRatioHarm(sums.reduce(deriveRatioTotal), margin)),
    term('silence', null, deriveShareHarm({ events: total((m) => m.silent), devices }, 0.01)),
    term('failed-installs', null, deriveShareHarm({ events: total((m) => m.failed), devices }, 0.02)),
    ...models.flatMap((model, index) => {
      const name = modelNames[index] ?? '';
      return [
        term('crash-rate', name, deriveRatioHarm(sums[index] ?? none, margin)),
        term('silence', name, deriveShareHarm({ events: model.silent, devices: model.devices }, 0.01)),
        term('failed-installs', name, deriveShareHarm({ events: model.failed, devices: model.devices }, 0.02)),
      ];
    }),
  ];
  return deriveCombined(terms, budget).logE >= Math.log(100);
}

function term(signal: (typeof signals)[number], model: string | null, logE: number) {
  return { signal, model, logE };
}

function drawCell(dice: Dice, { exposure, rate, ratio }: { exposure: number; rate: number; ratio: number }): Cell {
  const controlExposure = 30 * exposure;
  return {
    events: drawPoisson(dice, rate * ratio * exposure),
    exposure,
    controlEvents: drawPoisson(dice, rate * controlExposure),
    controlExposure,
  };
}

function mergeCells(a: Cell, b: Cell): Cell {
  return {
    events: a.events + b.events,
    exposure: a.exposure + b.exposure,
    controlEvents: a.controlEvents + b.controlEvents,
    controlExposure: a.controlExposure + b.controlExposure,
  };
}
