// What one signal measures on some sums: both e-processes, what was counted, and what is missing.
import { ln } from '../logarithm.ts';
import type { Interval } from './band.ts';
import type { RatioSums, ShareSums } from './evidence.ts';
import { deriveJudgedTolerance } from './grid.ts';
import { deriveLogMean } from './log-space.ts';
import { deriveToleratedRatio, type RatioRule, type ShareRule } from './policy.ts';
import {
  deriveRatioEstimate,
  deriveRatioGrowth,
  deriveRatioHarm,
  deriveRatioInterval,
  deriveRatioSafety,
} from './ratio-test.ts';
import {
  deriveLastingSafety,
  deriveQuietSafety,
  deriveShareGrowth,
  deriveShareHarm,
  deriveShareInterval,
  deriveShareSafety,
} from './share-test.ts';

export type Missing = 'no-exposure' | 'no-control' | 'none-due';
export type Unit = 'device-hours' | 'devices';

export type Measure = {
  readonly harmLogE: number;
  /** What forbids to advance: beside harm also what may yet turn out to be none. */
  readonly againstLogE: number;
  readonly safety: { readonly logE: number; readonly best: number; readonly bets: number };
  /** In `unit`s. */
  readonly counted: { readonly events: number; readonly exposure: number };
  readonly control: { readonly events: number; readonly exposure: number } | null;
  readonly unit: Unit;
  /** A ratio to control, or a share of devices; `null` where nothing can be divided. */
  readonly estimate: number | null;
  readonly interval: Interval | null;
  /** What is judged: a ratio of the grid, or a share. */
  readonly tolerance: number;
  readonly missing: Missing | null;
  /** Nats that a healthy build adds to the safety evidence with each unit of exposure. */
  readonly growth: number;
};

/** Crashes a device-hour of an ordinary fleet, to size a need before the first crash (0.03 a device-day; gates.md 4). */
const typicalCrashesPerHour = 0.03 / 24;
/** Share of the build in all exposure while nothing is known: a first stage of one in a hundred. */
const typicalShare = 0.01;
const hourS = 3600;

/**
 * Few devices that always crash speak in every window, and many that always claim a crash drown what is new. First crashes
 * since the rollout began suffer from neither, but tell less where a build crashes the same devices again and again. So
 * windows count only up to three times the evidence by first crashes, and half of the stake is on these alone: a mean of
 * two e-processes, of which the first is the smaller of two (gates.md 1.3 e).
 */
const guardFactor = 3;

export function deriveGuardedHarm(
  { margin }: RatioRule,
  parts: readonly RatioSums[],
  firsts: readonly RatioSums[],
): number {
  const harm = deriveRatioHarm(parts, margin);
  if (firsts.length === 0) return harm;
  const first = deriveRatioHarm(firsts, margin);
  return deriveLogMean([Math.min(harm, first + ln(guardFactor)), first]);
}

/**
 * Where it is asked who stays away, only they are harm. Who comes back leaves the count, so it never holds more than those
 * who were away for the whole day: the e-process of that day bounds it at every look.
 */
export function deriveShareRuleHarm(rule: ShareRule, sums: ShareSums, lost: ShareSums | null): number {
  if (lost === null || rule.lasting === undefined) return deriveFirstHarm(rule, sums);
  return deriveShareHarm({ events: lost.events, devices: lost.started }, rule.lasting);
}

const deriveFirstHarm = ({ limit }: ShareRule, { events, started }: ShareSums): number =>
  deriveShareHarm({ events, devices: started }, limit);

/** Half of the stake on first crashes here too: one device that always crashes keeps no build from being shown safe. */
function deriveDoubleSafety(sums: RatioSums, first: RatioSums | null, tolerance: number): Measure['safety'] {
  const safety = deriveRatioSafety(sums, tolerance);
  if (first === null) return safety;
  return { ...safety, logE: deriveLogMean([safety.logE, deriveRatioSafety(first, tolerance).logE]) };
}

/** What a ratio is measured on; `first` guards crash rates, `quiet` goes with silence. */
export type RatioCounts = {
  /** Evidence of harm, where it is not that of these sums alone. */
  readonly harmLogE: number | null;
  readonly sums: RatioSums;
  /** What is counted and shown in their place, in device-seconds; null where it is these sums. */
  readonly shown: RatioSums | null;
  readonly first: RatioSums | null;
  readonly quiet: ShareSums | null;
};

/** `alpha` is that of the interval. */
export function measureRatio(rule: RatioRule, counts: RatioCounts, alpha: number): Measure {
  const { sums, first } = counts;
  const isTimed = rule.signal === 'crash-rate' || rule.signal === 'late-crash';
  const perUnit = isTimed ? hourS : 1;
  const tolerance = deriveJudgedTolerance(deriveToleratedRatio(rule));
  const exposure = sums.exposure / perUnit;
  const controlExposure = sums.controlExposure / perUnit;
  const isCompared = sums.exposure > 0 && sums.controlExposure > 0;
  const typicalRate = isTimed ? typicalCrashesPerHour : (rule.base ?? 0.01);
  const rate = sums.controlEvents > 0 && controlExposure > 0 ? sums.controlEvents / controlExposure : typicalRate;
  const share = isCompared ? exposure / (exposure + controlExposure) : typicalShare;
  const harmLogE = counts.harmLogE ?? deriveGuardedHarm(rule, [sums], first === null ? [] : [first]);
  return {
    harmLogE,
    againstLogE: harmLogE,
    safety: deriveSafetyWithQuiet(deriveDoubleSafety(sums, first, tolerance), rule, counts.quiet),
    ...describeRatio(counts.shown ?? sums, isTimed || counts.shown !== null, alpha),
    tolerance,
    missing: sums.exposure === 0 ? (isTimed ? 'no-exposure' : 'none-due') : isCompared ? null : 'no-control',
    growth: deriveRatioGrowth(1, tolerance, share) * rate,
  };
}

type Described = Pick<Measure, 'counted' | 'control' | 'unit' | 'estimate' | 'interval'>;

function describeRatio(sums: RatioSums, isTimed: boolean, alpha: number): Described {
  const perUnit = isTimed ? hourS : 1;
  return {
    counted: { events: sums.events, exposure: sums.exposure / perUnit },
    control: { events: sums.controlEvents, exposure: sums.controlExposure / perUnit },
    unit: isTimed ? 'device-hours' : 'devices',
    estimate: deriveRatioEstimate(sums),
    interval: deriveRatioInterval(sums, alpha),
  };
}

/** Half of the stake on those who are still away: a bricked device never comes back, most others do within days. */
function deriveSafetyWithQuiet(
  safety: Measure['safety'],
  { lasting, tolerance }: RatioRule,
  quiet: ShareSums | null,
): Measure['safety'] {
  if (quiet === null || lasting === undefined) return safety;
  const share = { events: quiet.events, devices: quiet.started };
  return { ...safety, logE: deriveLogMean([safety.logE, deriveQuietSafety(share, lasting, lasting + tolerance).logE]) };
}

/**
 * Harm is judged on all that began, the unfinished as good: failures finish first, and a share of the finished would
 * halt every good build in its first minutes. Safety is judged on what ran its full time.
 */
export function measureShare(
  rule: ShareRule,
  { sums, lost }: { sums: ShareSums; lost: ShareSums | null },
  alpha: number,
): Measure {
  const { events, started, matured } = sums;
  const isLasting = lost !== null && rule.lasting !== undefined;
  const tolerance = isLasting ? rule.tolerance : rule.limit + rule.tolerance;
  const share = { events, devices: started };
  // Failures before their deadline count already: that can only lower the evidence of safety.
  const told = { events, devices: Math.max(matured, events) };
  const harmLogE = deriveShareRuleHarm(rule, sums, lost);
  return {
    harmLogE,
    againstLogE: Math.max(harmLogE, deriveFirstHarm(rule, sums)),
    safety: isLasting ? deriveLastingSafety(told, tolerance) : deriveShareSafety(told, rule.limit, tolerance),
    counted: { events, exposure: started },
    control: null,
    unit: 'devices',
    estimate: started > 0 ? events / started : null,
    interval: deriveShareInterval(share, alpha),
    tolerance,
    missing: matured > 0 || (rule.isOptional && started === 0) ? null : 'none-due',
    growth: deriveShareGrowth(isLasting ? tolerance / 6 : rule.limit, tolerance),
  };
}
