// What a service knows of a channel's fleet: who is enrolled, and what the rollouts that the gate completed taught of it.
import { derivePastPriors, type Lesson, lessonsLearned } from '../gate/lesson.ts';
import type { AudienceGroup } from '../rollout/reach.ts';
import { type Fleet, mostModels } from './fleet.ts';

/** `lessons` rollouts taught it; what none of them says is left out. */
export type KnownFleet = Partial<Fleet> & {
  readonly lessons: number;
  readonly devices: number;
  readonly models: Fleet['models'];
  readonly cohorts: Fleet['cohorts'];
};

/** `lessons` newest first; `groups` by model and named cohorts. */
export function deriveKnownFleet(lessons: readonly Lesson[], groups: readonly AudienceGroup[]): KnownFleet {
  const recent = lessons.slice(0, lessonsLearned);
  const priors = derivePastPriors(recent);
  const crashOf = (name: string) => priors.find(({ model }) => model === name)?.crash ?? 1;
  const byModel = countBy(groups, ({ model }) => [model]);
  const models = [...byModel].sort(([, a], [, b]) => b - a).slice(0, mostModels);
  const shareOf = (signal: 'failed-installs' | 'silence' | 'boot') =>
    divide(recent.flatMap(({ shares }) => shares[signal] ?? []).map(({ events, devices }) => [events, devices]));
  const crashes = recent.flatMap(({ models: all = [] }) =>
    all.map(({ crash }) => [crash.events, crash.exposure] as const),
  );
  return {
    lessons: recent.length,
    devices: groups.reduce((sum, { devices }) => sum + devices, 0),
    models: models.map(([model, share]) => ({ model, share, crash: crashOf(model) })),
    cohorts: Object.fromEntries(countBy(groups, ({ passCohorts }) => passCohorts.map(({ cohort }) => cohort))),
    ...known('crashesPerDay', divide(crashes), 86_400),
    ...known('failedInstalls', shareOf('failed-installs')),
    ...known('silence', shareOf('silence')),
    ...known('unconfirmed', shareOf('boot')),
  };
}

function countBy(groups: readonly AudienceGroup[], namesOf: (group: AudienceGroup) => readonly string[]) {
  const counts = new Map<string, number>();
  for (const group of groups) {
    for (const name of namesOf(group)) counts.set(name, (counts.get(name) ?? 0) + group.devices);
  }
  return counts;
}

/** Null where nothing was counted. */
function divide(parts: readonly (readonly [events: number, of: number])[]): number | null {
  const of = parts.reduce((sum, [, each]) => sum + each, 0);
  return of > 0 ? parts.reduce((sum, [events]) => sum + events, 0) / of : null;
}

type Learned = 'crashesPerDay' | 'failedInstalls' | 'silence' | 'unconfirmed';

const known = (name: Learned, value: number | null, scale = 1): Partial<Record<Learned, number>> =>
  value === null ? {} : { [name]: value * scale };
