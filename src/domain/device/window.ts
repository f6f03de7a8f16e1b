// What a device says, hour by hour: its health events joined into windows, each of which knows when it was heard before.
import type { Arm, Side } from './arm.ts';
import { deriveContributions } from './contribution.ts';
import type { Device } from './device.ts';
import { hourOf } from './hour.ts';
import { deriveInstallAge, type InstallAge, nextTrial, settledAge, type Trial } from './install-age.ts';
import { deriveMetricDeltas, nextMeasured } from './measured.ts';
import { joinBins, type MetricBins } from './metric.ts';

/** All that a device said in one hour about one build under one arm. */
export type DeviceWindow = Side & {
  readonly product: string;
  readonly deviceId: string;
  readonly hourMs: number;
  /** Empty for a build that nobody published. */
  readonly buildId: string;
  readonly channel: string;
  readonly model: string;
  /** Uptime as stated, added up. */
  readonly claimedS: number;
  readonly crashed: boolean;
  /** The device's last health event before this hour, the same in all its windows of the hour. */
  readonly sinceMs: number;
  readonly lastMs: number;
  /** As it was enrolled when it spoke first in this hour. */
  readonly isTester: boolean;
  readonly ageH: InstallAge;
  /** What it measured in this hour; null where that is nothing. */
  readonly bins: MetricBins | null;
};

/** A health event once it is known for whom it speaks. */
export type Claim = {
  readonly side: Side;
  readonly buildId: string;
  readonly heardMs: number;
  readonly uptimeS: number;
  readonly hasCrashed: boolean;
  readonly bins: MetricBins | null;
};

/** What a device adds to (or takes from) the sums of one hour. */
export type HourDelta = {
  readonly product: string;
  readonly channel: string;
  readonly rolloutId: number;
  readonly model: string;
  readonly buildId: string;
  readonly hourMs: number;
  readonly arm: Exclude<Arm, 'aside'>;
  readonly exposureS: number;
  readonly crashes: number;
  /** The part of `exposureS` before the device's first crash on this side, and that crash. */
  readonly freeS: number;
  readonly firstCrashes: number;
  /** In a rollout: this is the check-in of the day after which the device is to speak again within a day, and it did. */
  readonly asked: number;
  readonly answered: number;
  /** In a rollout: it spoke here and within the day before, and said nothing for a day after it. */
  readonly fell: number;
  readonly devices: number;
};

/** What a device adds to the sums of those alike in what makes devices crash more or less on any build. */
export type Contribution = HourDelta & Pick<DeviceWindow, 'isTester' | 'ageH'>;

/** Far beyond any honest sum, and still an integer of four bytes. */
const maxClaimedS = 2_000_000_000;

export type Hour = { readonly windows: readonly DeviceWindow[]; readonly sinceMs: number };

/** A device, and what is known of it before the claims. */
export type Present = {
  readonly device: Device;
  /** From the hour before the earliest claim in which it spoke last, a day back at most. */
  readonly windows: readonly DeviceWindow[];
  /** Rollouts with a crash before the earliest of these windows, by `trialKey`. */
  readonly crashed: ReadonlySet<string>;
};

/**
 * Adds claims to a device's windows; `device` is the row from before the claims. What counts in an hour depends on when
 * the device was heard before it and after it, and on whether it crashed before, so a late event changes other hours
 * too; the result is the same in whatever order the events came.
 */
export function foldWindows({ device, windows: present, crashed }: Present, claims: readonly Claim[]) {
  const before = groupByHour(present);
  const after = new Map(before);
  const trial = nextTrial(device.trial, claims);
  for (const claim of claims) {
    const at = hourOf(claim.heardMs);
    after.set(at, addClaim(after.get(at) ?? { windows: [], sinceMs: Number.NaN }, device, claim, at));
  }
  chainHours(after, deriveFirstSince(device, before));
  ageHours(after, trial);
  const changed = [...after].filter(([at, hour]) => hour !== before.get(at));
  return {
    trial,
    measured: nextMeasured(after, device.measured),
    windows: changed.flatMap(([, hour]) => hour.windows),
    hours: [...deriveContributions(before, crashed, -1), ...deriveContributions(after, crashed, 1)],
    metrics: [...deriveMetricDeltas(before, device.measured, -1), ...deriveMetricDeltas(after, device.measured, 1)],
  };
}

function groupByHour(windows: readonly DeviceWindow[]): Map<number, Hour> {
  const hours = new Map<number, Hour>();
  for (const window of windows) {
    const known = hours.get(window.hourMs)?.windows ?? [];
    hours.set(window.hourMs, { windows: [...known, window], sinceMs: window.sinceMs });
  }
  return hours;
}

/** When the device was heard before the earliest hour: the earliest present window says so, or the device's own row. */
function deriveFirstSince(device: Device, before: ReadonlyMap<number, Hour>): number {
  const [first] = [...before].sort(([a], [b]) => a - b);
  return first === undefined ? device.healthMs : first[1].sinceMs;
}

function addClaim(hour: Hour, device: Device, claim: Claim, at: number): Hour {
  const { side, buildId, uptimeS, hasCrashed, heardMs, bins } = claim;
  const isSame = (window: DeviceWindow) =>
    window.rolloutId === side.rolloutId && window.arm === side.arm && window.buildId === buildId;
  const found = hour.windows.find(isSame) ?? startWindow(device, claim, { at, sinceMs: hour.sinceMs });
  const joined: DeviceWindow = {
    ...found,
    claimedS: Math.min(maxClaimedS, found.claimedS + uptimeS),
    crashed: found.crashed || hasCrashed,
    lastMs: Math.max(found.lastMs, heardMs),
    bins: joinBins(found.bins, bins),
  };
  return { ...hour, windows: [...hour.windows.filter((window) => !isSame(window)), joined] };
}

/** Written out, field by field: rows are made by the ten thousand, and spreading makes each three times as dear. */
function startWindow(device: Device, claim: Claim, hour: { at: number; sinceMs: number }): DeviceWindow {
  return {
    rolloutId: claim.side.rolloutId,
    arm: claim.side.arm,
    product: device.product,
    deviceId: device.id,
    hourMs: hour.at,
    buildId: claim.buildId,
    channel: device.channel,
    model: device.model,
    claimedS: 0,
    crashed: false,
    sinceMs: hour.sinceMs,
    lastMs: claim.heardMs,
    isTester: device.isTester,
    ageH: settledAge,
    bins: null,
  };
}

/** Lets every hour know when the device was last heard before it; hours that this does not change stay the same objects. */
function chainHours(hours: Map<number, Hour>, firstSinceMs: number): void {
  let sinceMs = firstSinceMs;
  for (const at of [...hours.keys()].sort((a, b) => a - b)) {
    const hour = hours.get(at);
    if (hour === undefined) continue;
    const ofHourMs = sinceMs;
    if (hour.sinceMs !== ofHourMs) {
      hours.set(at, { sinceMs: ofHourMs, windows: hour.windows.map((window) => ({ ...window, sinceMs: ofHourMs })) });
    }
    sinceMs = deriveLast(hour.windows);
  }
}

/** All windows after an earlier word are there, so what turns out to be older is counted anew. */
function ageHours(hours: Map<number, Hour>, trial: Trial | null): void {
  for (const [at, hour] of hours) {
    const ageOf = (window: DeviceWindow) => deriveInstallAge(window, at, trial) ?? window.ageH;
    if (hour.windows.every((window) => ageOf(window) === window.ageH)) continue;
    hours.set(at, { ...hour, windows: hour.windows.map((window) => ({ ...window, ageH: ageOf(window) })) });
  }
}

const deriveLast = (windows: readonly DeviceWindow[]): number =>
  windows.reduce((last, window) => Math.max(last, window.lastMs), Number.NEGATIVE_INFINITY);
