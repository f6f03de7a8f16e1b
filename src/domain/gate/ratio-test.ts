// Tests a rate ratio between devices on the build and devices not yet offered it, valid at any look (gates.md 1.2, 1.3 a, 1.4).
import { exp, ln } from '../logarithm.ts';
import type { Interval } from './band.ts';
import type { RatioSums } from './evidence.ts';
import { gridLogs, placeAtLeast, placeAtMost, ratioGrid } from './grid.ts';
import { deriveLogMean } from './log-space.ts';

/** Ratios that harm is bet on: from 1.3 (443 baseline events to see) to 20 (less than one); gates.md 1.2. */
const harmRatios = [1.3, 1.5, 2, 3, 5, 10, 20];
/** Ratios of a healthy build: two bets cost ln 2, where the four of gates.md 1.4 cost ln 4. */
const safeRatios = [0.85, 1];
/** Both sides of one, for the interval that is shown. */
const rivals = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.1, 1.3, 1.5, 2, 3, 5, 10, 20];

const placesOf = (ratios: readonly number[]): readonly number[] => ratios.map((ratio) => ratioGrid.indexOf(ratio));
const harmPlaces = placesOf(harmRatios);
const safePlaces = placesOf(safeRatios);
const rivalPlaces = placesOf(rivals);
/** The bets against each margin, found once: a verdict asks thousands of times. */
const harmPlacesAbove = ratioGrid.map((_, place) => harmPlaces.filter((bet) => bet > place));

/**
 * ln of the e-process against "the ratio is at most `margin`": large means harm. With x + y given, X is binomial with
 * r·n/(r·n + m) whatever the rate of the window, so each factor has mean 1 at the margin and at most 1 below it.
 * `parts` are disjoint sets of windows, of several models for one.
 */
export function deriveRatioHarm(parts: readonly RatioSums[], margin: number): number {
  const place = placeAtLeast(margin);
  return deriveMixture(parts, place, harmPlacesAbove[place] ?? []);
}

/** ln of the e-process against "the ratio is at least `tolerance`": large means safe. `best` is its strongest bet. */
export function deriveRatioSafety(sums: RatioSums, tolerance: number): { logE: number; best: number; bets: number } {
  const place = placeAtMost(tolerance);
  const bets = safePlaces.filter((bet) => bet < place);
  const base = natsAt(sums, place);
  const best = Math.max(0, ...bets.map((bet) => natsAt(sums, bet) - base));
  return { logE: deriveMixture([sums], place, bets), best, bets: bets.length };
}

/** Null where nothing can be divided. */
export function deriveRatioEstimate({ over, under }: RatioSums): number | null {
  return under > 0 ? over / under : null;
}

/**
 * What no look has excluded: { r : mean exp(L(r_j) − L(r)) < 1/α } (gates.md 1.4). Between ratios of the grid L is concave
 * in ln r, so the chord through the two next ratios inside, drawn on, lies above it: the interval is never too narrow.
 * Null without a telling window; `high: null` is no bound.
 */
export function deriveRatioInterval(sums: RatioSums, alpha: number): Interval | null {
  if (sums.over === 0 && sums.under === 0) return null;
  const floor = deriveLogMean(rivalPlaces.map((place) => natsAt(sums, place))) + ln(alpha);
  const first = sums.nats.findIndex((nats) => nats > floor);
  const last = sums.nats.findLastIndex((nats) => nats > floor);
  if (first === -1) {
    // The peak lies between two ratios of the grid, and both are excluded.
    const peak = sums.nats.indexOf(Math.max(...sums.nats));
    return { low: ratioGrid[Math.max(0, peak - 1)] ?? 0, high: ratioGrid[peak + 1] ?? null };
  }
  const low = first === 0 ? 0 : deriveEnd(sums, { inside: first, outside: first - 1, floor });
  const high = last === ratioGrid.length - 1 ? null : deriveEnd(sums, { inside: last, outside: last + 1, floor });
  return { low, high };
}

type Edge = { inside: number; outside: number; floor: number };

/** Where the chord on the inner side of an edge falls to the floor, at most as far out as the next ratio, which is excluded. */
function deriveEnd(sums: RatioSums, { inside, outside, floor }: Edge): number {
  const inner = inside + (inside - outside);
  const limit = logAt(outside);
  if (inner < 0 || inner >= ratioGrid.length) return exp(limit);
  const slope = (natsAt(sums, inside) - natsAt(sums, inner)) / (logAt(inside) - logAt(inner));
  const end = logAt(inside) + (floor - natsAt(sums, inside)) / slope;
  const isBetween = Number.isFinite(end) && (end - logAt(inside)) * (end - limit) <= 0;
  return exp(isBetween ? end : limit);
}

/**
 * Nats the right bet gains for each event expected at the control's rate, when the true ratio is `truth` and the
 * build holds `share` of all exposure. Tends to r·ln(r/r0) − (r − r0) for a small share (gates.md 1.2).
 */
export function deriveRatioGrowth(truth: number, rejected: number, share: number): number {
  const theta = (ratio: number) => (ratio * share) / (ratio * share + 1 - share);
  const [p, q] = [theta(truth), theta(rejected)];
  const perEvent = p * ln(p / q) + (1 - p) * ln((1 - p) / (1 - q));
  return perEvent * (truth + (1 - share) / share);
}

/** ln of the plain mean of what each bet has won against the rejected ratio; 0 for no bets. */
function deriveMixture(parts: readonly RatioSums[], rejected: number, bets: readonly number[]): number {
  if (bets.length === 0) return 0;
  const base = totalAt(parts, rejected);
  // Adds up as it goes: sums are kept relative to the highest bet so far, so that none overflows.
  let [peak, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (const bet of bets) {
    const nats = totalAt(parts, bet);
    if (nats > peak) [peak, sum] = [nats, sum * exp(peak - nats) + 1];
    else sum += exp(nats - peak);
  }
  return peak - base + ln(sum / bets.length);
}

function totalAt(parts: readonly RatioSums[], place: number): number {
  let total = 0;
  for (const { nats } of parts) total += nats[place] ?? 0;
  return total;
}

const natsAt = (sums: RatioSums, place: number): number => sums.nats[place] ?? 0;
const logAt = (place: number): number => gridLogs[place] ?? 0;
