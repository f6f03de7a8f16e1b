// The port to what devices have said about a rollout, as counts.
import type { MetricRow } from '../../domain/gate/metric-counts.ts';
import type { PartedWindow } from '../../domain/gate/parts.ts';
import type { StageRows } from '../../domain/gate/rows.ts';
import type { EvidenceSpan } from '../../domain/rollout/evidence-span.ts';

export type EvidenceQuestion = {
  readonly rolloutId: number;
  /** Every model of the build's signed list. */
  readonly models: readonly string[];
  readonly span: EvidenceSpan;
};

/** Devices since the rollout started. `silent` have missed their deadline without a word. */
export type Tally = {
  readonly accepted: number;
  readonly confirmed: number;
  readonly failed: number;
  readonly silent: number;
};

/** Counts of a stage, its hours with their parts, and what devices measured. */
export type StageCounts = Omit<StageRows, 'windows'> & {
  readonly windows: readonly PartedWindow[];
  readonly metrics: readonly MetricRow[];
};

export type Evidence = {
  /** Counts as they are held, in the order of the questions; the domain makes evidence of them. */
  loadRows(questions: readonly EvidenceQuestion[], nowMs: number): Promise<StageCounts[]>;
  loadTally(rolloutId: number, nowMs: number): Promise<Tally>;
};
