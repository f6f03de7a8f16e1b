// Defines a cohort, or changes what it means; its members stay.
import type { CohortRule } from '../domain/rollout/cohort.ts';
import { type CohortRefusal, checkCohort, type NamedCohort } from '../domain/rollout/named-cohort.ts';
import { auditOf, type By } from './by.ts';
import type { Cohorts } from './ports/cohorts.ts';

export type CohortDefinition = {
  readonly product: string;
  readonly id: string;
  readonly kind: NamedCohort['cohort']['kind'];
  readonly rule: CohortRule | null;
};

export type DefineCohortAnswer =
  | { readonly ok: true; readonly cohort: NamedCohort }
  | { readonly ok: false; readonly refusal: CohortRefusal | 'unknown-product' };

export async function defineCohort(
  ports: { readonly cohorts: Cohorts },
  { product, id, kind, rule }: CohortDefinition,
  by: By,
): Promise<DefineCohortAnswer> {
  const refusal = checkCohort(id, kind, rule !== null);
  if (refusal !== null) return { ok: false, refusal };
  const present = await ports.cohorts.loadCohort(product, id);
  const definition = kind === 'rule' ? ({ kind, rule: rule ?? {} } as const) : ({ kind } as const);
  const cohort: NamedCohort = { id, cohort: definition, createdMs: present?.createdMs ?? by.nowMs };
  const audit = auditOf(by, 'cohort defined', `${product}/${id}`, { kind, rule });
  const isRecorded = await ports.cohorts.recordCohort(product, cohort, audit);
  return isRecorded ? { ok: true, cohort } : { ok: false, refusal: 'unknown-product' };
}
