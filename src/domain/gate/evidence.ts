// What a gate looks at: sums of one rollout as plain JSON, stored with the decision and replayed to the same verdict.
import type { MetricCounts } from './metric-counts.ts';
import type { ReportSums } from './report-test.ts';
import type { SignatureCount } from './signature-test.ts';

/**
 * One signal of one model against devices not yet offered the build, over any number of windows. Every number is a multiple
 * of a small power of two (`grid.ts`), so sums are exact and the order of windows leaves no trace.
 */
export type RatioSums = {
  /** `Σ x·ln r − (x + y)·ln((r·n + m)/(n + m))` for each ratio r of the grid: all that the tests keep. */
  readonly nats: readonly number[];
  readonly events: number;
  /** In the unit of the signal; multiplied by offsets known from history where there are any. */
  readonly exposure: number;
  readonly controlEvents: number;
  readonly controlExposure: number;
  /** Numerator and denominator of the Mantel-Haenszel ratio. */
  readonly over: number;
  readonly under: number;
};

/** One signal of one model against a fixed limit, in whole devices. */
export type ShareSums = {
  readonly events: number;
  /** All that began, the unfinished as good: failures finish first, and a share of the finished would be worse than the truth. */
  readonly started: number;
  /** Those whose time is over, however they ended: a set fixed in advance, so no early word biases it. */
  readonly matured: number;
};

export type ModelEvidence = {
  readonly model: string;
  /** By name of the signal; a signal without an entry has nothing to judge by. */
  readonly ratios: Readonly<Record<string, RatioSums>>;
  readonly shares: Readonly<Record<string, ShareSums>>;
  /** Devices of this model that told how their install went, or ran out of time. */
  readonly due: number;
  readonly accepted: number;
};

/** The attempts that began in this stage; without it, devices of earlier stages would speak for those that have not answered yet. */
export type StageTally = {
  readonly accepted: number;
  readonly due: number;
  /** Confirmed or failed: the device itself has spoken. */
  readonly reported: number;
};

/** A ratio of one earlier promoted build to its own control, in logarithms. */
export type PastRatio = { readonly logRatio: number; readonly variance: number };

/** What may hold a build, and never halts or promotes it. */
export type SideEvidence = {
  readonly signatures: readonly SignatureCount[];
  readonly reports: ReportSums | null;
  readonly metrics: readonly MetricCounts[];
  /** Of the builds promoted since the reference, oldest first. */
  readonly past: readonly PastRatio[];
};

export type StageEvidence = {
  /** Name of the grid that the sums are over. */
  readonly grid: string;
  /** Every model of the build's signed list, by name: the budget is split over them before the first count. */
  readonly models: readonly ModelEvidence[];
  readonly stage: StageTally;
  /** What devices said until this instant is in the sums; null while that is not known. */
  readonly reachedMs: number | null;
  /** Rows that could not be true: they count for nothing and forbid to advance. */
  readonly unreadable: number;
  readonly side: SideEvidence | null;
};
