// Reads the rules of a plan's cohorts, where a rule makes them: a ceiling signs them with the stage.
import type { AppliedPlan } from '../domain/rollout/applied-plan.ts';
import type { CohortRule } from '../domain/rollout/cohort.ts';
import type { Audience } from './ports/audience.ts';

/** By cohort name; cohorts without a rule are left out. */
export async function loadRules(
  { audience }: { readonly audience: Pick<Audience, 'loadCohorts'> },
  { plan }: AppliedPlan,
): Promise<ReadonlyMap<string, CohortRule>> {
  const cohorts = (await audience.loadCohorts(plan.product)) ?? {};
  const rules = new Map<string, CohortRule>();
  for (const { cohort: name } of plan.stages) {
    const cohort = cohorts[name];
    if (cohort?.kind === 'rule') rules.set(name, cohort.rule);
  }
  return rules;
}
