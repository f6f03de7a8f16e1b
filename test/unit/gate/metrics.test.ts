// Continuous metrics: the band's known answers, what holds a build, and how seldom one that is no worse is held.
import { describe, expect, it } from 'vitest';
import { deriveBin, type Metric } from '../../../src/domain/device/metric.ts';
import type { SideEvidence } from '../../../src/domain/gate/evidence.ts';
import { deriveSide, nothingHeard } from '../../../src/domain/gate/heard.ts';
import { deriveMetricCounts, type MetricRow } from '../../../src/domain/gate/metric-counts.ts';
import { deriveMetricReadings } from '../../../src/domain/gate/metric-reading.ts';
import { deriveMetricRules } from '../../../src/domain/gate/metric-rule.ts';
import { deriveBandRadius, type Histogram } from '../../../src/domain/gate/metric-test.ts';
import { type Dice, makeDice } from './dice.ts';
import { codesOf, dayMs, firstStage, healthyRows, judge } from './samples.ts';

const models = ['A-1', 'B-2'];
const none: SideEvidence = { signatures: [], reports: null, metrics: [], past: [] };

const histogramOf = (values: readonly number[]): Histogram => {
  const bins = new Map<number, number>();
  for (const value of values) bins.set(deriveBin(value), (bins.get(deriveBin(value)) ?? 0) + 1);
  return [...bins];
};
/** Spread about its middle like boot times of a fleet: nine in ten within a factor of 1.6. */
const valuesOf = (dice: Dice, count: number, middle: number) =>
  Array.from({ length: count }, () => middle * Math.exp(0.6 * (dice() + dice() + dice() - 1.5)));

type Sides = { metric?: Metric; model?: string; day?: number; fresh: readonly number[]; control: readonly number[] };
const rowsOf = ({ metric = 'boot-time', model = 'A-1', day = 0, fresh, control }: Sides): MetricRow[] => [
  { metric, model, dayMs: day * dayMs, arm: 'new', histogram: histogramOf(fresh) },
  { metric, model, dayMs: day * dayMs, arm: 'control', histogram: histogramOf(control) },
];
const judgeRows = (rows: readonly MetricRow[], quarantined: readonly string[] = []) =>
  judge(healthyRows({ side: { ...none, metrics: deriveMetricCounts(rows) } }), { quarantined });
const rules = deriveMetricRules();
const readingsOf = (rows: readonly MetricRow[], modelCount = 2) =>
  deriveMetricReadings(deriveMetricCounts(rows), rules, { beta: firstStage.beta, modelCount });

describe('the band', () => {
  // Howard and Ramdas 2022 (gates.md 1.6): their closed form 0.8·ln(1612/α) is 8.31 and 9.59.
  it.each([
    [0.05, 8.31],
    [0.01, 9.59],
  ])('at α = %f has the constant %f', (alpha, constant) => {
    const radius = deriveBandRadius(100, alpha, 100);
    expect((radius / 0.85) ** 2 * 100).toBeCloseTo(constant, 1);
  });

  it('has constants no smaller than the exact ones, 8.12 and 9.28', () => {
    expect(0.8 * Math.log(1612 / 0.05)).toBeGreaterThanOrEqual(exactConstant(0.05));
    expect(exactConstant(0.05)).toBeCloseTo(8.12, 2);
    expect(exactConstant(0.01)).toBeCloseTo(9.28, 2);
  });

  it('holds the quantiles between which the build lies, by arithmetic of its own', () => {
    const dice = makeDice(8);
    const [fresh, control] = [valuesOf(dice, 900, 26), valuesOf(dice, 6000, 20)];
    const [pooled] = readingsOf(rowsOf({ fresh, control }), 1);
    // One model of one, the first day of its days, a third of β for each metric, half of it for all models, half a side.
    const alpha = 0.05 / 3 / 2 / 2 / 2;
    const radius = (n: number) =>
      0.85 * Math.sqrt((Math.log(1 + Math.log(n / 100)) + 0.8 * Math.log(1612 / alpha)) / n);
    const at = (values: readonly number[], share: number) =>
      [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
    const low = at(fresh, 0.5 - radius(900)) / at(control, 0.5 + radius(6000));
    expect(pooled).toMatchObject({ metric: 'boot-time', model: null, quantile: 0.5, devices: 900, standing: 'worse' });
    // Edges of bins: a fiftieth lower on each side at most.
    expect(pooled?.interval?.low).toBeLessThanOrEqual(low);
    expect(pooled?.interval?.low).toBeGreaterThanOrEqual(low / 1.02 ** 2);
    expect(pooled?.estimate).toBeCloseTo(at(fresh, 0.5) / at(control, 0.5), 1);
  });
});

describe('a build', () => {
  it('whose devices boot half as fast is held, and a person is told why; so is one with half the storage', () => {
    const dice = makeDice(4);
    const slow = rowsOf({ fresh: valuesOf(dice, 400, 40), control: valuesOf(dice, 4000, 20) });
    const verdict = judgeRows(slow);
    expect([verdict.kind, [...new Set(codesOf(verdict))]]).toEqual(['hold', ['metric-worse']]);
    expect(verdict.isTrancheDue).toBe(false);
    expect(verdict.reasons[0]?.sentence).toMatch(
      /^Boot time of the middle device is at least 1\.[4-9]\d times what it is without the build on the same day \(about [34]\d(\.\d)? s against [12]\d(\.\d)? s\), by 400 devices and 4,000 of control; 1\.10 times is tolerated\. Needs a person/,
    );
    const full = rowsOf({
      metric: 'free-storage',
      fresh: valuesOf(dice, 400, 5e9),
      control: valuesOf(dice, 4000, 1e10),
    });
    expect(judgeRows(full).reasons[0]?.sentence).toMatch(/^Free storage .* is at most 0\.[5-8]\d times .* GiB/);
    const hungry = rowsOf({ metric: 'battery-drain', fresh: valuesOf(dice, 400, 6), control: valuesOf(dice, 4000, 3) });
    expect(judgeRows(hungry).reasons[0]?.sentence).toMatch(/^Battery drain /);
  });

  it('that only the worst tenth of devices suffers from is held', () => {
    const dice = makeDice(5);
    const fresh = valuesOf(dice, 4000, 20).map((value, at) => (at % 5 === 0 ? 5 * value : value));
    const verdict = judgeRows(rowsOf({ fresh, control: valuesOf(dice, 8000, 20) }));
    expect(verdict.reasons[0]?.sentence).toMatch(/^Boot time of the worst tenth of devices/);
  });

  it('that is better, alike or within the tolerance goes on, and so does one of few devices', () => {
    const dice = makeDice(6);
    const control = valuesOf(dice, 4000, 20);
    for (const [count, middle] of [
      [4000, 10],
      [4000, 20],
      [4000, 21.5],
      [90, 200],
    ] as const) {
      expect(judgeRows(rowsOf({ fresh: valuesOf(dice, count, middle), control })).kind).toBe('advance');
    }
    expect(judgeRows(rowsOf({ fresh: valuesOf(dice, 400, 200), control: [] })).kind).toBe('advance');
  });

  it('is never let pass by metrics, nor halted', () => {
    const dice = makeDice(7);
    const good = deriveMetricCounts(rowsOf({ fresh: valuesOf(dice, 4000, 10), control: valuesOf(dice, 4000, 20) }));
    const unproven = healthyRows({ windows: [], side: { ...none, metrics: good } });
    expect(judge(unproven).kind).toBe('hold');
    const awful = rowsOf({ fresh: valuesOf(dice, 40_000, 2000), control: valuesOf(dice, 40_000, 20) });
    expect(judgeRows(awful).kind).toBe('hold');
    expect(
      judge(healthyRows({ side: { ...none, metrics: deriveMetricCounts(awful) } }), { nowMs: 9 * dayMs }),
    ).toMatchObject({ asksPerson: true });
  });

  it('of a fleet that measures nothing is judged as if there were no metrics', () => {
    expect(deriveSide(nothingHeard, [], deriveMetricCounts([]))).toBeNull();
    const { metrics: _, ...without } = firstStage;
    const rows = healthyRows();
    expect(judge(rows)).toEqual(judge(rows, { policy: without }));
    expect(judge(rows)).not.toHaveProperty('metrics');
  });
});

describe('models', () => {
  it('that are mixed otherwise on the build are no harm: each is compared with its own', () => {
    const dice = makeDice(9);
    const fast = rowsOf({ model: 'A-1', fresh: valuesOf(dice, 300, 10), control: valuesOf(dice, 7000, 10) });
    const slow = rowsOf({ model: 'B-2', fresh: valuesOf(dice, 2700, 60), control: valuesOf(dice, 1000, 60) });
    expect(judgeRows([...fast, ...slow]).kind).toBe('advance');
  });

  it('are told alone, and one in quarantine is told no more', () => {
    const dice = makeDice(10);
    const good = rowsOf({ model: 'A-1', fresh: valuesOf(dice, 4000, 10), control: valuesOf(dice, 7000, 10) });
    const bad = rowsOf({ model: 'B-2', fresh: valuesOf(dice, 700, 40), control: valuesOf(dice, 1000, 20) });
    expect(judgeRows([...good, ...bad]).reasons.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^Boot time of the (middle device|worst tenth of devices) on B-2 is at least/),
    ]);
    const without = judgeRows([...good, ...bad], ['B-2']);
    expect(codesOf(without)).not.toContain('metric-worse');
    expect(without.metrics).toMatchObject([{ model: null, standing: 'clear', devices: 4000 }]);
  });
});

describe('a plan', () => {
  const policyOf = (stated: Parameters<typeof deriveMetricRules>[0]) => ({
    ...firstStage,
    metrics: deriveMetricRules(stated),
  });
  const dice = makeDice(11);
  const rows = healthyRows({
    side: {
      ...none,
      metrics: deriveMetricCounts(rowsOf({ fresh: valuesOf(dice, 800, 40), control: valuesOf(dice, 4000, 20) })),
    },
  });

  it('that tolerates more, or looks at none, is not held', () => {
    expect(judge(rows).kind).toBe('hold');
    expect(judge(rows, { policy: policyOf([{ metric: 'boot-time', tolerance: 1 }]) }).kind).toBe('advance');
    expect(judge(rows, { policy: policyOf([]) }).kind).toBe('advance');
  });

  it('that states a tolerance nobody can mean shuts the gate', () => {
    const policy = policyOf([{ metric: 'free-storage', tolerance: 2 }]);
    expect(codesOf(judge(rows, { policy }))).toEqual(['unusable-policy']);
  });
});

describe('evidence', () => {
  it('is the same in any order and however rows are split, and leaves out what cannot be true', () => {
    const dice = makeDice(12);
    const days = [0, 1, 2].flatMap((day) =>
      models.flatMap((model) =>
        rowsOf({ model, day, fresh: valuesOf(dice, 150, 22), control: valuesOf(dice, 900, 20) }),
      ),
    );
    const split = days.flatMap((row) => row.histogram.map((bin) => ({ ...row, histogram: [bin] })));
    const shuffled = split.map((row) => ({ row, at: dice() })).sort((a, b) => a.at - b.at);
    const again = deriveMetricCounts(shuffled.map(({ row }) => row));
    expect(again).toEqual(deriveMetricCounts(days));
    expect(deriveMetricReadings(again, rules, { beta: 0.05, modelCount: 2 })).toEqual(readingsOf(days));
    const [first] = days;
    if (first === undefined) throw new Error('there are days');
    const untrue = [
      [Number.NaN, 5],
      [3, -1],
      [4, 0.5],
      [5, Number.POSITIVE_INFINITY],
    ] as const;
    expect(deriveMetricCounts([...days, { ...first, histogram: untrue }])).toEqual(deriveMetricCounts(days));
  });

  it('keeps a week, and days keep their number', () => {
    const days = Array.from({ length: 12 }, (_, day) => rowsOf({ day, fresh: [20], control: [20] })).flat();
    expect(deriveMetricCounts(days).map(({ day }) => day)).toEqual([6, 7, 8, 9, 10, 11, 12]);
    const early = rowsOf({ day: -3, fresh: [], control: [20] });
    expect(deriveMetricCounts([...early, ...days])).toEqual(deriveMetricCounts(days));
  });
});

/** Looked at four times a day for five days; its stage is to be held at most β often. */
it('a build on its tolerances is ever held in at most 5 % of 100 rollouts', () => {
  const dice = makeDice(13);
  let held = 0;
  for (let rollout = 0; rollout < 100; rollout++) if (isEverHeld(dice)) held += 1;
  expect(held / 100).toBeLessThanOrEqual(0.05);
});

type Counted = { place: Omit<MetricRow, 'histogram'>; middle: number; each: number; bins: Map<number, number> };

function isEverHeld(dice: Dice): boolean {
  // A day that is over was judged; that it was there decides what the next one may spend.
  const before: MetricRow[] = [];
  for (let day = 0; day < 5; day++) {
    const today = rules.flatMap((rule) => models.flatMap((model) => startDay(rule, model, day * dayMs)));
    for (let look = 0; look < 4; look++) {
      for (const { middle, each, bins } of today) {
        for (let device = 0; device < each; device++) {
          const bin = Math.floor((middle + 0.6 * (dice() + dice() + dice() - 1.5)) / Math.log(1.02));
          bins.set(bin, (bins.get(bin) ?? 0) + 1);
        }
      }
      const rows = today.map(({ place, bins }) => ({ ...place, histogram: [...bins] }));
      if (readingsOf([...before, ...rows]).some(({ standing }) => standing === 'worse')) return true;
    }
    before.push({ metric: 'boot-time', model: 'A-1', dayMs: day * dayMs, arm: 'new', histogram: [[0, 1]] });
  }
  return false;
}

function startDay({ metric, worse, tolerance }: (typeof rules)[number], model: string, at: number): Counted[] {
  const middle = Math.log(model === 'A-1' ? 10 : 30);
  const place = { metric, model, dayMs: at };
  const harm = Math.log(worse === 'higher' ? 1 + tolerance : 1 - tolerance);
  return [
    { place: { ...place, arm: 'new' }, middle: middle + harm, each: 50, bins: new Map() },
    { place: { ...place, arm: 'control' }, middle, each: 100, bins: new Map() },
  ];
}

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
