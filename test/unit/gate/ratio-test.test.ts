// The ratio test: exact mean of its factors, its known answers, and what is shown of it.
import { describe, expect, it } from 'vitest';
import type { RatioSums } from '../../../src/domain/gate/evidence.ts';
import { deriveJudgedTolerance, ratioGrid } from '../../../src/domain/gate/grid.ts';
import { addCell, type Cell, deriveRatioTotal, startLedger } from '../../../src/domain/gate/ledger.ts';
import {
  deriveRatioEstimate,
  deriveRatioGrowth,
  deriveRatioHarm,
  deriveRatioInterval,
  deriveRatioSafety,
} from '../../../src/domain/gate/ratio-test.ts';
import { logChoose, meanOver } from './means.ts';

const margin = 1.1;
const exposures = [
  [50, 50],
  [20, 4000],
  [3000, 500],
  [1, 1e6],
] as const;

function sumsOf(cells: readonly Cell[]): RatioSums {
  const [model] = startLedger(['A-1']).models;
  for (const cell of cells) if (model !== undefined) addCell(model, 'crash-rate', cell);
  return model?.ratios['crash-rate'] ?? deriveRatioTotal([]);
}

const harmOf = (cells: readonly Cell[]): number => deriveRatioHarm([sumsOf(cells)], margin);

function cellOf(events: number, total: number, [exposure, controlExposure]: readonly [number, number]): Cell {
  return { events, exposure, controlEvents: total - events, controlExposure };
}

/** Sums are rounded to 2^-26. */
const rounding = 1e-6;

describe('mean of one window given its events', () => {
  it('of harm is 1 at the margin and at most 1 under it', () => {
    for (const total of [1, 3, 10, 40]) {
      for (const arms of exposures) {
        const mean = (ratio: number) => meanOver(total, ratio, arms, (events) => harmOf([cellOf(events, total, arms)]));
        expect(mean(1.1)).toBeCloseTo(1, 6);
        for (const ratio of [0.2, 0.5, 0.9, 1, 1.09]) expect(mean(ratio)).toBeLessThanOrEqual(1 + rounding);
      }
    }
  });

  it('of safety is 1 at the tolerance and at most 1 above it', () => {
    for (const tolerance of ratioGrid.filter((ratio) => ratio >= 1.15 && ratio <= 5)) {
      for (const total of [1, 3, 10, 40]) {
        for (const arms of exposures) {
          const mean = (ratio: number) =>
            meanOver(total, ratio, arms, (events) => {
              return deriveRatioSafety(sumsOf([cellOf(events, total, arms)]), tolerance).logE;
            });
          expect(mean(tolerance)).toBeCloseTo(1, 6);
          for (const factor of [1.01, 1.5, 4]) expect(mean(tolerance * factor)).toBeLessThanOrEqual(1 + rounding);
        }
      }
    }
  });

  it('of safety is at most 1 where the tolerance lies between two ratios of the grid', () => {
    for (const tolerance of [1.27, 1.99, 2.9]) {
      expect(deriveJudgedTolerance(tolerance)).toBeLessThan(tolerance);
      const mean = meanOver(10, tolerance, [20, 4000], (events) => {
        return deriveRatioSafety(sumsOf([cellOf(events, 10, [20, 4000])]), tolerance).logE;
      });
      expect(mean).toBeLessThan(1);
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
          const sums = sumsOf([cellOf(events, total, [devices, control])]);
          mean += chance * Math.exp(deriveRatioHarm([sums], 1));
        }
        expect(mean).toBeLessThanOrEqual(1 + rounding);
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
    expect(harmOf([cell])).toBeCloseTo(growth - Math.log(7), 0);
  });
});

describe('what is shown', () => {
  const doubled: Cell = { events: 60, exposure: 1000, controlEvents: 300, controlExposure: 10_000 };

  it('estimates the ratio, stratum by stratum', () => {
    // Two models with rates ten apart and opposite mix: pooled counts would say 5.1 instead of 1.
    const rare = { events: 2, exposure: 1000, controlEvents: 20, controlExposure: 10_000 };
    const frequent = { events: 200, exposure: 10_000, controlEvents: 20, controlExposure: 1000 };
    expect(deriveRatioEstimate(sumsOf([rare, frequent]))).toBeCloseTo(1, 5);
    expect(deriveRatioEstimate(sumsOf([doubled]))).toBeCloseTo(2, 5);
  });

  it('gives an interval around it that narrows with evidence', () => {
    const few = deriveRatioInterval(sumsOf([doubled]), 0.01);
    const many = deriveRatioInterval(sumsOf(Array.from({ length: 20 }, () => doubled)), 0.01);
    expect(few?.low).toBeGreaterThan(1);
    expect(few?.low).toBeLessThan(2);
    expect(few?.high).toBeGreaterThan(2);
    expect(many?.low).toBeGreaterThan(few?.low ?? 9);
    expect(many?.high).toBeLessThan(few?.high ?? 0);
  });

  it('leaves a side open that nothing bounds', () => {
    expect(deriveRatioInterval(sumsOf([{ ...doubled, controlEvents: 0 }]), 0.01)?.high).toBeNull();
    expect(deriveRatioInterval(sumsOf([{ ...doubled, events: 0 }]), 0.01)?.low).toBe(0);
    expect(deriveRatioInterval(sumsOf([{ ...doubled, controlExposure: 0 }]), 0.01)).toBeNull();
  });
});

describe('sums', () => {
  it('a fleet-wide incident says nothing: ten times the crashes in both arms', () => {
    const calm = cellOf(10, 110, [1000, 10_000]);
    const incident = cellOf(100, 1100, [1000, 10_000]);
    expect(harmOf([calm, incident])).toBeLessThan(0);
  });

  it('windows without both arms say nothing', () => {
    expect(harmOf([cellOf(50, 50, [1000, 0]), cellOf(0, 50, [0, 1000])])).toBe(0);
  });
});
