// What holds without halting: signatures, bug reports, metrics and drift, each with its known answers and its promise.
import { describe, expect, it } from 'vitest';
import { deriveDrift, derivePastRatio, driftLine } from '../../../src/domain/gate/drift.ts';
import type { SideEvidence } from '../../../src/domain/gate/evidence.ts';
import { deriveBandRadius, deriveBin, deriveMetricBand, type Histogram } from '../../../src/domain/gate/metric-test.ts';
import { deriveOffset } from '../../../src/domain/gate/offset.ts';
import { addReports, deriveReportHarm, noReports } from '../../../src/domain/gate/report-test.ts';
import { deriveSignatureHarm, deriveSignatureLine } from '../../../src/domain/gate/signature-test.ts';
import { type Dice, makeDice } from './dice.ts';
import { logChoose, meanOver } from './means.ts';
import { codesOf, dayMs, healthyRows, judge } from './samples.ts';

const none: SideEvidence = { signatures: [], reports: null, metrics: [], past: [] };
const withSide = (side: Partial<SideEvidence>) => judge(healthyRows({ side: { ...none, ...side } }));

describe('a crash signature that no build had before', () => {
  const seen = (order: number, devices: number, controlDevices = 0) => ({
    id: 'f00d',
    order,
    devices,
    controlDevices,
    exposed: 1000,
    control: 99_000,
  });
  // gates.md 1.5: in a 1 % cohort with none in control.
  it.each([
    [1, 4],
    [100, 7],
  ])('the %i. holds after %i more devices', (order, devices) => {
    const isOver = (count: number) =>
      deriveSignatureHarm(seen(order, count)) >= Math.log(deriveSignatureLine(order, 0.01));
    expect([isOver(devices - 1), isOver(devices)]).toEqual([false, true]);
  });

  it('all lines together spend a twentieth of α', () => {
    let spent = 0;
    for (let order = 1; order <= 10_000; order++) spent += 1 / deriveSignatureLine(order, 0.01);
    expect(spent).toBeCloseTo(0.05 * 0.01, 6);
    expect(spent).toBeLessThan(0.05 * 0.01);
  });

  it('holds the stage and says so; one that control has as well does not', () => {
    const verdict = withSide({ signatures: [seen(1, 4)] });
    expect([verdict.kind, codesOf(verdict)]).toEqual(['hold', ['new-signature']]);
    expect(verdict.reasons[0]?.sentence).toMatch(
      /^Crash f00d, which no build had before, came from 5 devices on the build and 0 without it \(evidence [\d,]+ of 4,000\)/,
    );
    expect(verdict.isTrancheDue).toBe(false);
    expect(withSide({ signatures: [seen(1, 4, 400)] }).kind).toBe('advance');
  });
});

describe('bug reports', () => {
  const cell = (devices: number, weight = 1) => ({
    weight,
    devices,
    exposure: 1000,
    controlDevices: 40,
    controlExposure: 4000,
  });

  it('have a mean of at most 1 up to twice the reports of control, whatever their weight', () => {
    for (const weight of [0.25, 0.5, 1]) {
      for (const [n, m] of [
        [50, 50],
        [20, 4000],
      ] as const) {
        const mean = (ratio: number) =>
          meanOver(12, ratio, [n, m], (events) =>
            deriveReportHarm(
              addReports(noReports, {
                weight,
                devices: events,
                exposure: n,
                controlDevices: 12 - events,
                controlExposure: m,
              }),
            ),
          );
        expect(mean(2)).toBeCloseTo(1, 6);
        for (const ratio of [0.5, 1, 1.9]) expect(mean(ratio)).toBeLessThanOrEqual(1 + 1e-6);
      }
    }
  });

  it('hold when many devices bring them, at equal age, and never halt', () => {
    const verdict = withSide({ reports: addReports(noReports, cell(60)) });
    expect([verdict.kind, codesOf(verdict)]).toEqual(['hold', ['bug-reports']]);
    expect(withSide({ reports: addReports(noReports, cell(20)) }).kind).toBe('advance');
    expect(withSide({ reports: addReports(noReports, cell(6000)) }).kind).toBe('hold');
  });

  it('of people of lower standing count for less', () => {
    const harm = (weight: number) =>
      deriveReportHarm(addReports(noReports, { ...cell(60, weight), controlDevices: 0 }));
    expect(harm(0.25)).toBeLessThan(harm(0.5));
    expect(harm(0.5)).toBeLessThan(harm(1));
    expect(harm(0)).toBe(0);
  });
});

describe('metrics', () => {
  // Howard and Ramdas 2022 (gates.md 1.6): their closed form 0.8·ln(1612/α) is 8.31 and 9.59.
  it.each([
    [0.05, 8.31],
    [0.01, 9.59],
  ])('the band at α = %f has the constant %f', (alpha, constant) => {
    const radius = deriveBandRadius(100, alpha, 100);
    expect((radius / 0.85) ** 2 * 100).toBeCloseTo(constant, 1);
  });

  it('those constants are no smaller than the exact ones, 8.12 and 9.28', () => {
    expect(0.8 * Math.log(1612 / 0.05)).toBeGreaterThanOrEqual(exactConstant(0.05));
    expect(exactConstant(0.05)).toBeCloseTo(8.12, 2);
    expect(exactConstant(0.01)).toBeCloseTo(9.28, 2);
  });

  const histogramOf = (values: readonly number[]): Histogram => {
    const bins = new Map<number, number>();
    for (const value of values) bins.set(deriveBin(value), (bins.get(deriveBin(value)) ?? 0) + 1);
    return [...bins].sort(([a], [b]) => a - b);
  };
  const bootTimes = (dice: Dice, count: number, factor = 1) =>
    Array.from({ length: count }, () => factor * 20 * Math.exp(0.3 * (dice() + dice() + dice() - 1.5)));
  const counts = (fresh: Histogram, control: Histogram) =>
    ({ metric: 'Boot time', worse: 'higher', tolerance: 0.1, fresh, control }) as const;

  it('alike in both arms are never called worse, at any of eight looks in 100 rollouts', () => {
    const dice = makeDice(3);
    let called = 0;
    for (let rollout = 0; rollout < 100; rollout++) {
      const [fresh, control] = [bootTimes(dice, 800, 1.1), bootTimes(dice, 800)];
      for (let look = 100; look <= 800; look += 100) {
        const band = deriveMetricBand(
          counts(histogramOf(fresh.slice(0, look)), histogramOf(control.slice(0, look))),
          0.05,
        );
        if (band.isWorse) {
          called += 1;
          break;
        }
      }
    }
    expect(called / 100).toBeLessThanOrEqual(0.05);
  });

  it('twice as slow hold the stage; so does half the free storage', () => {
    const dice = makeDice(4);
    const [fast, slow] = [histogramOf(bootTimes(dice, 4000)), histogramOf(bootTimes(dice, 4000, 2))];
    const verdict = withSide({ metrics: [counts(slow, fast)] });
    expect([verdict.kind, codesOf(verdict)]).toEqual(['hold', ['metric-worse']]);
    expect(withSide({ metrics: [counts(fast, fast)] }).kind).toBe('advance');
    expect(withSide({ metrics: [counts(fast, slow)] }).kind).toBe('advance');
    const lower = { ...counts(fast, slow), metric: 'Free storage', worse: 'lower' } as const;
    expect(withSide({ metrics: [lower] }).kind).toBe('hold');
  });

  it('of a few devices say nothing', () => {
    const dice = makeDice(5);
    const few = counts(histogramOf(bootTimes(dice, 90, 9)), histogramOf(bootTimes(dice, 4000)));
    expect(deriveMetricBand(few, 0.05)).toMatchObject({ fresh: null, isWorse: false });
  });
});

describe('drift', () => {
  const step = (ratio: number) => ({ logRatio: Math.log(ratio), variance: 1 / 400 + 1 / 40_000 });

  it('nine weeks of a tenth each hold, though none of them would alone', () => {
    expect(deriveDrift([step(1.1)]).low).toBeLessThan(driftLine);
    const past = Array.from({ length: 9 }, () => step(1.1));
    expect(deriveDrift(past).ratio).toBeCloseTo(2.36, 2);
    expect(codesOf(withSide({ past }))).toEqual(['drift']);
    expect(withSide({ past: past.map(() => step(1)) }).kind).toBe('advance');
  });

  it('a step without crashes on either side says nothing', () => {
    const sums = { nats: [], exposure: 1, controlExposure: 1, over: 1, under: 1 };
    expect(derivePastRatio({ ...sums, events: 0, controlEvents: 5 })).toBeNull();
    expect(derivePastRatio({ ...sums, events: 5, controlEvents: 5 })).toEqual({ logRatio: 0, variance: 0.4 });
  });
});

describe('offsets', () => {
  it('are the ratio of the groups, usable while their error fits inside the margin', () => {
    const others = { events: 50_000, exposure: 1e6 };
    const insiders = deriveOffset({ events: 1680, exposure: 24_000 }, others, 1.1);
    expect(insiders.factor).toBeCloseTo(1.4, 6);
    expect(insiders.isUsable).toBe(true);
    expect(deriveOffset({ events: 168, exposure: 2400 }, others, 1.1).isUsable).toBe(false);
    expect(deriveOffset({ events: 0, exposure: 0 }, others, 1.1).isUsable).toBe(false);
  });
});

it('nothing of this halts or promotes by itself', () => {
  const past = Array.from({ length: 9 }, () => ({ logRatio: 1, variance: 0.001 }));
  const verdict = judge(healthyRows({ side: { ...none, past }, reachedMs: 9 * dayMs }), { nowMs: 9 * dayMs });
  expect(verdict.kind).toBe('hold');
  expect(verdict.asksPerson).toBe(true);
});

/**
 * Solved from theorem 2 of Howard and Ramdas (arXiv 1906.09712): the smallest C whose crossing chance, the infimum over
 * 1 < η < 2A² of 4·e^(−γ²C)·(1 + 1/((γ² − 1)·ln η)) with γ² = (2/η)·(A − √(2(η − 1)/C))², is at most α; A = 0.85.
 */
function exactConstant(alpha: number): number {
  const A = 0.85;
  const chance = (C: number) => {
    let least = Number.POSITIVE_INFINITY;
    for (let eta = 1.0005; eta < 2 * A * A; eta += 0.0005) {
      const inner = A - Math.sqrt((2 * (eta - 1)) / C);
      const square = (2 / eta) * inner * inner;
      if (inner <= 0 || square <= 1) continue;
      least = Math.min(least, 4 * Math.exp(-square * C) * (1 + 1 / ((square - 1) * Math.log(eta))));
    }
    return least;
  };
  let [low, high] = [1, 40];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (chance(middle) > alpha) low = middle;
    else high = middle;
  }
  return high;
}

it('the helper that counts choices is right', () => {
  expect(Math.exp(logChoose(5, 2))).toBeCloseTo(10, 9);
});
