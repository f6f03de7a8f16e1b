// Counts the devices of a plan's named cohorts, where a list or being a tester makes them.
import type { AppliedPlan } from '../domain/rollout/applied-plan.ts';
import { everyoneCohort, testersCohort } from '../domain/rollout/cohort.ts';
import type { Audience } from './ports/audience.ts';

/** By cohort name; rules and everyone are left out, and a fleet without named cohorts is not counted at all. */
export async function loadMembers(
  { audience }: { readonly audience: Audience },
  { plan: { product, channel, stages } }: AppliedPlan,
): Promise<ReadonlyMap<string, number>> {
  const names = [...new Set(stages.map(({ cohort }) => cohort))].filter((name) => name !== everyoneCohort);
  if (names.length === 0) return new Map();
  const cohorts = (await audience.loadCohorts(product)) ?? {};
  /** A cohort of testers is made by what devices are, under whatever name. */
  const listOf = (name: string) => (cohorts[name]?.kind === 'testers' ? testersCohort : name);
  const named = names.filter((name) => cohorts[name]?.kind !== 'rule');
  const facts = { models: false, regions: false, locales: false, builds: false, cohorts: named.map(listOf) };
  const groups = await audience.loadAudience({ product, channel, facts, bandOfBucket: null });
  const countIn = (list: string) =>
    groups
      .filter(({ passCohorts }) => passCohorts.some(({ cohort }) => cohort === list))
      .reduce((sum, { devices }) => sum + devices, 0);
  return new Map(named.map((name) => [name, countIn(listOf(name))]));
}
