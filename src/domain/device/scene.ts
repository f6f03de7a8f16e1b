// What a channel looks like to the fold: its newest rollout, whom that is offered to, and the builds that devices name.
import semver from 'semver';
import type { Cohort, DeviceFacts, Membership } from '../rollout/cohort.ts';
import { type ChannelFacts, deriveReleaseMap } from '../rollout/derive-release-map.ts';
import { deriveReadyChannel, isInStages, type ReadyChannel, type ReadyRollout } from '../rollout/offer.ts';
import type { Device } from './device.ts';

export type Scene = {
  readonly channel: ReadyChannel;
  /** The open or most recent rollout; null when there never was one, or the last was closed. */
  readonly rollout: ReadyRollout | null;
  /** The cohorts, their rules without the installed build. */
  readonly cohortsOfAnyBuild: Readonly<Record<string, Cohort>>;
};

/** Goes through the release map's own derivation, so that a device counts as offered exactly when its poll says so. */
export function deriveScene(facts: ChannelFacts): Scene {
  const [source] = deriveReleaseMap({ channels: [facts], stewards: [], holds: [], trust: null }, 0, 0).channels;
  if (source === undefined) throw new RangeError('one channel in, one channel out');
  const channel = deriveReadyChannel(source);
  const ofAnyBuild = Object.entries(channel.cohorts).map(([name, cohort]) => [name, withoutBuilds(cohort)]);
  return { channel, rollout: channel.rollouts[0] ?? null, cohortsOfAnyBuild: Object.fromEntries(ofAnyBuild) };
}

function withoutBuilds(cohort: Cohort): Cohort {
  return cohort.kind === 'rule' ? { kind: 'rule', rule: { ...cohort.rule, builds: undefined } } : cohort;
}

/** A device at the moment of one event: `runs` is the id of the build it named, null where nobody published one. */
export type Runner = { readonly facts: DeviceFacts; readonly bucket: number; readonly runs: string | null };

export function deriveRunner(scene: Scene, device: Device, build: string, cohorts: readonly Membership[]): Runner {
  const known = scene.channel.buildsByName.get(build);
  const { model, region, locale, bucket } = device;
  const version = known?.version ?? semver.valid(build);
  return { facts: { model, version, region, locale, passCohorts: cohorts }, bucket, runs: known?.buildId ?? null };
}

/**
 * Whether the rollout's build is meant for the device now. Who runs or installs it has left the range of builds that a
 * cohort may name, and what it ran before is not known any more: for it only the rest of the rule is asked.
 */
export function isOffered(scene: Scene, rollout: ReadyRollout, runner: Runner, hasBuild: boolean): boolean {
  if (!rollout.build.models.includes(runner.facts.model)) return false;
  const place = rollout.places[runner.bucket] ?? Number.POSITIVE_INFINITY;
  const cohorts = hasBuild ? scene.cohortsOfAnyBuild : scene.channel.cohorts;
  return isInStages(rollout.source.stages, place, runner.facts, cohorts);
}
