// z-tests on crashes and silence: looked at every hour as if once, and group-sequential at stage ends only.
import { normalBelow } from '../world/ground.ts';
import type { HourView, Peer, PeerKind } from './peer.ts';
import { type Arms, addArms, noArms, plainWorth, sumCrashes, sumSilence, type Worth } from './sums.ts';

/** 95 % of the normal distribution, one side. */
const z05 = 1.644854;
const fewEvents = 5;
/** Ratio that is no harm: the same margin as the gate's, where data are adjusted. */
const margin = 1.1;
/** Chance of a false stop over all looks of the group-sequential test. */
const alpha = 0.01;

/** Rate of the new build against control, in standard deviations of equal rates. */
export function scoreOf({ events, exposure, controlEvents, controlExposure }: Arms): number {
  if (exposure <= 0 || controlExposure <= 0) return 0;
  const pooled = (events + controlEvents) / (exposure + controlExposure);
  if (pooled === 0) return 0;
  const gap = events / exposure - controlEvents / controlExposure;
  return gap / Math.sqrt(pooled * (1 / exposure + 1 / controlExposure));
}

/** The z that is exceeded with this chance. */
export function deriveQuantile(chance: number): number {
  let [low, high] = [0, 10];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (1 - normalBelow(middle) > chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** With adjusted data, exposure counts as history says it should crash, and a tenth more is no harm. */
function worthOf({ history, modelCrash }: HourView, isAdjusted: boolean): Worth {
  if (!isAdjusted) return plainWorth;
  return (model, cohort, isFresh) =>
    (modelCrash[model] ?? 1) * (history.cohortRatios[cohort] ?? 1) * (isFresh ? history.freshRatio : 1);
}

class Sums {
  readonly crashes = noArms();
  readonly silence = noArms();

  hear(view: HourView, isAdjusted: boolean): { crash: number; silence: number } {
    addArms(this.crashes, sumCrashes(view, worthOf(view, isAdjusted)));
    addArms(this.silence, sumSilence(view));
    const weigh = (arms: Arms) => scoreOf(isAdjusted ? { ...arms, exposure: arms.exposure * margin } : arms);
    return { crash: weigh(this.crashes), silence: weigh(this.silence) };
  }
}

function startNaive(isAdjusted: boolean): Peer {
  const sums = new Sums();
  return {
    shouldStop(view) {
      const { crash, silence } = sums.hear(view, isAdjusted);
      const isCrashing = sums.crashes.events >= fewEvents && crash > z05;
      return isCrashing || (sums.silence.events >= fewEvents && silence > z05);
    },
  };
}

/** α split evenly over the stages and both signals (Bonferroni). */
function startGroupSequential(isAdjusted: boolean): Peer {
  const sums = new Sums();
  return {
    shouldStop(view) {
      const { crash, silence } = sums.hear(view, isAdjusted);
      if (!view.isStageEnd) return false;
      const line = deriveQuantile(alpha / (2 * view.stageCount));
      return crash > line || silence > line;
    },
  };
}

export const zTests: readonly PeerKind[] = [
  { id: 'naive-z', label: 'naive z, p < 0.05, every hour', start: () => startNaive(false) },
  { id: 'group-sequential', label: 'group-sequential z at stage ends', start: () => startGroupSequential(false) },
  { id: 'naive-z-adjusted', label: 'naive z, adjusted data', start: () => startNaive(true) },
  {
    id: 'group-sequential-adjusted',
    label: 'group-sequential z, adjusted data',
    start: () => startGroupSequential(true),
  },
];
