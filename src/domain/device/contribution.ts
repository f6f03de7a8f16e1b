// What a device's hours add to the sums of its sides: bounded uptime, first crashes, whether it answered and whether it fell silent.
import { deviceKey } from './device.ts';
import { hourMs } from './hour.ts';
import { isAsked } from './roll-call.ts';
import type { Contribution, DeviceWindow, Hour } from './window.ts';

/** Clocks of devices drift and networks delay: this much more uptime than time went by is believed. */
const slackS = 300;

/** Asked in one hour, a device answers by its first word within as many hours. */
const answerHours = 24;

/**
 * Names a device in one rollout, for sets. Who crashed since the rollout began is not at risk of a first crash any more,
 * on whatever side: control and build must be asked the same question.
 */
export const trialKey = (window: Pick<DeviceWindow, 'product' | 'deviceId' | 'rolloutId'>): string =>
  `${deviceKey(window.product, window.deviceId)}/${window.rolloutId}`;

/** `crashed` are the trials with a crash before these hours; `sign` takes away what was added before. */
export function deriveContributions(
  hours: ReadonlyMap<number, Hour>,
  crashed: ReadonlySet<string>,
  sign: 1 | -1,
): Contribution[] {
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

type Place = { isFree: (trial: string) => boolean; hasAnswered: boolean; sign: 1 | -1 };

/** Exposure is neither more than was claimed nor more than the time that went by; one crash for each side. */
function deriveHour(hour: Hour, place: Place, crashedBefore: Set<string>): Contribution[] {
  const claimedS = hour.windows.reduce((sum, window) => sum + window.claimedS, 0);
  const passedS = Math.max(0, Math.floor((deriveLast(hour.windows) - hour.sinceMs) / 1000)) + slackS;
  const scale = claimedS <= passedS ? null : { passedS, claimedS };
  const once = { crashed: new Set<string>(), first: new Set<string>(), asked: new Set<string>() };
  const byBuild = [...hour.windows].sort((a, b) => (a.buildId < b.buildId ? -1 : 1));
  const lastMs = deriveLast(hour.windows);
  const fallen = hasFallen(hour, place) ? byBuild.find((window) => window.lastMs === lastMs) : undefined;
  const deltas = byBuild.flatMap((window) =>
    deriveWindow(window, { ...place, once, scale, sinceMs: hour.sinceMs, isFallen: window === fallen }),
  );
  for (const window of hour.windows) if (window.crashed) crashedBefore.add(trialKey(window));
  return deltas;
}

/** Who speaks once in two days anyway has not fallen silent: only of who spoke the day before it is asked. */
const hasFallen = ({ windows, sinceMs }: Hour, { hasAnswered }: Place): boolean =>
  !hasAnswered && windows.some(({ hourMs: at }) => at - sinceMs <= answerHours * hourMs);

type Once = Readonly<Record<'crashed' | 'first' | 'asked', Set<string>>>;
type WindowPlace = Place & {
  once: Once;
  scale: { passedS: number; claimedS: number } | null;
  sinceMs: number;
  isFallen: boolean;
};

function deriveWindow(
  window: DeviceWindow,
  { isFree, hasAnswered, sign, once, scale, sinceMs, isFallen }: WindowPlace,
): Contribution[] {
  const { product, channel, rolloutId, model, buildId, arm, claimedS, isTester, ageH } = window;
  if (arm === 'aside') return [];
  const trial = trialKey(window);
  const side = `${trial}/${arm}`;
  const exposureS = scale === null ? claimedS : Math.floor((claimedS * scale.passedS) / scale.claimedS);
  const crashes = window.crashed ? countOnce(once.crashed, side) : 0;
  const free = isFree(trial) ? 1 : 0;
  const firstCrashes = free === 1 && window.crashed ? countOnce(once.first, trial) : 0;
  const asked = rolloutId !== 0 && isAsked(window, sinceMs) ? countOnce(once.asked, side) : 0;
  const names = { product, channel, rolloutId, model, buildId, hourMs: window.hourMs, arm, isTester, ageH };
  return [
    {
      ...names,
      exposureS: sign * exposureS,
      crashes: sign * crashes,
      freeS: sign * free * exposureS,
      firstCrashes: sign * firstCrashes,
      asked: sign * asked,
      answered: hasAnswered ? sign * asked : 0,
      fell: rolloutId !== 0 && isFallen ? sign : 0,
      devices: sign,
    },
  ];
}

function countOnce(counted: Set<string>, key: string): 0 | 1 {
  if (counted.has(key)) return 0;
  counted.add(key);
  return 1;
}

const deriveLast = (windows: readonly DeviceWindow[]): number =>
  windows.reduce((last, window) => Math.max(last, window.lastMs), Number.NEGATIVE_INFINITY);
