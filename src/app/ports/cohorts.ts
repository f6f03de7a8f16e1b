// The port to cohorts and who is in them. Each record* commits the change and its audit entry together.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { NamedCohort } from '../../domain/rollout/named-cohort.ts';

export type Member = { readonly device: string; readonly addedMs: number };
export type MemberChange = { readonly add: readonly string[]; readonly remove: readonly string[] };
/** Devices that were not members before, and that were. */
export type MemberCounts = { readonly added: number; readonly removed: number };

export type Cohorts = {
  loadCohort(product: string, cohortId: string): Promise<NamedCohort | null>;
  /** By id. */
  loadCohorts(product: string, page: PageRequest): Promise<Page<NamedCohort>>;
  /** Adds the cohort, or changes its kind and rule and keeps its members; false when there is no such product. */
  recordCohort(product: string, cohort: NamedCohort, audit: AuditEntry): Promise<boolean>;
  /** By device id. */
  loadMembers(product: string, cohortId: string, page: PageRequest): Promise<Page<Member>>;
  /** Devices need not be enrolled yet. Who is added and removed at once ends up added, as of the audit entry; null without such a cohort. */
  recordMembers(name: CohortName, change: MemberChange, audit: AuditEntry): Promise<MemberCounts | null>;
};

export type CohortName = { readonly product: string; readonly cohort: string };
