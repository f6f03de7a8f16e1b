// One line of the bench: what was measured on both sides, and whether the ratio is the one that is wanted.
import type { Measured } from './rounds.ts';
import { median, ratioOf, type Spread } from './statistics.ts';

export type Wanted = { readonly atMost: number } | { readonly atLeast: number };

export type Figure = {
  readonly name: string;
  /** Of `ours` and `baseline`, such as `us` or `rows/s`. */
  readonly unit: string;
  readonly ours: number;
  /** Null where there is nothing to compare with: the figure is for information. */
  readonly baseline: number | null;
  /** Ours over the baseline, round by round. */
  readonly ratio: Spread | null;
  readonly wanted: Wanted | null;
};

/** Null where nothing is wanted. Judged by the median. */
export function isMet({ ours, ratio, wanted }: Figure): boolean | null {
  if (wanted === null) return null;
  const value = ratio?.median ?? ours;
  return 'atMost' in wanted ? value <= wanted.atMost : value >= wanted.atLeast;
}

/** What one side reached, round by round. */
export type Reached = readonly number[];

export type Comparison = {
  readonly name: string;
  readonly unit: string;
  readonly ours: Reached;
  readonly baseline: Reached;
  readonly ratio: Spread;
  readonly wanted: Wanted | null;
};

export const compared = ({ ours, baseline, ...rest }: Comparison): Figure => ({
  ...rest,
  ours: median(ours),
  baseline: median(baseline),
});

export type Beside = {
  readonly name: string;
  readonly units: { readonly cpu: string; readonly rate: string };
  readonly ours: Measured;
  readonly baseline: Measured;
  /** Of the CPU time each, and of how many a second. */
  readonly wanted?: { readonly cpu?: Wanted; readonly rate?: Wanted };
};

/** Both figures of a side beside its baseline: CPU time where the system tells it, and how many a second. */
export function beside({ name, units, ours, baseline, wanted = {} }: Beside): Figure[] {
  const rate = compared({
    name,
    unit: units.rate,
    ours: ours.perS,
    baseline: baseline.perS,
    ratio: ratioOf(ours.perS, baseline.perS),
    wanted: wanted.rate ?? null,
  });
  if (baseline.cpuUs.length === 0) return [rate];
  const cpu = compared({
    name,
    unit: units.cpu,
    ours: ours.cpuUs,
    baseline: baseline.cpuUs,
    ratio: ratioOf(ours.cpuUs, baseline.cpuUs),
    wanted: wanted.cpu ?? null,
  });
  return [cpu, rate];
}

/** A figure that stands alone. */
export const told = (name: string, unit: string, ours: number, wanted: Wanted | null = null): Figure => ({
  name,
  unit,
  ours,
  baseline: null,
  ratio: null,
  wanted,
});
