// Puts devices on a cohort's list and takes them off; a device learns of it with its next pass.
import { auditOf, type By } from './by.ts';
import type { CohortName, Cohorts, MemberChange, MemberCounts } from './ports/cohorts.ts';

export type ChangeMembersAnswer =
  | ({ readonly ok: true } & MemberCounts)
  | { readonly ok: false; readonly refusal: 'unknown-cohort' | 'not-a-list' };

export async function changeMembers(
  ports: { readonly cohorts: Cohorts },
  { change, ...name }: CohortName & { readonly change: MemberChange },
  by: By,
): Promise<ChangeMembersAnswer> {
  const found = await ports.cohorts.loadCohort(name.product, name.cohort);
  if (found === null) return { ok: false, refusal: 'unknown-cohort' };
  if (found.cohort.kind !== 'named') return { ok: false, refusal: 'not-a-list' };
  // Ids of a thousand devices would make an entry that nobody reads; the rows themselves say when each was added.
  const details = { add: change.add.length, remove: change.remove.length };
  const audit = auditOf(by, 'cohort members changed', `${name.product}/${name.cohort}`, details);
  const counts = await ports.cohorts.recordMembers(name, change, audit);
  return counts === null ? { ok: false, refusal: 'unknown-cohort' } : { ok: true, ...counts };
}
