// Decides which build, if any, a polling device is offered: the judgement behind every answer to a poll.
import { isVersionAfter, isVersionIn } from '../build/version.ts';
import { type Cohort, type DeviceFacts, everyoneCohort, isInCohort } from './cohort.ts';
import { derivePlaces } from './permutation.ts';
import type { MapBuild, MapChannel, MapPhase, MapRollout, MapStage } from './release-map.ts';

/** Why a device gets nothing. The words are part of the public API. */
export type NoOfferReason =
  | 'no-rollout'
  | 'up-to-date'
  | 'not-in-stage'
  | 'held'
  | 'halted'
  | 'quarantined'
  | 'model-not-listed'
  | 'source-not-accepted'
  | 'no-fallback';

/** `forward` offers the rollout's build; `back` offers the fallback to a device that has a build taken back. */
export type Direction = 'forward' | 'back';

export type OfferDecision<R> =
  | { readonly kind: 'offer'; readonly direction: Direction; readonly rollout: R }
  | NoOffer<R>;

type NoOffer<R> = { readonly kind: 'none'; readonly reason: NoOfferReason; readonly rollout: R | null };

/**
 * A rollout made ready for polls: builds resolved, places derived once, and what most polls look at kept side by side.
 * Deciding takes less time than fetching from memory what it looks at (`npm run bench`).
 */
export type ReadyRollout = {
  readonly phase: MapPhase;
  /** The release counter of the build. */
  readonly counter: number;
  /** Whoever has a place below is inside, by the stages that are open to everyone. */
  readonly everyonePermille: number;
  /** The models of the build; null when they are all models of the channel. */
  readonly models: ReadonlySet<string> | null;
  /** Models that the gate or a person took out; null when there are none. */
  readonly quarantined: ReadonlySet<string> | null;
  readonly places: Uint16Array;
  readonly build: MapBuild;
  readonly fallback: MapBuild | null;
  readonly source: MapRollout;
};

export type ReadyChannel<R extends ReadyRollout = ReadyRollout> = {
  readonly source: MapChannel;
  readonly models: ReadonlySet<string>;
  readonly cohorts: Readonly<Record<string, Cohort>>;
  /** Builds by version and by the vendor's own string. */
  readonly buildsByName: ReadonlyMap<string, MapBuild>;
  readonly rollouts: readonly R[];
};

/** What a rollout's names are resolved by. */
type Named = { readonly byId: ReadonlyMap<string, MapBuild>; readonly models: readonly string[] };

/** Derives once per publication what every poll needs. A rollout whose build is missing from the map is left out: it offers nothing. */
export function deriveReadyChannel(source: MapChannel): ReadyChannel {
  const byId = new Map(source.builds.map((build) => [build.buildId, build]));
  const buildsByName = new Map<string, MapBuild>();
  for (const build of source.builds) {
    buildsByName.set(build.version, build);
    if (build.vendorVersion !== null && !buildsByName.has(build.vendorVersion)) {
      buildsByName.set(build.vendorVersion, build);
    }
  }
  const rollouts = source.rollouts.flatMap((rollout): ReadyRollout[] => {
    const build = byId.get(rollout.buildId);
    return build === undefined ? [] : [deriveReadyRollout(rollout, build, { byId, models: source.models })];
  });
  return { source, models: new Set(source.models), cohorts: source.cohorts, buildsByName, rollouts };
}

function deriveReadyRollout(source: MapRollout, build: MapBuild, channel: Named): ReadyRollout {
  const listed = new Set(build.models);
  return {
    phase: source.phase,
    counter: build.counter,
    everyonePermille: Math.max(0, ...source.stages.map((stage) => (isForEveryone(stage) ? stage.permille : 0))),
    models: channel.models.every((model) => listed.has(model)) ? null : listed,
    quarantined: deriveQuarantined(source),
    places: derivePlaces(source.salt),
    build,
    fallback: source.fallbackBuildId === null ? null : (channel.byId.get(source.fallbackBuildId) ?? null),
    source,
  };
}

/** A map that an older version published names none. */
function deriveQuarantined({ quarantined }: Partial<MapRollout>): ReadonlySet<string> | null {
  return quarantined === undefined || quarantined.length === 0 ? null : new Set(quarantined);
}

const isForEveryone = ({ cohort }: MapStage): boolean => cohort === everyoneCohort;

/** A polling device: its facts, its bucket, and its build where the service knows it. */
export type Asking = DeviceFacts & { readonly bucket: number; readonly installed: MapBuild | null };

/** Union over the stages reached: a later stage can add devices, never drop one (design.md, invariant 2). */
export function isInStages(
  stages: readonly MapStage[],
  place: number,
  asking: DeviceFacts,
  cohorts: ReadyChannel['cohorts'],
) {
  for (const { cohort, permille, joinedByMs } of stages) {
    if (place < permille && isInCohort(cohort, cohorts[cohort], asking, joinedByMs)) return true;
  }
  return false;
}

function isInside(rollout: ReadyRollout, asking: Asking, cohorts: ReadyChannel['cohorts']): boolean {
  const place = rollout.places[asking.bucket] ?? Number.POSITIVE_INFINITY;
  return place < rollout.everyonePermille || isInStages(rollout.source.stages, place, asking, cohorts);
}

/** Known builds are compared by release counter; a build nobody published only by its version, and the device checks its own counter. */
function isNewer({ counter, build }: ReadyRollout, { installed, version }: Asking): boolean {
  if (installed !== null) return counter > installed.counter;
  return version === null || isVersionAfter(build.version, version);
}

const isForModel = ({ models }: ReadyRollout, { model }: Asking): boolean => models === null || models.has(model);

function isSourceAccepted({ accepts }: MapBuild, { version }: Asking): boolean {
  return accepts === '*' || (version !== null && isVersionIn(accepts, version));
}

/** What one rollout says to the device; null when the device is none of its business. */
function decideByRollout<R extends ReadyRollout>(
  rollout: R,
  asking: Asking,
  cohorts: ReadyChannel['cohorts'],
): OfferDecision<R> | null {
  const { phase, build, fallback } = rollout;
  const hasBuild = asking.installed?.counter === rollout.counter && asking.installed.buildId === build.buildId;
  if (phase === 'retreated') {
    if (!hasBuild) return null;
    if (fallback === null || !fallback.models.includes(asking.model)) return none('no-fallback', rollout);
    return { kind: 'offer', direction: 'back', rollout };
  }
  if (hasBuild) return none('up-to-date', rollout);
  if (!isNewer(rollout, asking) || !isInside(rollout, asking, cohorts) || !isForModel(rollout, asking)) return null;
  if (phase === 'held') return none('held', rollout);
  if (phase === 'halted') return none('halted', rollout);
  if (rollout.quarantined?.has(asking.model) === true) return none('quarantined', rollout);
  if (!isSourceAccepted(build, asking)) return none('source-not-accepted', rollout);
  return { kind: 'offer', direction: 'forward', rollout };
}

function none<R>(reason: NoOfferReason, rollout: R | null): NoOffer<R> {
  return { kind: 'none', reason, rollout };
}

/** Why no rollout spoke for the device, told by the newest one, which is the one people ask about. */
function deriveSilenceReason(newest: ReadyRollout, asking: Asking): NoOfferReason {
  if (!isForModel(newest, asking)) return 'model-not-listed';
  if (!isNewer(newest, asking)) return 'up-to-date';
  return newest.phase === 'retreated' ? 'no-rollout' : 'not-in-stage';
}

/**
 * Decides the answer to a poll from the map alone: total, and the same for the same arguments.
 * The newest rollout with an offer wins; a held or halted one does not keep a device from an older build it still lacks.
 */
export function decideOffer<R extends ReadyRollout>(channel: ReadyChannel<R>, asking: Asking): OfferDecision<R> {
  const newest = channel.rollouts[0];
  if (newest === undefined) return none('no-rollout', null);
  if (!channel.models.has(asking.model)) return none('model-not-listed', newest);
  let refused: OfferDecision<R> | null = null;
  for (const rollout of channel.rollouts) {
    const decision = decideByRollout(rollout, asking, channel.cohorts);
    if (decision?.kind === 'offer') return decision;
    refused ??= decision;
  }
  return refused ?? none(deriveSilenceReason(newest, asking), newest);
}
