// Finds the stage of a rollout that holds a device, by which rule, and when it begins at the earliest.
import { type Cohort, type DeviceFacts, everyoneCohort, isInCohort } from './cohort.ts';
import { type Asking, isInStages, type ReadyChannel, type ReadyRollout } from './offer.ts';
import type { MapStage } from './release-map.ts';
import type { Rollout } from './rollout.ts';

export type StageView = {
  readonly index: number;
  /** Null while only the published map is known. */
  readonly name: string | null;
  readonly cohort: string;
  readonly permille: number;
  readonly isReached: boolean;
  /** How the device belongs to the cohort. */
  readonly how: string;
  /** When the stage begins at the earliest; null once it is reached, and while the rollout does not go on by itself. */
  readonly whenMs: number | null;
};

export type StageQuestion = {
  readonly channel: ReadyChannel;
  readonly rollout: ReadyRollout;
  readonly asking: Asking;
  readonly ladder: Rollout | null;
  readonly nowMs: number;
};

/** What is reached is what the published map says; names and times come from the ladder. */
export function deriveStageView({ channel, rollout, asking, ladder, nowMs }: StageQuestion) {
  const stages: readonly MapStage[] = ladder === null ? rollout.source.stages : deriveStandingStages(ladder);
  const place = rollout.places[asking.bucket] ?? Number.POSITIVE_INFINITY;
  const index = stages.findIndex((stage) => isInStages([stage], place, asking, channel.cohorts));
  const found = stages[index];
  if (found === undefined) return { stage: null, hints: explainOutside(stages, place, asking, channel.cohorts) };
  const isReached = index < rollout.source.stages.length;
  const stage: StageView = {
    index,
    name: ladder?.stages[index]?.name ?? null,
    cohort: found.cohort,
    permille: found.permille,
    isReached,
    how: wordCohort(found, channel.cohorts[found.cohort], asking),
    whenMs: isReached || ladder === null ? null : deriveEarliestMs(ladder, index, nowMs),
  };
  return { stage, hints: isReached || ladder === null ? [] : explainWait(ladder, index) };
}

/** As the map has them: a completed rollout keeps nobody waiting who joined a cohort later. */
function deriveStandingStages({ state, stages }: Rollout): readonly MapStage[] {
  return state === 'completed' ? stages.map((stage) => ({ ...stage, joinedByMs: null })) : stages;
}

/** Bakes of the stages before, and the signed ceiling: the gate may take longer, never less. */
function deriveEarliestMs(ladder: Rollout, index: number, nowMs: number): number | null {
  if (ladder.state !== 'running') return null;
  let beginsMs = ladder.stageEnteredMs;
  for (let next = ladder.stageIndex + 1; next <= index; next += 1) {
    const bakedMs = beginsMs + (ladder.stages[next - 1]?.bakeS ?? 0) * 1000;
    beginsMs = Math.max(bakedMs, ladder.stages[next]?.notBeforeMs ?? 0, nowMs);
  }
  return beginsMs <= ladder.ceilingEndsMs ? beginsMs : null;
}

function explainWait({ state, stages, stageIndex }: Rollout, index: number): string[] {
  const before = stages.slice(stageIndex, index);
  const approvals = before.filter(({ promote }) => promote === 'approval').map(({ name }) => name);
  const waits = approvals.length === 0 ? [] : [`A person has to approve the way out of ${approvals.join(', ')}.`];
  const stands = state === 'running' ? [] : [`The rollout is ${state}: no stage begins before it is resumed.`];
  return [...stands, ...waits, 'Every stage before has to pass its gate first.'];
}

/** Why each stage leaves the device out; the last one matters most, since it is the widest. */
function explainOutside(
  stages: readonly MapStage[],
  place: number,
  facts: DeviceFacts,
  cohorts: ReadyChannel['cohorts'],
): string[] {
  return stages.map((stage, index) => {
    const { cohort, permille, joinedByMs } = stage;
    const isMember = isInCohort(cohort, cohorts[cohort], facts, joinedByMs);
    if (isMember) return `Stage ${index + 1} takes places below ${permille}; this device has ${place}.`;
    return `Stage ${index + 1} is for ${cohort}: ${wordCohort(stage, cohorts[cohort], facts)}.`;
  });
}

/** How a device belongs to a stage's cohort, or why it does not. */
function wordCohort({ cohort: name, joinedByMs }: MapStage, cohort: Cohort | undefined, facts: DeviceFacts): string {
  if (name === everyoneCohort) return 'every device belongs';
  if (cohort === undefined) return 'no such cohort is defined';
  const isMember = isInCohort(name, cohort, facts);
  if (isMember && !isInCohort(name, cohort, facts, joinedByMs)) {
    return 'it joined after the rollout began, and waits for a stage of everyone or until the rollout has completed';
  }
  if (cohort.kind === 'testers') return isMember ? 'it is a tester' : 'it is no tester';
  if (cohort.kind !== 'rule') return isMember ? 'it is on the list' : 'it is not on the list';
  const stated = [
    ...wordAttribute('model', cohort.rule.models, facts.model),
    ...wordAttribute('region', cohort.rule.regions, facts.region),
    ...wordAttribute('locale', cohort.rule.locales, facts.locale),
    ...(cohort.rule.builds === undefined ? [] : [`build ${facts.version ?? 'unknown'} against ${cohort.rule.builds}`]),
  ];
  return `${isMember ? 'its rule fits' : 'its rule does not fit'} (${stated.join(', ') || 'no attribute is asked'})`;
}

const wordAttribute = (name: string, values: readonly string[] | undefined, value: string | null): string[] =>
  values === undefined ? [] : [`${name} ${value ?? 'unknown'} of ${values.slice(0, 5).join('|')}`];
