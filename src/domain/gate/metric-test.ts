// Tests continuous metrics (boot time, battery drain, free storage) by bands round quantiles that hold at every look (gates.md 1.6).
import { lowerEdge } from '../device/metric.ts';
import { ln } from '../logarithm.ts';
import type { MetricRule } from './metric-rule.ts';

/** How often each bin was seen: `[bin, count]`, bins ascending. */
export type Histogram = readonly (readonly [bin: number, count: number])[];

/** One side. `size` is how many equally heavy values would say as much: their number, unless they are weighed. */
export type Sample = { readonly histogram: Histogram; readonly size: number };

/** Bounds of the ratio of one quantile of the build to that of control, and the ratio of what was counted. */
export type QuantileRatio = {
  /** Share of devices below it. */
  readonly quantile: number;
  readonly seen: number;
  readonly low: number;
  /** Null where nothing bounds it. */
  readonly high: number | null;
};

/**
 * Howard and Ramdas 2022, theorem 2 with A = 0.85: `sup |F̂ − F| ≤ 0.85·√((ln(1 + ln(n/m)) + C)/n)` for all n ≥ m at once.
 * `C = 0.8·ln(1612/α)` is their published closed form for m = 1; a larger m only needs n ≥ m.
 */
export function deriveBandRadius(count: number, alpha: number, from = 1): number {
  return 0.85 * Math.sqrt((ln(1 + ln(Math.max(1, count / from))) + 0.8 * ln(1612 / alpha)) / count);
}

/** Values of a side before it is asked for the first time: fewer could not show a difference anyway. */
const fewValues = 100;

/** The middle, and what the worst tenth of devices feels; the band holds for all quantiles at once. */
const quantilesOf = { higher: [0.5, 0.9], lower: [0.5, 0.1] } as const;

/** Empty while a side has too few values. `alpha` is the chance that any bound is ever wrong; half of it goes to each side. */
export function deriveQuantileRatios(
  { worse }: Pick<MetricRule, 'worse'>,
  { fresh, control }: { readonly fresh: Sample; readonly control: Sample },
  alpha: number,
): QuantileRatio[] {
  if (fresh.size < fewValues || control.size < fewValues) return [];
  const [own, other] = [
    deriveBandRadius(fresh.size, alpha / 2, fewValues),
    deriveBandRadius(control.size, alpha / 2, fewValues),
  ];
  return quantilesOf[worse].map((quantile) => {
    const [a, b] = [findBounds(fresh.histogram, quantile, own), findBounds(control.histogram, quantile, other)];
    return {
      quantile,
      seen: lowerEdge(findBin(fresh.histogram, quantile) - findBin(control.histogram, quantile)),
      low: lowerEdge(a.low - b.high),
      high: Number.isFinite(a.high - b.low) ? lowerEdge(a.high - b.low) : null,
    };
  });
}

/** Worse by more than the tolerance, whatever look one takes. */
export const isWorse = ({ worse, tolerance }: MetricRule, { low, high }: QuantileRatio): boolean =>
  worse === 'higher' ? low > 1 + tolerance : high !== null && high < 1 - tolerance;

/** Edges, in bins, between which a quantile lies. */
function findBounds(histogram: Histogram, quantile: number, radius: number): { low: number; high: number } {
  return {
    low: quantile > radius ? findBin(histogram, quantile - radius) : Number.NEGATIVE_INFINITY,
    high: quantile + radius <= 1 ? findBin(histogram, quantile + radius) + 1 : Number.POSITIVE_INFINITY,
  };
}

/** The bin in which the values reach a share of all. */
export function findBin(histogram: Histogram, share: number): number {
  const total = countOf(histogram);
  let seen = 0;
  for (const [bin, count] of histogram) {
    seen += count;
    if (seen >= share * total) return bin;
  }
  return Number.POSITIVE_INFINITY;
}

export const countOf = (histogram: Histogram): number => histogram.reduce((sum, [, count]) => sum + count, 0);
