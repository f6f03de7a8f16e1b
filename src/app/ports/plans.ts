// The port to applied plans and to signed ceilings over them. Each record* commits the change and its audit entry together.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { AppliedPlan } from '../../domain/rollout/applied-plan.ts';
import type { Ceiling } from '../../domain/rollout/rollout.ts';

export type PlanFilter = { readonly product: string; readonly channel: string | null };

export type RecordedPlan = { readonly plan: AppliedPlan; readonly isAdded: boolean };
/** `outdated`: another ceiling with this seq or a higher one is recorded. */
export type RecordedCeiling = 'added' | 'same' | 'outdated';

export type Plans = {
  /** Newest first. */
  loadPlans(filter: PlanFilter, page: PageRequest): Promise<Page<AppliedPlan>>;
  loadPlan(id: number): Promise<AppliedPlan | null>;
  /** The plan in force on a channel. */
  loadNewestPlan(product: string, channel: string): Promise<AppliedPlan | null>;
  /** Answers the newest plan of the channel unchanged when it has the same source; null when there is no such channel. */
  recordPlan(plan: Omit<AppliedPlan, 'id'>, audit: AuditEntry): Promise<RecordedPlan | null>;
  /** The ceiling with the highest seq. */
  loadCeiling(buildId: string, planId: number): Promise<Ceiling | null>;
  /** Build and plan must exist. */
  recordCeiling(ceiling: Ceiling, audit: AuditEntry): Promise<RecordedCeiling>;
};
