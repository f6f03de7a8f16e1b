// What a device's hours add to the sums of its sides: bounded uptime, first crashes, and whether it answered when asked.
import { deviceKey } from './device.ts';
import { hourMs } from './hour.ts';
import { isAsked } from './roll-call.ts';
import type { DeviceWindow, Hour, HourDelta } from './window.ts';

/** Clocks of devices drift and networks delay: this much more uptime than time went by is believed. */
const slackS = 300;

/** Asked in one hour, a device answers by its first word within as many hours. */
const answerHours = 24;

/** Names a side of a device, for sets. */
export const sideKey = (window: Pick<DeviceWindow, 'product' | 'deviceId' | 'rolloutId' | 'arm'>): string =>
  `${deviceKey(window.product, window.deviceId)}/${window.rolloutId}/${window.arm}`;

/** `crashed` are the sides with a crash before these hours; `sign` takes away what was added before. */
export function deriveContributions(
  hours: ReadonlyMap<number, Hour>,
  crashed: ReadonlySet<string>,
  sign: 1 | -1,
): HourDelta[] {
  const crashedBefore = new Set<string>();
  const order = [...hours.keys()].sort((a, b) => a - b);
  return order.flatMap((at, index) => {
    const hour = hours.get(at);
    if (hour === undefined) return [];
    const next = order[index + 1];
    const hasAnswered = next !== undefined && next - at <= answerHours * hourMs;
    return deriveHour(
      hour,
      { isFree: (key) => !crashed.has(key) && !crashedBefore.has(key), hasAnswered, sign },
      crashedBefore,
    );
  });
}

type Place = { isFree: (side: string) => boolean; hasAnswered: boolean; sign: 1 | -1 };

/** Exposure is neither more than was claimed nor more than the time that went by; one crash for each side. */
function deriveHour(hour: Hour, { isFree, hasAnswered, sign }: Place, crashedBefore: Set<string>): HourDelta[] {
  const claimedS = hour.windows.reduce((sum, window) => sum + window.claimedS, 0);
  const passedS = Math.max(0, Math.floor((deriveLast(hour.windows) - hour.sinceMs) / 1000)) + slackS;
  const crashedNow = new Set<string>();
  const counted = new Set<string>();
  const byBuild = [...hour.windows].sort((a, b) => (a.buildId < b.buildId ? -1 : 1));
  const deltas = byBuild.flatMap((window): HourDelta[] => {
    const { product, channel, rolloutId, model, buildId, arm } = window;
    if (arm === 'aside') return [];
    const key = sideKey(window);
    const exposureS = claimedS <= passedS ? window.claimedS : Math.floor((window.claimedS * passedS) / claimedS);
    const crashes = window.crashed && !crashedNow.has(key) ? 1 : 0;
    if (crashes === 1) crashedNow.add(key);
    const free = isFree(key) ? 1 : 0;
    const asked = !counted.has(key) && isControl(window) && isAsked(window, hour.sinceMs) ? 1 : 0;
    counted.add(key);
    return [
      {
        product,
        channel,
        rolloutId,
        model,
        buildId,
        hourMs: window.hourMs,
        arm,
        exposureS: sign * exposureS,
        crashes: sign * crashes,
        freeS: sign * free * exposureS,
        firstCrashes: sign * free * crashes,
        asked: sign * asked,
        answered: hasAnswered ? sign * asked : 0,
        devices: sign,
      },
    ];
  });
  for (const key of crashedNow) crashedBefore.add(key);
  return deltas;
}

const isControl = ({ arm, rolloutId }: DeviceWindow): boolean => arm === 'control' && rolloutId !== 0;

const deriveLast = (windows: readonly DeviceWindow[]): number =>
  windows.reduce((last, window) => Math.max(last, window.lastMs), Number.NEGATIVE_INFINITY);
