// Counts how many devices the stages of a plan hold, from groups of devices that look alike to all of them.
import { type Cohort, type CohortRule, type DeviceFacts, everyoneCohort, isInCohort } from './cohort.ts';
import { bucketCount, derivePlaces } from './permutation.ts';
import type { MapStage } from './release-map.ts';

/** Devices of a channel with the same facts; facts that were not asked for are null, the model then empty. */
export type AudienceGroup = DeviceFacts & {
  /** Which band of places they are in; null while no salt is known. */
  readonly band: number | null;
  readonly devices: number;
};

/** Places 0..999 cut at every permille of a plan: within one band all devices stand alike to all stages. */
export type Bands = {
  /** The lowest place of each band. */
  readonly lowest: readonly number[];
  /** The band of each bucket 0..999; at most 21, as a plan has at most 20 stages. */
  readonly ofBucket: Uint8Array;
};

export function deriveBands(salt: string, stages: readonly MapStage[]): Bands {
  const lowest = [...new Set([0, ...stages.map(({ permille }) => permille)])].sort((a, b) => a - b);
  const bandOf = (place: number) => lowest.findLastIndex((from) => from <= place);
  const places = derivePlaces(salt);
  return { lowest, ofBucket: Uint8Array.from({ length: bucketCount }, (_, bucket) => bandOf(places[bucket] ?? 0)) };
}

/** Which facts about devices the cohorts of a plan ask for; fewer facts make fewer groups. */
export type AudienceFacts = {
  readonly models: boolean;
  readonly regions: boolean;
  readonly locales: boolean;
  readonly builds: boolean;
  /** Named cohorts whose members are to be told apart, testers among them. */
  readonly cohorts: readonly string[];
};

export function deriveAudienceFacts(
  stages: readonly Pick<MapStage, 'cohort'>[],
  cohorts: Readonly<Record<string, Cohort>>,
): AudienceFacts {
  const names = [...new Set(stages.map(({ cohort }) => cohort))];
  const rules = names.flatMap((name): CohortRule[] => {
    const cohort = cohorts[name];
    return cohort?.kind === 'rule' ? [cohort.rule] : [];
  });
  return {
    models: rules.some((rule) => rule.models !== undefined),
    regions: rules.some((rule) => rule.regions !== undefined),
    locales: rules.some((rule) => rule.locales !== undefined),
    builds: rules.some((rule) => rule.builds !== undefined),
    cohorts: names.filter((name) => name !== everyoneCohort && cohorts[name]?.kind !== 'rule'),
  };
}

/**
 * For each stage, the devices that are inside once it is reached: stages add up. Without a salt nobody's place is known,
 * and the number is what a permutation gives on average.
 */
export function deriveReach(question: {
  readonly stages: readonly MapStage[];
  readonly cohorts: Readonly<Record<string, Cohort>>;
  readonly groups: readonly AudienceGroup[];
  readonly bands: Bands | null;
}): number[] {
  const { stages, cohorts, groups, bands } = question;
  const inside = stages.map(() => 0);
  for (const group of groups) {
    let permille = 0;
    for (const [index, stage] of stages.entries()) {
      if (isInCohort(stage.cohort, cohorts[stage.cohort], group)) permille = Math.max(permille, stage.permille);
      inside[index] = (inside[index] ?? 0) + group.devices * deriveShare(permille, group.band, bands);
    }
  }
  return inside.map(Math.round);
}

/** What part of a group lies below a permille. */
function deriveShare(permille: number, band: number | null, bands: Bands | null): number {
  if (bands === null || band === null) return permille / bucketCount;
  return (bands.lowest[band] ?? bucketCount) < permille ? 1 : 0;
}
