// Derives the release map from what is recorded: which rollouts still speak, how far each came, which builds they name.
import { deriveReleaseTargetPath } from '../trust/repository/target-name.ts';
import type { Cohort } from './cohort.ts';
import { testersCohort } from './cohort.ts';
import { deriveHeldChannels } from './edge-hold.ts';
import type {
  EdgeHold,
  MapBuild,
  MapChannel,
  MapPhase,
  MapRollout,
  MapStage,
  MapTrust,
  ReleaseMap,
  Steward,
} from './release-map.ts';
import type { RolloutState } from './rollout.ts';
import { deriveTranche } from './tranche.ts';

export type RolloutFacts = {
  readonly rolloutId: number;
  readonly state: RolloutState;
  readonly buildId: string;
  readonly fallbackBuildId: string | null;
  readonly salt: string;
  readonly stageIndex: number;
  readonly tranches: number;
  readonly quarantined: readonly string[];
  /** Every stage of the plan, reached or not. */
  readonly stages: readonly MapStage[];
  readonly ceiling: string;
  readonly permit: string | null;
};

/** A sealed build; `isWithdrawn` is a later fact about it. */
export type BuildFacts = Omit<MapBuild, 'release'> & { readonly isWithdrawn: boolean };

export type ChannelFacts = {
  readonly product: string;
  readonly channel: string;
  readonly pollS: number;
  readonly models: readonly string[];
  readonly cohorts: Readonly<Record<string, Cohort>>;
  /** In any order; those that are closed, and the oldest beyond the bound, are left out here. */
  readonly rollouts: readonly RolloutFacts[];
  /** Every build that a rollout names, and others of the channel so that devices can name what they run. */
  readonly builds: readonly BuildFacts[];
};

/**
 * Rollouts of a channel that polls look at: a device further behind than eight releases still gets the newest that it
 * accepts, and the cost of a poll stays bounded.
 */
export const maxRolloutsInMap = 8;

/** `holds` are those of the map before: one stays until its rollout is no longer running, by that decision or another. */
export type MapSources = {
  readonly channels: readonly ChannelFacts[];
  readonly stewards: readonly Steward[];
  readonly holds: readonly EdgeHold[];
  readonly trust: MapTrust | null;
};

export function deriveReleaseMap(sources: MapSources, revision: number, nowMs: number): ReleaseMap {
  const { channels, stewards, trust } = sources;
  const running = new Set(channels.flatMap(({ rollouts }) => rollouts.filter(isRunning).map((each) => each.rolloutId)));
  const holds = sources.holds.filter(({ rolloutId }) => running.has(rolloutId));
  const map = { revision, publishedMs: nowMs, channels: channels.map(deriveMapChannel), holds, stewards, trust };
  return { ...map, channels: deriveHeldChannels(map) };
}

const isRunning = ({ state }: RolloutFacts): boolean => state === 'running';

function deriveMapChannel(facts: ChannelFacts): MapChannel {
  const { product, channel, pollS, models, cohorts } = facts;
  const withdrawn = new Set(facts.builds.filter((build) => build.isWithdrawn).map((build) => build.buildId));
  const rollouts = facts.rollouts
    .filter(({ state }) => state !== 'closed')
    .sort((a, b) => b.rolloutId - a.rolloutId)
    .slice(0, maxRolloutsInMap)
    .map((rollout) => deriveMapRollout(rollout, withdrawn));
  const offered = new Set(rollouts.flatMap(({ buildId, fallbackBuildId }) => [buildId, fallbackBuildId]));
  return {
    product,
    channel,
    models,
    pollS,
    cohorts: { [testersCohort]: { kind: 'testers' }, ...cohorts },
    builds: facts.builds.map((build) => deriveMapBuild(build, product, offered.has(build.buildId))),
    rollouts,
  };
}

/** A build that nobody is offered is only a name here: its files could be had otherwise. */
function deriveMapBuild({ isWithdrawn, ...build }: BuildFacts, product: string, isOffered: boolean): MapBuild {
  const image = build.artifacts.find(({ kind }) => kind === 'full');
  if (!isOffered || isWithdrawn || image === undefined) return { ...build, release: '', artifacts: [] };
  const { buildId: releaseId } = build;
  return { ...build, release: deriveReleaseTargetPath({ product, releaseId, fileName: image.fileName }) };
}

function deriveMapRollout(rollout: RolloutFacts, withdrawn: ReadonlySet<string>): MapRollout {
  const { rolloutId, state, buildId, fallbackBuildId, salt, ceiling, permit } = rollout;
  return {
    rolloutId,
    phase: derivePhase(state, withdrawn.has(buildId)),
    buildId,
    fallbackBuildId: fallbackBuildId === null || withdrawn.has(fallbackBuildId) ? null : fallbackBuildId,
    salt,
    stages: deriveReached(rollout).map(deriveMapStage),
    ceiling,
    permit,
    isCompleted: state === 'completed',
    quarantined: rollout.quarantined,
  };
}

function deriveMapStage({ cohort, permille, joinedByMs = null }: MapStage): MapStage {
  return joinedByMs === null ? { cohort, permille } : { cohort, permille, joinedByMs };
}

/** A completed rollout has passed them all, whatever its index says, and keeps nobody waiting who came later. */
function deriveReached({ state, stageIndex, tranches, stages }: RolloutFacts): readonly MapStage[] {
  if (state === 'completed') return stages.map((stage) => ({ ...stage, joinedByMs: null }));
  const tranche = deriveTranche(stages, stageIndex, tranches);
  return [...stages.slice(0, stageIndex + 1), ...(tranche === null ? [] : [tranche])];
}

const phases: Readonly<Record<RolloutState, MapPhase>> = {
  running: 'open',
  completed: 'open',
  held: 'held',
  halted: 'halted',
  retreated: 'retreated',
  // Filtered out above; if one ever came here it would offer nothing.
  closed: 'halted',
};

/** A withdrawn build is offered by nobody; devices that have it are still brought back. */
function derivePhase(state: RolloutState, isWithdrawn: boolean): MapPhase {
  return isWithdrawn && state !== 'retreated' ? 'halted' : phases[state];
}
