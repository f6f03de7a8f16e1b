// What a stage of a plan states about its gate: signals with their tolerances, error rates, and how many must have answered.
import type { Problem } from '../result.ts';

export const signals = ['crash-rate', 'failed-installs', 'silence'] as const;
export type Signal = (typeof signals)[number];

/** Crashes a device-hour against devices not yet offered the build. */
export type CrashRule = {
  readonly signal: 'crash-rate';
  /** Ratio that is no harm yet; halting needs evidence of more. */
  readonly margin: number;
  /** Ratio that must not be reached to advance. */
  readonly tolerance: number;
};

/** Failed installs, as a share of the devices that accepted the build, against a fixed limit: there is no control for them. */
export type InstallRule = {
  readonly signal: 'failed-installs';
  /** Share that is no harm yet. */
  readonly limit: number;
  /** Added to the limit (0.01 is one point): a share that must not be reached to advance. */
  readonly tolerance: number;
};

/** Devices that accepted the build and were not heard of again by their deadline. */
export type SilenceRule = {
  readonly signal: 'silence';
  /** `limit` needs no control; `control` compares with `StageEvidence.silences` and so cancels a fleet-wide outage. */
  readonly against: 'limit' | 'control';
  /** Share of healthy devices that are silent by the deadline. */
  readonly limit: number;
  /** Added to the limit: additive, because a ratio on a rare event held 38 % of good builds (gates.md 0, point 7). */
  readonly tolerance: number;
};

export type SignalRule = CrashRule | InstallRule | SilenceRule;

export type GatePolicy = {
  /** `no-harm` advances when no signal stands against it; `safety` only when every signal is shown to be under its tolerance. */
  readonly evidence: 'no-harm' | 'safety';
  /** Chance that a build within the margins is ever halted, over the whole rollout. */
  readonly alpha: number;
  /** Chance that `safety` advances a build at or above a tolerance; 1/β is also the line from which a signal stands against advancing. */
  readonly beta: number;
  /** Devices of this stage that must have reported how their install went. */
  readonly minDevices: number;
  /** Share of this stage's attempts that must have finished or run out of time. */
  readonly minDueShare: number;
  readonly signals: readonly SignalRule[];
};

/** Ratio of silence to control's that is no harm yet; the same 1.1 as for crashes (gates.md 1.2). */
export const controlMargin = 1.1;

/** Ratio that must be excluded by stage: 14, 46, 116 and 248 baseline crashes show a build of ratio 1 to be under it (gates.md 1.4). */
const crashTolerances = [2.0, 1.5, 1.3, 1.2];
/** Added share by stage; gates.md 0, point 7 and 1.4. */
const shareTolerances = [0.02, 0.01, 0.005, 0.003];

/** The gate of a stage that states nothing. `stageIndex` counts from 0; stages after the fourth are as strict as the fourth. */
export function deriveDefaultPolicy(stageIndex: number): GatePolicy {
  const at = Math.min(Math.max(Math.trunc(stageIndex) || 0, 0), 3);
  const shareTolerance = shareTolerances[at] ?? 0.003;
  return {
    evidence: 'no-harm',
    // One rollout in a hundred at worst; 0.03-0.05 % of 4,000 good rollouts were halted with these (gates.md 4, null check).
    alpha: 0.01,
    beta: 0.05,
    // The fewest users that Crashlytics lets raise an alert by default (gates.md 2).
    minDevices: 25,
    // Failures finish first, so a part of the attempts is not a sample of them (gates.md 3, reporting delay).
    minDueShare: 0.9,
    signals: [
      // A margin of 1.1 holds the 2-3 % error of the offsets (gates.md 1.2).
      { signal: 'crash-rate', margin: 1.1, tolerance: crashTolerances[at] ?? 1.2 },
      // Twice the 1 % of installs that fail on good builds (gates.md 1.3 d and 4).
      { signal: 'failed-installs', limit: 0.02, tolerance: shareTolerance },
      // 1 % of healthy devices miss 24 hours; 0.3 % where devices confirm their boot within the hour (gates.md 3).
      { signal: 'silence', against: 'limit', limit: 0.01, tolerance: shareTolerance },
    ],
  };
}

/** Nobody runs a billion rollouts; and 1/α stays a number to show. */
const chanceMin = 1e-9;

/** Everything that makes a policy unusable; empty for a good one. `where` is the path inside the policy. */
export function checkPolicy(policy: GatePolicy): Problem[] {
  const problems = [
    ...checkRange('alpha', policy.alpha, { above: chanceMin, atMost: 0.5 }),
    ...checkRange('beta', policy.beta, { above: chanceMin, atMost: 0.5 }),
    ...checkRange('minDueShare', policy.minDueShare, { above: 0, atMost: 1 }),
    ...checkRange('minDevices', policy.minDevices, { above: 0, atMost: 1e12 }),
    ...policy.signals.flatMap(checkRule),
  ];
  if (policy.signals.length === 0) {
    problems.push({
      where: 'signals',
      what: 'no signal is stated',
      fix: 'State at least one, or promote by approval.',
    });
  }
  for (const signal of signals) {
    if (policy.signals.filter((rule) => rule.signal === signal).length < 2) continue;
    problems.push({ where: 'signals', what: `${signal} is stated twice`, fix: 'Keep one of the two.' });
  }
  return problems;
}

function checkRule(rule: SignalRule, index: number): Problem[] {
  const where = `signals[${index}]`;
  if (rule.signal === 'crash-rate') {
    return [
      // The highest bet is 20; a margin near it would leave nothing to bet on.
      ...checkRange(`${where}.margin`, rule.margin, { above: 0.99, atMost: 10 }),
      ...checkRange(`${where}.tolerance`, rule.tolerance, { above: Math.max(1, rule.margin), atMost: 100 }),
    ];
  }
  const least = rule.signal === 'silence' && rule.against === 'control' ? rule.limit * (controlMargin - 1) : 0;
  return [
    ...checkRange(`${where}.limit`, rule.limit, { above: 0, atMost: 0.9 }),
    ...checkRange(`${where}.tolerance`, rule.tolerance, { above: least, atMost: 0.98 - rule.limit }),
  ];
}

function checkRange(where: string, value: number, { above, atMost }: { above: number; atMost: number }): Problem[] {
  if (value > above && value <= atMost) return [];
  return [{ where, what: `${value} is out of range`, fix: `Give a number above ${above}, at most ${atMost}.` }];
}
