// The port to taking reports away again: because somebody asks for it, or because they are old.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { ReportKind } from '../../domain/report/report.ts';

export type Removable =
  | { readonly by: 'device'; readonly product: string; readonly device: string }
  | { readonly by: 'report'; readonly product: string; readonly reportId: string }
  | { readonly by: 'age'; readonly kind: ReportKind; readonly beforeMs: number };

export type RemovableReports = {
  readonly reports: readonly { readonly product: string; readonly id: string }[];
  /** Of their texts and files, those that nothing else needs. */
  readonly objectKeys: readonly string[];
};

export type Removals = {
  /** At most `limit` reports. */
  loadRemovable(what: Removable, limit: number): Promise<RemovableReports>;
  /**
   * Removes the rows of reports, of what waits and of their files; an issue forgets the words of a report that founded it.
   * Call it once their objects are gone: what is cut off in between is done again.
   */
  recordRemoved(reports: RemovableReports['reports'], audit?: AuditEntry): Promise<void>;
  /** What was counted of a device goes on under `pseudonym`. */
  recordRenamed(who: { product: string; device: string }, pseudonym: string, audit: AuditEntry): Promise<void>;
  /**
   * Takes the device out of cohorts and forgets its events and the install that it is in the middle of; what it finished and
   * what was counted of it goes on under `pseudonym`, without region and locale. False for one that is not enrolled.
   */
  recordDeviceErased(who: { product: string; device: string }, pseudonym: string, audit: AuditEntry): Promise<boolean>;
};
