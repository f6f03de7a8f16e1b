// A cohort under its name, and which names and definitions may go together.
import { type Cohort, everyoneCohort, testersCohort } from './cohort.ts';

export type NamedCohort = {
  readonly id: string;
  readonly cohort: Exclude<Cohort, { kind: 'everyone' }>;
  readonly createdMs: number;
};

export type CohortRefusal = 'reserved-name' | 'testers-are-testers' | 'rule-missing' | 'rule-not-allowed';

/** `everyone` is everyone and needs no definition; `testers` means the same in every product. */
export function checkCohort(id: string, kind: NamedCohort['cohort']['kind'], hasRule: boolean): CohortRefusal | null {
  if (id === everyoneCohort) return 'reserved-name';
  if (id === testersCohort && kind !== 'testers') return 'testers-are-testers';
  if (kind === 'rule' && !hasRule) return 'rule-missing';
  return kind !== 'rule' && hasRule ? 'rule-not-allowed' : null;
}
