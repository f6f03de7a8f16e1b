// By whom and when a change is made, and the audit entry that says so.
import type { AuditEntry } from '../domain/audit/chain.ts';

/** What every change is made by and when: the bearer's name and the request's one clock reading. */
export type By = { readonly actor: string; readonly nowMs: number };

/** `action` is noun and past tense (`build sealed`), `subject` the id of what changed. */
export function auditOf(
  by: By,
  action: string,
  subject: string,
  details: Readonly<Record<string, unknown>>,
): AuditEntry {
  return { atMs: by.nowMs, actor: by.actor, action, subject, details: JSON.stringify(details) };
}
