// Decides what a rollout does next from its evidence: bake on, advance, hold or halt. The heart of the gate.
import { deriveCombined } from './budget.ts';
import type { StageEvidence } from './evidence.ts';
import { deriveE } from './log-space.ts';
import { checkPolicy, type GatePolicy } from './policy.ts';
import { deriveReadings, type Judged, type Score, type SignalReading } from './reading.ts';
import {
  deriveBakeReason,
  deriveClearReason,
  deriveDueReason,
  deriveHarmReason,
  derivePolicyReason,
  deriveReadingReasons,
  deriveReportedReason,
  deriveUnreadableReason,
  deriveVoidReason,
  type Reason,
} from './reason.ts';
import { deriveRows, type Rows } from './rows.ts';

/** When this stage began, by the service's clock, and how long it bakes at least. */
export type Bake = { readonly startedMs: number; readonly minimumS: number };

export type Verdict = {
  /** `bake`: too early to say. `hold`: time is up, and something is missing or stands against it. `halt`: evidence of harm. */
  readonly kind: 'bake' | 'advance' | 'hold' | 'halt';
  /** Why, most telling first; never empty. */
  readonly reasons: readonly Reason[];
  readonly signals: readonly SignalReading[];
  /** Weighted mean of all e-values of harm, against 1/α; `null` where the policy cannot be used. */
  readonly harm: Score | null;
};

export type Question = {
  /** `null` when there is none; that never advances. */
  readonly evidence: StageEvidence | null;
  readonly policy: GatePolicy;
  readonly bake: Bake;
  readonly nowMs: number;
};

/**
 * Total and pure: the same evidence in any order gives the same verdict, so a stored decision can be replayed.
 * Harm halts at any moment; to advance takes time, enough devices heard, and no signal that stands against it.
 */
export function decideVerdict({ evidence, policy, bake, nowMs }: Question): Verdict {
  const problems = checkPolicy(policy);
  // A gate that cannot be judged stays shut.
  if (problems.length > 0) return { kind: 'hold', reasons: problems.map(derivePolicyReason), signals: [], harm: null };

  const rows = deriveRows(evidence);
  const judged = deriveReadings(rows.models, policy);
  const signals = judged.map(({ reading }) => reading);
  const combined = deriveCombined(judged.map(termOf), {
    signals: policy.signals.map((rule) => rule.signal),
    modelCount: rows.models.length,
  });
  const harm = { e: deriveE(combined.logE), line: 1 / policy.alpha };

  const culprit = judged.find(({ reading }) => isOf(reading, combined.largest));
  if (culprit !== undefined && combined.logE >= -Math.log(policy.alpha)) {
    return { kind: 'halt', reasons: [deriveHarmReason(culprit.reading, harm)], signals, harm };
  }
  const doubts = [...deriveGaps(rows, policy), ...deriveDoubts(signals)];
  const leftS = bake.minimumS - (nowMs - bake.startedMs) / 1000;
  // A clock that says nothing leaves the bake unfinished.
  if (!Number.isFinite(leftS) || leftS > 0)
    return { kind: 'bake', reasons: [deriveBakeReason(leftS), ...doubts], signals, harm };
  if (doubts.length > 0) return { kind: 'hold', reasons: doubts, signals, harm };
  return { kind: 'advance', reasons: [deriveClearReason(rows.stage, policy)], signals, harm };
}

function termOf({ reading: { signal, model }, harmLogE }: Judged) {
  return { signal, model, logE: harmLogE };
}

function isOf(reading: SignalReading, term: Pick<SignalReading, 'signal' | 'model'> | null): boolean {
  return term !== null && reading.signal === term.signal && reading.model === term.model;
}

/** What is missing from the stage as a whole, before any signal is looked at. */
function deriveGaps({ stage, unreadable }: Rows, policy: GatePolicy): Reason[] {
  const gaps: Reason[] = [];
  if (unreadable > 0) gaps.push(deriveUnreadableReason(unreadable));
  if (stage.accepted === 0) return [...gaps, deriveVoidReason()];
  if (stage.reported < policy.minDevices) gaps.push(deriveReportedReason(stage, policy));
  if (stage.due < policy.minDueShare * stage.accepted) gaps.push(deriveDueReason(stage, policy));
  return gaps;
}

/** What each signal says against advancing. A signal that is missing for all models is not said again for each. */
function deriveDoubts(signals: readonly SignalReading[]): Reason[] {
  const missing = new Set(signals.filter(isMissingForAll).map(({ signal }) => signal));
  const isRepeated = (reading: SignalReading) =>
    reading.model !== null && reading.standing === 'missing' && missing.has(reading.signal);
  return signals.filter((reading) => !isRepeated(reading)).flatMap(deriveReadingReasons);
}

function isMissingForAll({ model, standing }: SignalReading): boolean {
  return model === null && standing === 'missing';
}
