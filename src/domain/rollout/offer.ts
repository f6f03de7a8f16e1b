// Decides which build, if any, a polling device is offered: the judgement behind every answer to a poll.
import { isVersionAfter, isVersionIn } from '../build/version.ts';
import { type Cohort, type DeviceFacts, isInCohort } from './cohort.ts';
import { derivePlaces } from './permutation.ts';
import type { MapBuild, MapChannel, MapRollout, MapStage } from './release-map.ts';

/** Why a device gets nothing. The words are part of the public API. */
export type NoOfferReason =
  | 'no-rollout'
  | 'up-to-date'
  | 'not-in-stage'
  | 'held'
  | 'halted'
  | 'model-not-listed'
  | 'source-not-accepted'
  | 'no-fallback';

/** `forward` offers the rollout's build; `back` offers the fallback to a device that has a build taken back. */
export type Direction = 'forward' | 'back';

export type OfferDecision<R> =
  | { readonly kind: 'offer'; readonly direction: Direction; readonly rollout: R }
  | { readonly kind: 'none'; readonly reason: NoOfferReason; readonly rollout: R | null };

/** A rollout made ready for polls: builds resolved, places derived once. */
export type ReadyRollout = {
  readonly source: MapRollout;
  readonly build: MapBuild;
  readonly fallback: MapBuild | null;
  readonly places: Uint16Array;
  readonly models: ReadonlySet<string>;
};

export type ReadyChannel<R extends ReadyRollout = ReadyRollout> = {
  readonly source: MapChannel;
  readonly models: ReadonlySet<string>;
  readonly cohorts: Readonly<Record<string, Cohort>>;
  /** Builds by version and by the vendor's own string. */
  readonly buildsByName: ReadonlyMap<string, MapBuild>;
  readonly rollouts: readonly R[];
};

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
    if (build === undefined) return [];
    const fallback = rollout.fallbackBuildId === null ? null : (byId.get(rollout.fallbackBuildId) ?? null);
    const models = new Set(build.models);
    return [{ source: rollout, build, fallback, places: derivePlaces(rollout.salt), models }];
  });
  return { source, models: new Set(source.models), cohorts: source.cohorts, buildsByName, rollouts };
}

/** A polling device: its facts, its bucket, and its build where the service knows it. */
export type Asking = DeviceFacts & { readonly bucket: number; readonly installed: MapBuild | null };

/** Union over the stages reached: a later stage can add devices, never drop one (design.md, invariant 2). */
export function isInStages(
  stages: readonly MapStage[],
  place: number,
  asking: DeviceFacts,
  cohorts: ReadyChannel['cohorts'],
) {
  for (const { cohort, permille } of stages) {
    if (place < permille && isInCohort(cohort, cohorts[cohort], asking)) return true;
  }
  return false;
}

/** Known builds are compared by release counter; a build nobody published only by its version, and the device checks its own counter. */
function isNewer(build: MapBuild, asking: Asking): boolean {
  if (asking.installed !== null) return build.counter > asking.installed.counter;
  return asking.version === null || isVersionAfter(build.version, asking.version);
}

function isSourceAccepted({ accepts }: MapBuild, { version }: Asking): boolean {
  return accepts === '*' || (version !== null && isVersionIn(accepts, version));
}

/** What one rollout says to the device; null when the device is none of its business. */
function decideByRollout<R extends ReadyRollout>(
  rollout: R,
  asking: Asking,
  cohorts: ReadyChannel['cohorts'],
): OfferDecision<R> | null {
  const { source, build, fallback } = rollout;
  const hasBuild = asking.installed?.buildId === build.buildId;
  if (source.phase === 'retreated') {
    if (!hasBuild) return null;
    if (fallback === null || !fallback.models.includes(asking.model)) return none('no-fallback', rollout);
    return { kind: 'offer', direction: 'back', rollout };
  }
  if (hasBuild) return none('up-to-date', rollout);
  if (!isNewer(build, asking)) return null;
  if (!isInStages(source.stages, rollout.places[asking.bucket] ?? Number.POSITIVE_INFINITY, asking, cohorts))
    return null;
  if (!rollout.models.has(asking.model)) return null;
  if (source.phase === 'held') return none('held', rollout);
  if (source.phase === 'halted') return none('halted', rollout);
  if (!isSourceAccepted(build, asking)) return none('source-not-accepted', rollout);
  return { kind: 'offer', direction: 'forward', rollout };
}

function none<R>(reason: NoOfferReason, rollout: R | null): OfferDecision<R> {
  return { kind: 'none', reason, rollout };
}

/** Why no rollout spoke for the device, told by the newest one, which is the one people ask about. */
function deriveSilenceReason(newest: ReadyRollout | undefined, asking: Asking): NoOfferReason {
  if (newest === undefined) return 'no-rollout';
  if (!newest.models.has(asking.model)) return 'model-not-listed';
  if (!isNewer(newest.build, asking)) return 'up-to-date';
  return newest.source.phase === 'retreated' ? 'no-rollout' : 'not-in-stage';
}

/**
 * Decides the answer to a poll from the map alone: total, and the same for the same arguments.
 * The newest rollout with an offer wins; a held or halted one does not keep a device from an older build it still lacks.
 */
export function decideOffer<R extends ReadyRollout>(channel: ReadyChannel<R>, asking: Asking): OfferDecision<R> {
  let refused: OfferDecision<R> | null = null;
  for (const rollout of channel.rollouts) {
    const decision = decideByRollout(rollout, asking, channel.cohorts);
    if (decision?.kind === 'offer') return decision;
    refused ??= decision;
  }
  if (refused !== null) return refused;
  const newest = channel.rollouts[0];
  return none(deriveSilenceReason(newest, asking), newest ?? null);
}
