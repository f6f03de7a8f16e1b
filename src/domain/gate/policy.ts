// What a stage of a plan states about its gate: signals with their tolerances, error rates, and how many must have answered.
import type { Problem } from '../result.ts';
import { ratioGrid } from './grid.ts';
import { checkMetricRules, deriveMetricRules, type MetricRule } from './metric-rule.ts';

/** Signals that halt and promote. Each has a place in the budget, fixed before the first count. */
export const signals = ['crash-rate', 'failed-installs', 'silence', 'boot', 'late-crash'] as const;
export type Signal = (typeof signals)[number];

/** First crashes only: no signal of its own but the guard of `crash-rate` against few devices that always crash (gates.md 1.3 e). */
export const firstCrash = 'first-crash';

/** Devices that stay away, beside the signal of their first hour or day; no signals of their own. */
export const lostOf = (signal: 'boot' | 'silence'): string => `${signal}-lost`;
/** The same counted when their time was over, whoever came back since: what a fleet learns from for the next build. */
export const thenOf = (name: string): string => `${name}-then`;
/** Devices that said nothing within a day, nor since. */
export const quiet = 'quiet';

/** Compared with devices not yet offered the build, in the same windows on the same models. */
export type RatioRule = {
  readonly test: 'ratio';
  readonly signal: Signal;
  /** Ratio that is no harm yet; halting needs evidence of more. */
  readonly margin: number;
  /** Share of healthy devices with the event, where the tolerance is added to it; null where the tolerance is a ratio. */
  readonly base: number | null;
  /** Must not be reached to advance: a ratio, or (with `base`) a share: 0.01 is one point. */
  readonly tolerance: number;
  /** With `base`: share of healthy devices that are still away after three days. Left out, nobody counts who comes back. */
  readonly lasting?: number;
  /** Halts and holds by harm, and no proof of safety is asked: it sees nothing before devices are old enough. */
  readonly isHarmOnly?: boolean;
  /** Devices with the event before it halts, and before that it holds; `minDevices`, where that is less. Left out, one. */
  readonly minHarmed?: number;
};

/** Held against a fixed limit, where there is no control to compare with. */
export type ShareRule = {
  readonly test: 'share';
  readonly signal: Signal;
  /** Share that is no harm yet. */
  readonly limit: number;
  /** Added to the limit (0.01 is one point): a share that must not be reached to advance. */
  readonly tolerance: number;
  /** Judged only where devices can tell: a fleet whose clients never say so is not held for it. */
  readonly isOptional: boolean;
  /**
   * Share of healthy devices to which it happened and that stay away a whole day. With it, only who stayed away is harm,
   * and who came back is none: an outage swallows words of any build. Left out, the first hour is judged.
   */
  readonly lasting?: number;
};

export type SignalRule = RatioRule | ShareRule;

export type GatePolicy = {
  /** `safety` advances only when every signal is shown to be under its tolerance; `no-harm` when none stands against it. */
  readonly evidence: 'no-harm' | 'safety';
  /** Chance that a build within the margins is ever halted, over the whole rollout. */
  readonly alpha: number;
  /** Chance that `safety` advances a build at or above a tolerance; 1/β is also the line from which a signal stands against advancing. */
  readonly beta: number;
  /** Devices of this stage that must have reported how their install went. */
  readonly minDevices: number;
  /** Devices of each model that must have, where so many were offered the build. */
  readonly minDevicesPerModel: number;
  /** Share of this stage's attempts that must have finished or run out of time. */
  readonly minDueShare: number;
  /** Hold past the bake after which one more tranche is let in, if nothing leans to harm. */
  readonly trancheAfterS: number;
  /** Time in a stage after which a hold asks a person. */
  readonly askAfterS: number;
  /** Evidence that ends longer ago than this advances nothing. */
  readonly staleAfterS: number;
  readonly signals: readonly SignalRule[];
  /** What may hold and never halts. Left out, none is looked at. */
  readonly metrics?: readonly MetricRule[];
};

const hourS = 3600;
/** A margin of 1.1 holds the 2-3 % error of the offsets (gates.md 1.2). */
const margin = 1.1;
/** Ratio that must be excluded by stage: 14, 46, 116 and 248 baseline crashes show a build of ratio 1 to be under it (gates.md 1.4). */
const crashTolerances = [2.0, 1.5, 1.3, 1.2];
/**
 * By chance few devices crash far more than expected for a while, and on the first rungs even that reaches the line: 4
 * crashes where 0.2 were expected. Ten halve it, and a five-fold crash rate needs as many anyway (docs/SIMULATOR.md).
 */
const minCrashed = 10;
/** Added share by stage; gates.md 0, point 7 and 1.4. */
const shareTolerances = [0.02, 0.01, 0.005, 0.003];

/** The gate of a stage that states nothing. `stageIndex` counts from 0; stages after the fourth are as strict as the fourth. */
export function deriveDefaultPolicy(stageIndex: number): GatePolicy {
  const at = Math.min(Math.max(Math.trunc(stageIndex) || 0, 0), 3);
  const added = shareTolerances[at] ?? 0.003;
  const crashTolerance = crashTolerances[at] ?? 1.2;
  return {
    // Without proof of safety a 1 % brick build reached 10,000 devices instead of 1,000 (gates.md 0, point 2).
    evidence: 'safety',
    // One rollout in a hundred at worst; 0.03-0.05 % of 4,000 good rollouts were halted with these (gates.md 4, null check).
    alpha: 0.01,
    beta: 0.05,
    // The fewest users that Crashlytics lets raise an alert by default (gates.md 2).
    minDevices: 25,
    // The quota of a model in a first stage (gates.md 3, small models).
    minDevicesPerModel: 50,
    // Failures finish first, so a part of the attempts is not a sample of them (gates.md 3, reporting delay).
    minDueShare: 0.9,
    trancheAfterS: 24 * hourS,
    askAfterS: 96 * hourS,
    staleAfterS: 2 * hourS,
    signals: [
      { test: 'ratio', signal: 'crash-rate', margin, base: null, tolerance: crashTolerance, minHarmed: minCrashed },
      // Twice the 1 % of installs that fail on good builds (gates.md 1.3 d and 4).
      { test: 'share', signal: 'failed-installs', limit: 0.02, tolerance: added, isOptional: false },
      // 1 % of healthy devices miss 24 hours (gates.md 3).
      { test: 'ratio', signal: 'silence', margin, base: 0.01, tolerance: added, lasting: 0.01 },
      // 0.3 % of healthy devices that restart at once do not confirm within the hour (gates.md 3, sharper silence), and the margin.
      { test: 'share', signal: 'boot', limit: 0.0033, tolerance: added, isOptional: true, lasting: 0.0033 },
      {
        test: 'ratio',
        signal: 'late-crash',
        margin,
        base: null,
        tolerance: crashTolerance,
        isHarmOnly: true,
        minHarmed: minCrashed,
      },
    ],
    metrics: deriveMetricRules(),
  };
}

/** The ratio that a rule must exclude; additive tolerances become one by the normal share (gates.md 1.4). */
export function deriveToleratedRatio({ base, tolerance }: RatioRule): number {
  return base === null ? tolerance : 1 + tolerance / base;
}

/** Nobody runs a billion rollouts; and 1/α stays a number to show. */
const chanceMin = 1e-9;
const yearS = 366 * 86_400;

/** Everything that makes a policy unusable; empty for a good one. `where` is the path inside the policy. */
export function checkPolicy(policy: GatePolicy): Problem[] {
  const problems = [
    ...checkRange('alpha', policy.alpha, { above: chanceMin, atMost: 0.5 }),
    ...checkRange('beta', policy.beta, { above: chanceMin, atMost: 0.5 }),
    ...checkRange('minDueShare', policy.minDueShare, { above: 0, atMost: 1 }),
    ...checkRange('minDevices', policy.minDevices, { above: 0, atMost: 1e12 }),
    ...checkRange('minDevicesPerModel', policy.minDevicesPerModel, { above: -1, atMost: 1e12 }),
    ...checkRange('trancheAfterS', policy.trancheAfterS, { above: 0, atMost: yearS }),
    ...checkRange('askAfterS', policy.askAfterS, { above: 0, atMost: yearS }),
    ...checkRange('staleAfterS', policy.staleAfterS, { above: 0, atMost: yearS }),
    ...policy.signals.flatMap(checkRule),
    ...checkMetricRules(policy.metrics ?? []),
  ];
  if (policy.signals.length === 0) {
    const fix = 'State at least one, or promote by approval.';
    problems.push({ where: 'signals', what: 'no signal is stated', fix });
  }
  for (const signal of new Set(policy.signals.map((rule) => rule.signal))) {
    if (policy.signals.filter((rule) => rule.signal === signal).length < 2) continue;
    problems.push({ where: 'signals', what: `${signal} is stated twice`, fix: 'Keep one of the two.' });
  }
  return problems;
}

function checkRule(rule: SignalRule, index: number): Problem[] {
  const where = `signals[${index}]`;
  if (rule.test === 'share') {
    return [
      ...checkRange(`${where}.limit`, rule.limit, { above: 0, atMost: 0.9 }),
      ...checkLasting(where, rule),
      ...checkRange(`${where}.tolerance`, rule.tolerance, {
        above: 0,
        atMost: 0.98 - Math.max(rule.limit, rule.lasting ?? 0),
      }),
    ];
  }
  const problems = [
    // The highest bet is 20; a margin near it would leave nothing to bet on.
    ...checkRange(`${where}.margin`, rule.margin, { above: 0.99, atMost: 10 }),
    ...(rule.base === null ? [] : checkRange(`${where}.base`, rule.base, { above: 0, atMost: 0.9 })),
    ...checkLasting(where, rule),
    ...(rule.minHarmed === undefined
      ? []
      : checkRange(`${where}.minHarmed`, rule.minHarmed, { above: 0, atMost: 1e12 })),
  ];
  if (problems.length > 0) return problems;
  const least = Math.max(1, rule.margin);
  const range = { above: least, atMost: ratioGrid.at(-1) ?? 100 };
  if (rule.base === null) return checkRange(`${where}.tolerance`, rule.tolerance, range);
  const { base } = rule;
  return checkRange(`${where}.tolerance`, rule.tolerance, {
    above: base * (range.above - 1),
    atMost: Math.min(0.98 - base, base * (range.atMost - 1)),
  });
}

const checkLasting = (where: string, { lasting }: SignalRule): Problem[] =>
  lasting === undefined ? [] : checkRange(`${where}.lasting`, lasting, { above: 0, atMost: 0.9 });

function checkRange(where: string, value: number, { above, atMost }: { above: number; atMost: number }): Problem[] {
  if (value > above && value <= atMost) return [];
  return [{ where, what: `${value} is out of range`, fix: `Give a number above ${above}, at most ${atMost}.` }];
}
