// The ratios that evidence is kept for, and the rounding that makes its sums the same in every order.
import { ln } from '../logarithm.ts';

/**
 * Every ratio of a rate to control's that a gate can bet on, tolerate or show. Fine where builds are told apart, coarse
 * where only "far worse" matters. Sums are stored by place in this list: changing it means a new name of the grid.
 */
export const ratioGrid: readonly number[] = [
  0.05, 0.1, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4, 1.5, 1.6,
  1.75, 2, 2.25, 2.5, 3, 3.5, 4, 5, 7, 10, 15, 20, 35, 50, 100,
];

/** Stands in stored evidence, so that sums over another grid are never read by this one. */
export const gridName = 'ratios-37';

export const gridLogs: readonly number[] = ratioGrid.map(ln);

/**
 * A multiple of 2^-26: sums of such numbers below 2^27 lose nothing in a double, so every order of adding gives the same
 * bits. A cell is off by at most 7e-9 nats.
 */
export function roundNats(nats: number): number {
  return Math.round(nats * 67_108_864) / 67_108_864;
}

/** A multiple of 2^-20, exact in sums below 8e9: events weighed by exposure. */
export function roundWeight(weight: number): number {
  return Math.round(weight * 1_048_576) / 1_048_576;
}

/** A multiple of 2^-10, exact in sums below 8e12: exposure in seconds or devices, which offsets make fractional. */
export function roundExposure(exposure: number): number {
  return Math.round(exposure * 1024) / 1024;
}

/** Place of the largest ratio of the grid that is at most `ratio`: what a tolerance is judged as, never laxer than stated. */
export function placeAtMost(ratio: number): number {
  return Math.max(
    0,
    ratioGrid.findLastIndex((each) => each <= ratio + 1e-9),
  );
}

/** Place of the smallest ratio of the grid that is at least `ratio`: what a margin is judged as, never stricter than stated. */
export function placeAtLeast(ratio: number): number {
  const place = ratioGrid.findIndex((each) => each >= ratio - 1e-9);
  return place === -1 ? ratioGrid.length - 1 : place;
}

/** The ratio that is judged where a tolerance is stated. */
export function deriveJudgedTolerance(ratio: number): number {
  return ratioGrid[placeAtMost(ratio)] ?? ratio;
}
