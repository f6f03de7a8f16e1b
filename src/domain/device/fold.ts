// Folds check-in events into devices, install attempts and hourly sums: what a batch changes, decided without a database.

import { groupBy } from '../group-by.ts';
import type { Membership } from '../rollout/cohort.ts';
import { decideArm } from './arm.ts';
import { type Attempt, isChanged, nextAttempt } from './attempt.ts';
import { type Device, deviceKey } from './device.ts';
import { type CheckinEvent, compareHeard, type HealthEvent, type HeardEvent, type InstallEvent } from './event.ts';
import { hourOf } from './hour.ts';
import { addUpHours, addUpParts, type PartDelta } from './hour-sums.ts';
import { addUpMetrics, type MetricDelta } from './measured.ts';
import { deriveBins } from './metric.ts';
import { deriveRunner, isOffered, type Scene } from './scene.ts';

import { type Claim, type DeviceWindow, foldWindows, type HourDelta } from './window.ts';

/** Everything the fold looks at. Maps of devices go by `<product>/<device>`, of scenes by `<product>/<channel>`. */
export type FoldFacts = {
  /** Each event once, of devices in `devices` that are not blocked; in any order. */
  readonly events: readonly HeardEvent[];
  readonly devices: ReadonlyMap<string, Device>;
  /** The cohorts a device's pass proves. */
  readonly cohorts: ReadonlyMap<string, readonly Membership[]>;
  readonly scenes: ReadonlyMap<string, Scene>;
  /** Of the devices, for the rollouts of the scenes. */
  readonly attempts: readonly Attempt[];
  /** Of the devices, from the hour before each one's earliest health event in which it spoke last, a day back at most. */
  readonly windows: readonly DeviceWindow[];
  /** Devices that were heard running the build of their scene's rollout before, while it was that, and since when. */
  readonly booted: ReadonlyMap<string, number>;
  /** Devices in a rollout (`trialKey`) with a crash before the earliest of `windows`. */
  readonly crashed: ReadonlySet<string>;
};

/** What is to be written: whole rows, and sums to add. */
export type FoldChanges = {
  readonly devices: readonly Device[];
  readonly attempts: readonly Attempt[];
  readonly windows: readonly DeviceWindow[];
  readonly hours: readonly HourDelta[];
  readonly parts: readonly PartDelta[];
  readonly metrics: readonly MetricDelta[];
};

/** The end state depends on which events were folded and when they were heard, not on their order or on how they were split. */
export function foldEvents(facts: FoldFacts): FoldChanges {
  const attempts = groupBy(facts.attempts, (attempt) => deviceKey(attempt.product, attempt.deviceId));
  const windows = groupBy(facts.windows, (window) => deviceKey(window.product, window.deviceId));
  const changes = [...groupBy(facts.events, ({ product, event }) => deviceKey(product, event.deviceId))].map(
    ([key, events]) => {
      const device = facts.devices.get(key);
      if (device === undefined) throw new RangeError(`no row of device ${key}`);
      return foldDevice({
        device,
        events: [...events].sort(compareHeard),
        cohorts: facts.cohorts.get(key) ?? [],
        scene: facts.scenes.get(`${device.product}/${device.channel}`),
        attempts: attempts.get(key) ?? [],
        windows: windows.get(key) ?? [],
        bootedMs: facts.booted.get(key) ?? null,
        crashed: facts.crashed,
      });
    },
  );
  const said = changes.flatMap((change) => change.hours);
  return {
    devices: changes.map(({ device }) => device),
    attempts: changes.flatMap(({ attempt }) => (attempt === null ? [] : [attempt])),
    windows: changes.flatMap((change) => change.windows),
    hours: addUpHours(said),
    parts: addUpParts(said),
    metrics: addUpMetrics(changes.flatMap((change) => change.metrics)),
  };
}

/** One device and what was heard of it, in order. */
type Told = {
  readonly device: Device;
  readonly events: readonly HeardEvent[];
  readonly cohorts: readonly Membership[];
  readonly scene: Scene | undefined;
  readonly attempts: readonly Attempt[];
  readonly windows: readonly DeviceWindow[];
  readonly bootedMs: number | null;
  readonly crashed: ReadonlySet<string>;
};

function foldDevice(told: Told) {
  const claims = told.events.filter(isHealth).map((heard) => deriveClaim(told, heard));
  const { windows, hours, metrics, trial, measured } = foldWindows(told, claims);
  const device = { ...nextDevice(told), trial, measured };
  return { device, attempt: foldAttempt(told, device, claims), windows, hours, metrics };
}

const isHealth = (heard: HeardEvent): heard is HeardEvent<HealthEvent> => heard.event.type === 'health';
const isInstall = (heard: HeardEvent): heard is HeardEvent<InstallEvent> => heard.event.type === 'install';

/** A health event names what runs; of the install events only a confirmation does. */
const namesRunning = (event: CheckinEvent): boolean => event.type === 'health' || event.outcome === 'confirmed';

function nextDevice({ device, events, scene }: Told): Device {
  let { seenMs, healthMs, reportedBuild, buildId, reportedMs } = device;
  for (const { event, heardMs } of events) {
    seenMs = Math.max(seenMs, heardMs);
    if (event.type === 'health') healthMs = Math.max(healthMs, heardMs);
    if (!namesRunning(event) || heardMs < reportedMs) continue;
    reportedBuild = event.build;
    buildId = scene?.channel.buildsByName.get(event.build)?.buildId ?? null;
    reportedMs = heardMs;
  }
  return { ...device, seenMs, healthMs, reportedBuild, buildId, reportedMs };
}

function deriveClaim({ device, scene, cohorts }: Told, { event, heardMs }: HeardEvent<HealthEvent>): Claim {
  const { uptimeS, crashes } = event;
  const outcome = { heardMs, uptimeS, hasCrashed: crashes > 0, bins: deriveBins(event.metrics) };
  if (scene === undefined) return { ...outcome, side: { rolloutId: 0, arm: 'control' }, buildId: '' };
  const runner = deriveRunner(scene, device, event.build, cohorts);
  return { ...outcome, side: decideArm(scene, runner), buildId: runner.runs ?? '' };
}

/** An install without an offer is no evidence; one that began with an offer stays an attempt whatever changed since. */
function foldAttempt(told: Told, device: Device, claims: readonly Claim[]): Attempt | null {
  const { scene, cohorts, events } = told;
  const rollout = scene?.rollout ?? null;
  if (scene === undefined || rollout === null) return null;
  const { rolloutId } = rollout.source;
  const present = told.attempts.find((attempt) => attempt.rolloutId === rolloutId) ?? null;
  const steps = events.filter(isInstall).filter(({ event }) => {
    const runner = deriveRunner(scene, told.device, event.build, cohorts);
    if (runner.runs !== rollout.build.buildId) return false;
    return present !== null || isOffered(scene, rollout, runner, true);
  });
  const running = claims
    .filter(({ buildId }) => buildId === rollout.build.buildId)
    .map(({ heardMs }) => hourOf(heardMs));
  const before = told.bootedMs === null ? [] : [told.bootedMs];
  const bootedMs = [...before, ...running].reduce<number | null>((least, at) => Math.min(least ?? at, at), null);
  const wordsMs = events.map(({ heardMs }) => heardMs);
  const next = nextAttempt(present, steps, { rolloutId, device, bootedMs, wordsMs });
  return next !== null && isChanged(present, next) ? next : null;
}
