// What a device's health events count for, hour by hour: bounded exposure, and one crash however often it crashed.
import type { Arm, Side } from './arm.ts';
import type { Device } from './device.ts';

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
};

/** A health event once it is known for whom it speaks. */
export type Claim = {
  readonly side: Side;
  readonly buildId: string;
  readonly heardMs: number;
  readonly uptimeS: number;
  readonly hasCrashed: boolean;
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
  readonly devices: number;
};

export const hourMs = 3_600_000;

/** Clocks of devices drift and networks delay: this much more uptime than time went by is believed. */
const slackS = 300;

/** Far beyond any honest sum, and still an integer of four bytes. */
const maxClaimedS = 2_000_000_000;

type Hour = { readonly windows: readonly DeviceWindow[]; readonly sinceMs: number };

/**
 * Adds claims to a device's windows. `present` are all its windows from the hour of the earliest claim on, `device` is
 * the row from before the claims. What counts in an hour depends on when the device was heard before it, so a late event
 * changes the hour after its own too; the result is the same in whatever order the events came.
 */
export function foldWindows(device: Device, present: readonly DeviceWindow[], claims: readonly Claim[]) {
  const before = groupByHour(present);
  const after = new Map(before);
  for (const claim of claims) {
    const at = Math.floor(claim.heardMs / hourMs) * hourMs;
    after.set(at, addClaim(after.get(at) ?? { windows: [], sinceMs: Number.NaN }, device, claim, at));
  }
  chainHours(after, deriveFirstSince(device, before));
  const changed = [...after].filter(([at, hour]) => hour !== before.get(at));
  return {
    windows: changed.flatMap(([, hour]) => hour.windows),
    hours: changed.flatMap(([at, hour]) => [
      ...deriveContributions(before.get(at), -1),
      ...deriveContributions(hour, 1),
    ]),
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
  const { side, buildId, uptimeS, hasCrashed, heardMs } = claim;
  const isSame = (window: DeviceWindow) =>
    window.rolloutId === side.rolloutId && window.arm === side.arm && window.buildId === buildId;
  const found = hour.windows.find(isSame) ?? startWindow(device, claim, { at, sinceMs: hour.sinceMs });
  const joined: DeviceWindow = {
    ...found,
    claimedS: Math.min(maxClaimedS, found.claimedS + uptimeS),
    crashed: found.crashed || hasCrashed,
    lastMs: Math.max(found.lastMs, heardMs),
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

const deriveLast = (windows: readonly DeviceWindow[]): number =>
  windows.reduce((last, window) => Math.max(last, window.lastMs), Number.NEGATIVE_INFINITY);

/** Exposure is neither more than was claimed nor more than the time that went by; one crash for each arm. */
function deriveContributions(hour: Hour | undefined, sign: 1 | -1): HourDelta[] {
  if (hour === undefined) return [];
  const claimedS = hour.windows.reduce((sum, window) => sum + window.claimedS, 0);
  const passedS = Math.max(0, Math.floor((deriveLast(hour.windows) - hour.sinceMs) / 1000)) + slackS;
  const crashed = new Set<string>();
  const byBuild = [...hour.windows].sort((a, b) => (a.buildId < b.buildId ? -1 : 1));
  return byBuild.flatMap((window): HourDelta[] => {
    const { product, channel, rolloutId, model, buildId, arm } = window;
    if (arm === 'aside') return [];
    const exposureS = claimedS <= passedS ? window.claimedS : Math.floor((window.claimedS * passedS) / claimedS);
    const isFirstCrash = window.crashed && !crashed.has(`${rolloutId}/${arm}`);
    if (isFirstCrash) crashed.add(`${rolloutId}/${arm}`);
    const sums = { exposureS: sign * exposureS, crashes: isFirstCrash ? sign : 0, devices: sign };
    return [{ product, channel, rolloutId, model, buildId, hourMs: window.hourMs, arm, ...sums }];
  });
}
