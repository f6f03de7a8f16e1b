// Tests a rate ratio between devices on the build and devices not yet offered it, valid at any look (gates.md 1.2, 1.3 a, 1.4).
import { deriveBand, type Interval } from './band.ts';
import { deriveLogMean } from './log-space.ts';
import type { Cell } from './rows.ts';

/** Ratios that harm is bet on: from 1.3 (443 baseline events to see) to 20 (less than one); gates.md 1.2. */
const harmRatios = [1.3, 1.5, 2, 3, 5, 10, 20];
/** Ratios of a healthy build, as far as they lie under the tolerance; gates.md 1.4. */
const safeRatios = [0.7, 0.85, 1.0, 1.1];
/** Both sides of one, for the interval that is shown. */
const rivals = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.1, 1.3, 1.5, 2, 3, 5, 10, 20].map(Math.log);
/** Beyond a thousandfold a ratio is shown as unbounded. */
const logRatioMax = Math.log(1000);

/** Log-likelihood of each ratio of the grid, up to a constant: all that the tests keep of any number of windows. */
export type RatioSums = { readonly grid: readonly number[]; readonly sums: readonly number[] };

/** The ratios whose sums a rule needs: its margin, its tolerance, and what is bet on. */
export function deriveRatioGrid(margin: number, tolerance: number): number[] {
  return [...new Set([margin, tolerance, ...harmRatios, ...safeRatios])];
}

/** `Σ x·ln r − N·ln((r·n + m)/(n + m))` over windows; with N = x + y given, X is Binomial(N, r·n/(r·n + m)) whatever the rate of the hour. */
export function deriveRatioSums(cells: readonly Cell[], grid: readonly number[]): RatioSums {
  const telling = cells.filter(isTelling);
  return { grid, sums: grid.map((ratio) => logLikelihood(telling, ratio)) };
}

/** Sums of two disjoint sets of windows over the same grid. */
export function deriveRatioTotal(a: RatioSums, b: RatioSums): RatioSums {
  return { grid: a.grid, sums: a.sums.map((sum, index) => sum + (b.sums[index] ?? 0)) };
}

/** ln of the e-process against "the ratio is at most `margin`": large means harm. Its mean is at most 1 for every such ratio. */
export function deriveRatioHarm(sums: RatioSums, margin: number): number {
  return deriveLogMean(
    logBets(
      sums,
      margin,
      harmRatios.filter((ratio) => ratio > margin),
    ),
  );
}

/** ln of the e-process against "the ratio is at least `tolerance`": large means safe. `best` is its strongest bet. */
export function deriveRatioSafety(sums: RatioSums, tolerance: number): { logE: number; best: number; bets: number } {
  const bets = logBets(
    sums,
    tolerance,
    safeRatios.filter((ratio) => ratio < tolerance),
  );
  return { logE: deriveLogMean(bets), best: Math.max(0, ...bets), bets: bets.length };
}

/**
 * Mantel-Haenszel estimate of the ratio over person-time strata (Rothman and Greenland, Modern Epidemiology, ch. 15):
 * `over / under`, kept apart so that a comparison needs no division.
 */
export function deriveRatioEstimate(cells: readonly Cell[]): { readonly over: number; readonly under: number } {
  let [over, under] = [0, 0];
  for (const { events, exposure, controlEvents, controlExposure } of cells.filter(isTelling)) {
    over += (events * controlExposure) / (exposure + controlExposure);
    under += (controlEvents * exposure) / (exposure + controlExposure);
  }
  return { over, under };
}

/** What no look has excluded; `null` where no window has an event and both arms. `high: null` is no bound. */
export function deriveRatioInterval(cells: readonly Cell[], alpha: number): Interval | null {
  const telling = cells.filter(isTelling);
  if (telling.length === 0) return null;
  const likelihood = {
    at: (position: number) => logLikelihood(telling, Math.exp(position)),
    slopeAt: (position: number) => slope(telling, Math.exp(position)),
    from: -logRatioMax,
    to: logRatioMax,
  };
  const { low, high } = deriveBand(likelihood, rivals, alpha);
  return { low: low === null ? 0 : Math.exp(low), high: high === null ? null : Math.exp(high) };
}

/**
 * Nats the right bet gains for each event expected at the control's rate, when the true ratio is `truth` and the
 * build holds `share` of all exposure. Tends to r·ln(r/r0) − (r − r0) for a small share (gates.md 1.2).
 */
export function deriveRatioGrowth(truth: number, rejected: number, share: number): number {
  const theta = (ratio: number) => (ratio * share) / (ratio * share + 1 - share);
  const [p, q] = [theta(truth), theta(rejected)];
  const perEvent = p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  return perEvent * (truth + (1 - share) / share);
}

/** What each bet has won against the rejected ratio. */
function logBets({ grid, sums }: RatioSums, rejected: number, ratios: readonly number[]): number[] {
  const sumAt = (ratio: number) => sums[grid.indexOf(ratio)] ?? 0;
  const base = sumAt(rejected);
  return ratios.map((ratio) => sumAt(ratio) - base);
}

/** A window speaks about the ratio only if both arms were there and something happened. */
function isTelling(cell: Cell): boolean {
  return cell.exposure > 0 && cell.controlExposure > 0 && cell.events + cell.controlEvents > 0;
}

function logLikelihood(cells: readonly Cell[], ratio: number): number {
  let sum = 0;
  for (const { events, exposure, controlEvents, controlExposure } of cells) {
    const share = exposure / (exposure + controlExposure);
    sum += events * Math.log(ratio) - (events + controlEvents) * Math.log1p((ratio - 1) * share);
  }
  return sum;
}

function slope(cells: readonly Cell[], ratio: number): number {
  let sum = 0;
  for (const { events, exposure, controlEvents, controlExposure } of cells) {
    sum += events - ((events + controlEvents) * ratio * exposure) / (ratio * exposure + controlExposure);
  }
  return sum;
}
