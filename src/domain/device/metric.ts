// What a device measures of itself (boot time, battery drain, free storage), and the fixed grid on which values are counted.
import { exp, ln } from '../logarithm.ts';

/**
 * `boot-time`: seconds that the last boot took. `battery-drain`: percent of the battery an hour. `free-storage`: bytes.
 * The order is that of columns and pages.
 */
export const metrics = ['boot-time', 'battery-drain', 'free-storage'] as const;
export type Metric = (typeof metrics)[number];

/** What one check-in states; a metric that the device does not measure is left out. */
export type MetricValues = Readonly<Partial<Record<Metric, number>>>;
/** The same by bins of the grid. */
export type MetricBins = MetricValues;

/** Edges are powers of 1.02: finer than any tolerance worth stating, and a fleet's values fall into some tens of bins. */
const binLog = ln(1.02);

/** Values at or below a millionth share a bin: so does zero, which has no logarithm. */
const leastValue = 1e-6;

/** Bin of a value that is not negative. */
export function deriveBin(value: number): number {
  return Math.floor(ln(Math.max(value, leastValue)) / binLog);
}

/** Where a bin begins; the one before it ends there. */
export const lowerEdge = (bin: number): number => exp(bin * binLog);

/** Null where nothing is stated: most of what a fleet says has no metrics, and is to cost nothing for them. */
export function deriveBins(values: MetricValues | undefined): MetricBins | null {
  if (values === undefined) return null;
  const stated = metrics.flatMap((metric) => {
    const value = values[metric];
    return value === undefined ? [] : [[metric, deriveBin(value)] as const];
  });
  return stated.length === 0 ? null : Object.fromEntries(stated);
}

/** Of several words in one hour the least value counts, so that their order leaves no trace. */
export function joinBins(a: MetricBins | null, b: MetricBins | null): MetricBins | null {
  if (a === null || b === null) return a ?? b;
  const joined: Partial<Record<Metric, number>> = { ...a };
  for (const metric of metrics) {
    const bin = b[metric];
    if (bin !== undefined) joined[metric] = Math.min(joined[metric] ?? bin, bin);
  }
  return joined;
}
