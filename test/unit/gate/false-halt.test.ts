// The promise of the gate: a build within the margins is halted in at most α of all rollouts, however often one looks.
import { describe, expect, it } from 'vitest';
import { deriveWeight } from '../../../src/domain/gate/budget.ts';
import { addFalls, fallAges } from '../../../src/domain/gate/fell-silent.ts';
import { deriveBudget, judgeHarm } from '../../../src/domain/gate/judge.ts';
import { lateFirstOf, lateHours, lateOf } from '../../../src/domain/gate/late.ts';
import { addCell, addShare, type Cell, type Ledger, startLedger } from '../../../src/domain/gate/ledger.ts';
import { deriveDefaultPolicy, firstCrash, lostOf, signals } from '../../../src/domain/gate/policy.ts';
import { type Dice, drawBinomial, drawPoisson, makeDice } from './dice.ts';

const rollouts = 4000;
const hours = 8;
const modelNames = ['A-1', 'B-2'];
const policy = deriveDefaultPolicy(0);
const budget = deriveBudget(policy, modelNames.length);
const line = -Math.log(policy.alpha);
/** Every signal exactly on its limit: the worst that counts as no harm. */
const allLimit = { ratio: 1.1, silent: 1.1, failed: 0.02, unconfirmed: 0.0033, gone: 0.01 };

type Truth = typeof allLimit;

it('weights of all terms add up to one', () => {
  const pooled = signals.map((signal) => deriveWeight(signal, null, budget));
  const single = signals.flatMap((signal) => modelNames.map((model) => deriveWeight(signal, model, budget)));
  expect([...pooled, ...single].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

describe('in 4,000 seeded rollouts', () => {
  it('halts at most 1 % with every signal on its limit, looked at every hour while exposure grows eightfold', {
    timeout: 180_000,
  }, () => {
    const dice = makeDice(20_250_101);
    let halted = 0;
    for (let rollout = 0; rollout < rollouts; rollout++) if (isEverHalted(dice, allLimit)) halted += 1;
    // Ville: at most α = 1 %.
    expect(halted / rollouts).toBeLessThanOrEqual(policy.alpha);
    expect(halted).toBeGreaterThan(0);
  });
});

it('halts nearly all rollouts at three times the crashes (the same look sees harm)', () => {
  const dice = makeDice(7);
  const halted = Array.from({ length: 100 }, () => isEverHalted(dice, { ...allLimit, ratio: 3 }));
  expect(halted.filter(Boolean).length).toBeGreaterThan(95);
});

/** One rollout of 320 devices growing in, looked at after each hour. */
function isEverHalted(dice: Dice, truth: Truth): boolean {
  const ledger = startLedger(modelNames);
  for (let hour = 0; hour < hours; hour++) {
    for (const [index, model] of ledger.models.entries()) runHour(model, { hour, index, dice, truth });
    addFalls(ledger, fallsOf(dice, hour, truth));
    if (judgeHarm(ledger.models, policy, budget).logE >= line) return true;
  }
  return false;
}

type Hour = { hour: number; index: number; dice: Dice; truth: Truth };

function runHour(model: Ledger['models'][number], { hour, index, dice, truth }: Hour): void {
  // A rate that no other hour and no other model has.
  const rate = 0.01 * (1 + index) * (1 + 0.5 * Math.sin(hour / 4));
  const crashes = drawCell(dice, { exposure: 80 + 160 * hour, rate, ratio: truth.ratio });
  addCell(model, 'crash-rate', crashes);
  addCell(model, firstCrash, crashes);
  // Two in three devices are old: they share control, and their crashes, with all others.
  const old = { ...crashes, events: drawBinomial(dice, crashes.events, 2 / 3), exposure: (crashes.exposure * 2) / 3 };
  for (const name of lateHours.flatMap((since) => [lateOf(since), lateFirstOf(since)])) addCell(model, name, old);
  addCell(model, 'silence', drawCell(dice, { exposure: 20, rate: 0.01, ratio: truth.silent }));
  addShare(model, 'failed-installs', { events: drawBinomial(dice, 20, truth.failed), started: 20, matured: 20 });
  for (const [name, share] of [
    ['boot', truth.unconfirmed],
    [lostOf('boot'), truth.unconfirmed],
    [lostOf('silence'), truth.gone],
  ] as const)
    addShare(model, name, { events: drawBinomial(dice, 20, share), started: 20, matured: 20 });
}

/** Of every age, against the one control that they all share. */
function fallsOf(dice: Dice, hour: number, truth: Truth) {
  return modelNames.flatMap((model, index) => {
    const rate = 0.01 * (1 + index) * (1 + 0.5 * Math.sin(hour / 3));
    const controlExposure = 900 + 900 * hour;
    const controlFell = drawPoisson(dice, rate * controlExposure);
    return fallAges.map((sinceH) => {
      const exposureS = 10 + 20 * hour;
      const own = { exposureS, fell: drawPoisson(dice, rate * truth.silent * exposureS) };
      return { model, hourMs: hour, isTester: false, sinceH, ...own, controlExposureS: controlExposure, controlFell };
    });
  });
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
