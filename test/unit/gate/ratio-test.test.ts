// The ratio test: exact mean of its factors, its known answers, and what it keeps under splitting and merging.
import { describe, expect, it } from 'vitest';
import {
  deriveRatioEstimate,
  deriveRatioGrid,
  deriveRatioGrowth,
  deriveRatioHarm,
  deriveRatioInterval,
  deriveRatioSafety,
  deriveRatioSums,
  deriveRatioTotal,
} from '../../../src/domain/gate/ratio-test.ts';
import type { Cell } from '../../../src/domain/gate/rows.ts';

const margin = 1.1;
const exposures = [
  [50, 50],
  [20, 4000],
  [3000, 500],
  [1, 1e6],
] as const;

function sumsOf(cells: readonly Cell[], tolerance = 2) {
  return deriveRatioSums(cells, deriveRatioGrid(margin, tolerance));
}

function cellOf(events: number, total: number, [exposure, controlExposure]: readonly [number, number]): Cell {
  return { events, exposure, controlEvents: total - events, controlExposure };
}

describe('mean of one window given its events', () => {
  it('of harm is 1 at the margin and at most 1 under it', () => {
    for (const total of [1, 3, 10, 40]) {
      for (const arms of exposures) {
        const mean = (ratio: number) =>
          meanOver(total, ratio, arms, (events) => deriveRatioHarm(sumsOf([cellOf(events, total, arms)]), margin));
        expect(mean(1.1)).toBeCloseTo(1, 9);
        for (const ratio of [0.2, 0.5, 0.9, 1, 1.09]) expect(mean(ratio)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('of safety is 1 at the tolerance and at most 1 above it', () => {
    for (const tolerance of [2, 1.5, 1.2]) {
      for (const total of [1, 3, 10, 40]) {
        for (const arms of exposures) {
          const mean = (ratio: number) =>
            meanOver(total, ratio, arms, (events) => {
              return deriveRatioSafety(sumsOf([cellOf(events, total, arms)], tolerance), tolerance).logE;
            });
          expect(mean(tolerance)).toBeCloseTo(1, 9);
          for (const factor of [1.01, 1.5, 4]) expect(mean(tolerance * factor)).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('stays at most 1 for devices that can fail once (hypergeometric at ratio 1; gates.md 1.3 a)', () => {
    for (const [devices, control] of [
      [50, 50],
      [20, 400],
      [300, 50],
    ] as const) {
      for (const total of [1, 3, 10]) {
        let mean = 0;
        for (let events = 0; events <= total; events++) {
          const chance = Math.exp(
            logChoose(devices, events) + logChoose(control, total - events) - logChoose(devices + control, total),
          );
          const cell = cellOf(events, total, [devices, control]);
          mean += chance * Math.exp(deriveRatioHarm(deriveRatioSums([cell], deriveRatioGrid(1, 2)), 1));
        }
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      }
    }
  });
});

describe('known answers', () => {
  // gates.md 1.2: baseline events to halt at α = 1 % with weight .35 and 7 bets, control much larger than the build.
  it.each([
    [1.3, 443],
    [1.5, 117],
    [2, 26],
    [3, 6.8],
    [5, 2.1],
    [10, 0.6],
  ])('a %f-fold rate is seen after about %f baseline events', (truth, expected) => {
    const needed = Math.log(100 / 0.35) + Math.log(7);
    expect(needed / deriveRatioGrowth(truth, margin, 1e-9)).toBeCloseTo(expected, expected < 100 ? 0 : -1);
  });

  // gates.md 1.4: baseline events that show a build of ratio 1 to be under the tolerance, at β = 5 % with 4 bets.
  it.each([
    [3, 4.9],
    [2, 14],
    [1.5, 46],
    [1.3, 116],
    [1.2, 248],
  ])('a good build is under %f after about %f baseline events', (tolerance, expected) => {
    expect((Math.log(20) + Math.log(4)) / deriveRatioGrowth(1, tolerance, 1e-9)).toBeCloseTo(expected, 0);
  });

  it('the e-process itself grows as the formula says', () => {
    // 26 baseline events at a doubled rate: 52 crashes where control shows 26 in the same exposure, a thousand times over.
    const cell = { events: 52, exposure: 1000, controlEvents: 26_000, controlExposure: 1_000_000 };
    const growth = 26 * deriveRatioGrowth(2, margin, 1 / 1001);
    expect(deriveRatioHarm(sumsOf([cell]), margin)).toBeCloseTo(growth - Math.log(7), 0);
  });
});

describe('what is shown', () => {
  const doubled: Cell = { events: 60, exposure: 1000, controlEvents: 300, controlExposure: 10_000 };

  it('estimates the ratio, stratum by stratum', () => {
    // Two models with rates ten apart and opposite mix: pooled counts would say 5.1 instead of 1.
    const rare = { events: 2, exposure: 1000, controlEvents: 20, controlExposure: 10_000 };
    const frequent = { events: 200, exposure: 10_000, controlEvents: 20, controlExposure: 1000 };
    const { over, under } = deriveRatioEstimate([rare, frequent]);
    expect(over / under).toBeCloseTo(1, 6);
    const estimate = deriveRatioEstimate([doubled]);
    expect(estimate.over / estimate.under).toBeCloseTo(2, 6);
  });

  it('gives an interval around it that narrows with evidence', () => {
    const few = deriveRatioInterval([doubled], 0.01);
    const many = deriveRatioInterval(
      Array.from({ length: 20 }, () => doubled),
      0.01,
    );
    expect(few?.low).toBeGreaterThan(1);
    expect(few?.low).toBeLessThan(2);
    expect(few?.high).toBeGreaterThan(2);
    expect(many?.low).toBeGreaterThan(few?.low ?? 9);
    expect(many?.high).toBeLessThan(few?.high ?? 0);
  });

  it('leaves a side open that nothing bounds', () => {
    expect(deriveRatioInterval([{ ...doubled, controlEvents: 0 }], 0.01)?.high).toBeNull();
    expect(deriveRatioInterval([{ ...doubled, events: 0 }], 0.01)?.low).toBe(0);
    expect(deriveRatioInterval([{ ...doubled, controlExposure: 0 }], 0.01)).toBeNull();
  });
});

describe('sums', () => {
  it('of two sets of windows are the sums of their union', () => {
    const cells = [cellOf(3, 9, [10, 50]), cellOf(1, 12, [20, 40]), cellOf(0, 4, [30, 30])];
    const whole = sumsOf(cells);
    const parts = deriveRatioTotal(sumsOf(cells.slice(0, 1)), sumsOf(cells.slice(1)));
    for (const [index, sum] of whole.sums.entries()) expect(parts.sums[index]).toBeCloseTo(sum, 9);
  });

  it('a fleet-wide incident says nothing: ten times the crashes in both arms', () => {
    const calm = cellOf(10, 110, [1000, 10_000]);
    const incident = cellOf(100, 1100, [1000, 10_000]);
    expect(deriveRatioHarm(sumsOf([calm, incident]), margin)).toBeLessThan(0);
  });

  it('windows without both arms say nothing', () => {
    const alone = [cellOf(50, 50, [1000, 0]), cellOf(0, 50, [0, 1000])];
    expect(deriveRatioHarm(sumsOf(alone), margin)).toBe(0);
  });
});

function meanOver(total: number, ratio: number, [n, m]: readonly [number, number], logE: (events: number) => number) {
  const theta = (ratio * n) / (ratio * n + m);
  let mean = 0;
  for (let events = 0; events <= total; events++) {
    const logChance = logChoose(total, events) + events * Math.log(theta) + (total - events) * Math.log1p(-theta);
    mean += Math.exp(logChance + logE(events));
  }
  return mean;
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log(n - k + i) - Math.log(i);
  return sum;
}
