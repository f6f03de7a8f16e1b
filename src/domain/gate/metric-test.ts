// Tests continuous metrics (boot time, battery drain, free storage) by bands round quantiles that hold at every look (gates.md 1.6).
import { exp, ln } from '../logarithm.ts';

/** How often each bin was seen, one value a device and day: `[bin, count]`, bins ascending. */
export type Histogram = readonly (readonly [bin: number, count: number])[];

export type MetricCounts = {
  readonly metric: string;
  readonly worse: 'higher' | 'lower';
  /** Relative change of the quantile that is no harm yet: 0.1 is a tenth. */
  readonly tolerance: number;
  readonly fresh: Histogram;
  readonly control: Histogram;
};

export type MetricBand = {
  /** Bounds of the quantile of each arm that hold at all looks together; null without enough values. */
  readonly fresh: Bounds | null;
  readonly control: Bounds | null;
  /** The build is worse by more than the tolerance, whatever look one takes. */
  readonly isWorse: boolean;
};

type Bounds = { readonly low: number; readonly high: number };

/** Bins grow by a fiftieth: finer than any tolerance worth stating. */
const binLog = ln(1.02);

/** Bin of a positive value; everything at or below a millionth falls into one. */
export function deriveBin(value: number): number {
  return Math.floor(ln(Math.max(value, 1e-6)) / binLog);
}

const lowerEdge = (bin: number): number => exp(bin * binLog);

/**
 * Howard and Ramdas 2022, theorem 2 with A = 0.85: `sup |F̂ − F| ≤ 0.85·√((ln(1 + ln(n/m)) + C)/n)` for all n ≥ m at once.
 * `C = 0.8·ln(1612/α)` is their published closed form for m = 1; a larger m only needs n ≥ m.
 */
export function deriveBandRadius(count: number, alpha: number, from = 1): number {
  return 0.85 * Math.sqrt((ln(1 + ln(Math.max(1, count / from))) + 0.8 * ln(1612 / alpha)) / count);
}

/** Values before the band is asked for the first time: fewer could not show a difference anyway. */
const fewValues = 100;

/** The median hides what the worst tenth of devices feels; `share` is that of the quantile on the worse side. */
export function deriveMetricBand(counts: MetricCounts, alpha: number, share = 0.9): MetricBand {
  const quantile = counts.worse === 'higher' ? share : 1 - share;
  const fresh = deriveQuantileBounds(counts.fresh, quantile, alpha / 2);
  const control = deriveQuantileBounds(counts.control, quantile, alpha / 2);
  if (fresh === null || control === null) return { fresh, control, isWorse: false };
  const { tolerance } = counts;
  const isWorse =
    counts.worse === 'higher'
      ? fresh.low > control.high * (1 + tolerance)
      : fresh.high < control.low * (1 - Math.min(tolerance, 1));
  return { fresh, control, isWorse };
}

/** Null while the band reaches past one end of the values on both sides. */
function deriveQuantileBounds(histogram: Histogram, quantile: number, alpha: number): Bounds | null {
  const count = histogram.reduce((sum, [, each]) => sum + each, 0);
  if (count < fewValues) return null;
  const radius = deriveBandRadius(count, alpha, fewValues);
  return {
    low: deriveQuantile(histogram, quantile - radius, 0),
    high: deriveQuantile(histogram, quantile + radius, 1),
  };
}

/** Edge of the bin where the values reach a share of all; `side` 1 takes the upper edge, so that bounds only widen. */
function deriveQuantile(histogram: Histogram, share: number, side: 0 | 1): number {
  if (share <= 0) return 0;
  const count = histogram.reduce((sum, [, each]) => sum + each, 0);
  let seen = 0;
  for (const [bin, each] of histogram) {
    seen += each;
    if (seen >= share * count) return lowerEdge(bin + side);
  }
  return Number.POSITIVE_INFINITY;
}
