// A plan that was applied to its channel: the parsed plan beside the file as its author wrote it.
import type { Plan } from './plan.ts';

export type AppliedPlan = {
  readonly id: number;
  /** sha256 of the plan's settings in hex; comments and spacing do not change it. */
  readonly digest: string;
  /** sha256 of each stage's conditions in hex, as ceilings over this plan sign them. */
  readonly gatesDigests: readonly string[];
  readonly source: string;
  readonly plan: Plan;
  readonly appliedBy: string;
  readonly appliedMs: number;
};
