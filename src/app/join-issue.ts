// Joins a report to the issue that its reporter says it is: theirs alone goes on there, for engineers to part again.
import { auditOf, type By } from './by.ts';
import type { Testers } from './ports/testers.ts';

/** What changes that reporters make are signed with; who they are stays with their report. */
export const testerActor = 'tester';

/** False when the report's issue is no longer its own alone, or the other is not open any more. */
export function joinIssue(
  { testers }: { readonly testers: Testers },
  { product, reportId, into }: { readonly product: string; readonly reportId: string; readonly into: number },
  { nowMs }: Pick<By, 'nowMs'>,
): Promise<boolean> {
  const text = `Its reporter says that it is the same as issue ${into}.`;
  const comment = { audience: 'change', author: testerActor, text, atMs: nowMs } as const;
  const audit = auditOf({ actor: testerActor, nowMs }, 'issue joined', `${product}/${into}`, {});
  return testers.recordJoined({ product, reportId }, into, comment, audit);
}
