// What one signal measures on some sums: both e-processes, what was counted, and what is missing.
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
import { deriveShareGrowth, deriveShareHarm, deriveShareInterval, deriveShareSafety } from './share-test.ts';

export type Missing = 'no-exposure' | 'no-control' | 'none-due';
export type Unit = 'device-hours' | 'devices';

export type Measure = {
  readonly harmLogE: number;
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
  return deriveLogMean([Math.min(harm, first + Math.log(guardFactor)), first]);
}

/** Half of the stake on first crashes here too: one device that always crashes keeps no build from being shown safe. */
function deriveDoubleSafety(sums: RatioSums, first: RatioSums | null, tolerance: number): Measure['safety'] {
  const safety = deriveRatioSafety(sums, tolerance);
  if (first === null) return safety;
  return { ...safety, logE: deriveLogMean([safety.logE, deriveRatioSafety(first, tolerance).logE]) };
}

/** `first` guards crash rates. `alpha` is that of the interval. */
export function measureRatio(
  rule: RatioRule,
  { sums, first }: { sums: RatioSums; first: RatioSums | null },
  alpha: number,
): Measure {
  const isTimed = rule.signal === 'crash-rate';
  const perUnit = isTimed ? hourS : 1;
  const tolerance = deriveJudgedTolerance(deriveToleratedRatio(rule));
  const exposure = sums.exposure / perUnit;
  const controlExposure = sums.controlExposure / perUnit;
  const isCompared = sums.exposure > 0 && sums.controlExposure > 0;
  const typicalRate = isTimed ? typicalCrashesPerHour : (rule.base ?? 0.01);
  const rate = sums.controlEvents > 0 && controlExposure > 0 ? sums.controlEvents / controlExposure : typicalRate;
  const share = isCompared ? exposure / (exposure + controlExposure) : typicalShare;
  return {
    harmLogE: deriveGuardedHarm(rule, [sums], first === null ? [] : [first]),
    safety: deriveDoubleSafety(sums, first, tolerance),
    counted: { events: sums.events, exposure },
    control: { events: sums.controlEvents, exposure: controlExposure },
    unit: isTimed ? 'device-hours' : 'devices',
    estimate: deriveRatioEstimate(sums),
    interval: deriveRatioInterval(sums, alpha),
    tolerance,
    missing: sums.exposure === 0 ? (isTimed ? 'no-exposure' : 'none-due') : isCompared ? null : 'no-control',
    growth: deriveRatioGrowth(1, tolerance, share) * rate,
  };
}

/**
 * Harm is judged on all that began, the unfinished as good: failures finish first, and a share of the finished would
 * halt every good build in its first minutes. Safety is judged on what ran its full time.
 */
export function measureShare(rule: ShareRule, sums: ShareSums, alpha: number): Measure {
  const { events, started, matured } = sums;
  const tolerance = rule.limit + rule.tolerance;
  const share = { events, devices: started };
  return {
    harmLogE: deriveShareHarm(share, rule.limit),
    // Failures before their deadline count already: that can only lower the evidence of safety.
    safety: deriveShareSafety({ events, devices: Math.max(matured, events) }, rule.limit, tolerance),
    counted: { events, exposure: started },
    control: null,
    unit: 'devices',
    estimate: started > 0 ? events / started : null,
    interval: deriveShareInterval(share, alpha),
    tolerance,
    missing: matured > 0 || (rule.isOptional && started === 0) ? null : 'none-due',
    growth: deriveShareGrowth(rule.limit, tolerance),
  };
}
