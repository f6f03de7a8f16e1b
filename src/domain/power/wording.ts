// What a plan can see, in the sentences that are read before a start.

import type { Metric } from '../device/metric.ts';
import { deriveCountWords, deriveDurationWords, deriveListWords } from '../gate/wording.ts';
import type { PlanStage } from '../rollout/plan.ts';
import type { Advice } from './advise.ts';
import type { FaultPower, GoodPower, Power } from './measure.ts';
import type { MetricSight, StageSight } from './metric-sight.ts';

/** Below this a fault came to a stage too seldom to say what the stage makes of it. */
const leastReached = 10;

/** `stage 1 (testers) for 24 h finds a doubled crash rate with 83 % chance after about 900 devices; a 1 % brick with 40 %.` */
export function deriveStageSentence(
  { name, bakeS }: PlanStage,
  index: number,
  { power, advice }: { power: Power; advice: readonly Advice[] },
): string {
  const head = `stage ${index + 1} (${name}) for ${deriveBakeWords(bakeS)}`;
  const coming = power.faults.filter(({ stages }) => (stages[index]?.reached ?? 0) >= leastReached);
  if (coming.length === 0) return `${head}: none of these faults comes so far.`;
  const found = coming.filter(({ stages }) => (stages[index]?.found ?? 0) > 0);
  if (found.length === 0) return `${head} finds none of what comes so far.`;
  const parts = found.map((each, at) => {
    const own = advice.filter(({ stage, fault }) => stage === index && fault === each.fault);
    return `${deriveFoundWords(each, index, at === 0)}${own.map((one) => `: ${deriveChangeWords(one)}`).join('')}`;
  });
  const missed = coming.filter((each) => !found.includes(each)).map(({ words }) => words);
  return `${head} finds ${parts.join('; ')}${missed.length === 0 ? '' : `; never ${deriveListWords(missed)}`}.`;
}

/** Of those that come so far; only the first says what the numbers are. */
function deriveFoundWords({ words, stages }: FaultPower, index: number, isFirst: boolean): string {
  const { reached = 1, found = 0, devices } = stages[index] ?? {};
  const share = deriveChanceWords(found / reached);
  const after = deriveRoundWords(devices ?? 0);
  return isFirst
    ? `${words} with ${share} chance after about ${after} devices`
    : `${words} with ${share} after about ${after}`;
}

/** `use 2,000 devices (permille 800)`, `add 12 h (bake 36 h)`. */
function deriveChangeWords({ change }: Pick<Advice, 'change'>): string {
  if (change.kind === 'hours') return `add ${change.hours} h (bake ${deriveBakeWords(change.bakeS)})`;
  return `use ${deriveCountWords(change.devices)} devices (permille ${change.permille})`;
}

/** Each change once, with all that trying it showed. */
export function deriveAdviceSentences(advice: readonly Advice[], stages: readonly PlanStage[]): string[] {
  const byChange = new Map<string, Advice[]>();
  for (const one of advice) {
    const change = `in stage ${one.stage + 1} (${stages[one.stage]?.name ?? ''}) ${deriveChangeWords(one)}`;
    byChange.set(change, [...(byChange.get(change) ?? []), one]);
  }
  return [...byChange].map(([change, all]) => {
    const tried = `${all[0]?.trials ?? 0} builds of each tried on the changed plan`;
    return `${change}: ${deriveListWords(all.map(deriveGainWords))} (${tried}).`;
  });
}

function deriveGainWords({ fault, words, before, after }: Advice): string {
  const [was, is] = [deriveChanceWords(before), deriveChanceWords(after)];
  return fault === 'good'
    ? `${is} of good builds are left to a person there instead of ${was}`
    : `${words} is found by its end with ${is} chance instead of ${was}`;
}

/** What becomes of a build without a fault. */
export function deriveGoodSentence({ trials, halted, held, hours }: GoodPower): string {
  const share = (count: number) => deriveChanceWords(count / Math.max(1, trials));
  const through =
    hours === null
      ? 'none reached everybody'
      : `everybody is offered it after ${hours.median} h (nine in ten: ${hours.most} h)`;
  return `a good build is halted with ${share(halted)} chance and left to a person with ${share(held)}; ${through}.`;
}

/** Whole percents; what is rare and not never stays visible. */
export function deriveChanceWords(share: number): string {
  if (share > 0 && share < 0.005) return 'under 1 %';
  if (share < 1 && share > 0.995) return 'over 99 %';
  return `${Math.round(share * 100)} %`;
}

/** Two digits: more would pretend. */
export function deriveRoundWords(devices: number): string {
  if (devices < 100) return deriveCountWords(devices);
  const unit = 10 ** (Math.floor(Math.log10(devices)) - 1);
  return deriveCountWords(Math.round(devices / unit) * unit);
}

/** `38 h` as plans write it; days and minutes only where hours do not say it. */
const deriveBakeWords = (seconds: number): string =>
  seconds % 3600 === 0 && seconds <= 240 * 3600 ? `${seconds / 3600} h` : deriveDurationWords(seconds);

/** `metrics, where all devices measure, hold a build in stage 2 (testers) from boots 1.3 times as long …`; what they see is worked out, not tried. */
export function deriveMetricSentence(sights: readonly StageSight[], stages: readonly PlanStage[]): string {
  if (sights.every(({ seen }) => seen.length === 0)) return 'this plan looks at no metrics.';
  const parts = sights.map(({ stage, devices, seen }) => {
    const words = seen.flatMap(deriveSightWords);
    const place = `stage ${stage + 1} (${stages[stage]?.name ?? ''}, ${deriveRoundWords(devices)} devices)`;
    return `${place} ${words.length === 0 ? 'none' : words.join(', ')}`;
  });
  return `metrics hold a build, and never halt it. Where all devices measure themselves, they see of harm to all models: ${parts.join('; ')}.`;
}

const sightWords: Readonly<Record<Metric, (times: number) => string>> = {
  'boot-time': (times) => `boots ${times} times as long`,
  'battery-drain': (times) => `${times} times the drain`,
  'free-storage': (times) => `${times} times the free storage`,
};

const deriveSightWords = ({ metric, times }: MetricSight): string[] =>
  times === null ? [] : [sightWords[metric](times)];
