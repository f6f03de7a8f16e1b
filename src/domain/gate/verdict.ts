// Decides what a rollout does next from its evidence: bake on, advance, hold, quarantine models or halt. The heart of the gate.
import { ln } from '../logarithm.ts';
import { blameModels } from './blame.ts';
import { checkEvidence } from './check-evidence.ts';
import type { ModelEvidence, StageEvidence } from './evidence.ts';
import { deriveBudget, type Judged, judgeHarm, type Term } from './judge.ts';
import { deriveE } from './log-space.ts';
import { deriveMetricReadings, type MetricReading } from './metric-reading.ts';
import { checkPolicy, type GatePolicy } from './policy.ts';
import {
  deriveDoubtfulReadings,
  deriveModelReadings,
  derivePooledReadings,
  deriveReading,
  type Panel,
  type Score,
  type SignalReading,
} from './reading.ts';
import {
  deriveAskReason,
  deriveBakeReason,
  deriveBlameReason,
  deriveClearReason,
  deriveDueReason,
  deriveHarmReason,
  deriveModelReason,
  derivePolicyReason,
  deriveReadingReasons,
  deriveReportedReason,
  deriveStaleReason,
  deriveUnreadableReason,
  deriveVoidReason,
  type Reason,
} from './reason.ts';
import { deriveSideReasons } from './side.ts';
import { isTrancheDue } from './tranche.ts';

/** Where the rollout stands, by the service's clock. */
export type StageClock = {
  readonly enteredMs: number;
  readonly bakeS: number;
  /** Extra tranches let in during this stage. */
  readonly tranches: number;
  /** The last stage lets in nobody any more: it ends when nothing stands against the build, proof or no proof. */
  readonly isLast: boolean;
};

export type Verdict = {
  /**
   * `bake`: too early to say. `hold`: time is up, and something is missing or stands against it. `quarantine`: evidence of
   * harm on some models only. `halt`: evidence of harm.
   */
  readonly kind: 'bake' | 'advance' | 'hold' | 'quarantine' | 'halt';
  /** Whom `quarantine` concerns; empty otherwise. */
  readonly models: readonly string[];
  /** While it holds: more devices would settle it, and nothing leans to harm. */
  readonly isTrancheDue: boolean;
  /** While it holds: so long that a person is to decide. */
  readonly asksPerson: boolean;
  /** With `quarantine` and `halt`: the harm is so large that devices are better off on the fallback. */
  readonly isRetreatDue: boolean;
  /** Why, most telling first; never empty. */
  readonly reasons: readonly Reason[];
  /** Those of all models together, then those of each model; what is clear may be left out unless all is to be shown. */
  readonly signals: readonly SignalReading[];
  /** Weighted mean of all e-values of harm, against 1/α; `null` where the policy cannot be used. */
  readonly harm: Score | null;
  /** What devices measured; left out where nobody on the build measures anything. */
  readonly metrics?: readonly MetricReading[];
};

export type Question = {
  /** `null` when there is none; that never advances. */
  readonly evidence: StageEvidence | null;
  readonly policy: GatePolicy;
  readonly stage: StageClock;
  /** Models that are not offered the build any more: the others are judged without them. */
  readonly quarantined: readonly string[];
  readonly nowMs: number;
  /** Asks for readings also where the verdict does not need them: they cost more than it does. */
  readonly isShown: boolean;
};

/**
 * Total and pure: the same evidence in any order gives the same verdict, so a stored decision can be replayed.
 * Harm halts at any moment; to advance takes time, enough devices heard, and every signal shown to be safe.
 */
export function decideVerdict(question: Question): Verdict {
  const policy = derivePolicy(question);
  const problems = [...checkPolicy(policy), ...checkEvidence(question.evidence)];
  // A gate that cannot be judged stays shut.
  if (problems.length > 0) return { ...unjudged, kind: 'hold', reasons: problems.map(derivePolicyReason) };
  const all = question.evidence?.models ?? [];
  const isOut = new Set(question.quarantined);
  const models = isOut.size === 0 ? all : all.filter(({ model }) => !isOut.has(model));
  const panel = { models, policy, budget: deriveBudget(policy, all.length) };
  const judged = judgeHarm(models, policy, panel.budget);
  const harm = { e: deriveE(judged.logE), line: 1 / policy.alpha };
  const leftS = deriveLeftS(question);
  const isAlarm = judged.logE >= -ln(policy.alpha);
  // While it bakes and nobody looks, nothing but the alarm matters.
  const isRead = question.isShown || isAlarm || leftS <= 0;
  const single = question.isShown ? deriveModelReadings : deriveDoubtfulReadings;
  const signals = isRead ? [...derivePooledReadings(panel), ...single(panel, judged)] : [];
  const metrics = isRead ? deriveMetrics(question, models, all.length) : [];
  const seen = { panel, judged, signals, metrics, leftS };
  const word = isAlarm ? decideAlarm(panel, judged, harm) : decideCalm(question, seen);
  return { ...word, signals, harm, ...(metrics.length === 0 ? {} : { metrics }) };
}

function deriveMetrics(
  { evidence, policy }: Question,
  models: readonly ModelEvidence[],
  modelCount: number,
): MetricReading[] {
  const isJudged = new Set(models.map(({ model }) => model));
  const counts = evidence?.side?.metrics.filter(({ model }) => isJudged.has(model)) ?? [];
  return deriveMetricReadings(counts, policy.metrics ?? [], { beta: policy.beta, modelCount });
}

const derivePolicy = ({ policy, stage }: Question): GatePolicy =>
  stage.isLast ? { ...policy, evidence: 'no-harm' } : policy;

/** A clock that says nothing leaves the bake unfinished. */
function deriveLeftS({ stage, nowMs }: Question): number {
  const leftS = stage.bakeS - (nowMs - stage.enteredMs) / 1000;
  return Number.isFinite(leftS) ? leftS : Number.POSITIVE_INFINITY;
}

type Word = Omit<Verdict, 'signals' | 'metrics' | 'harm'>;

const calm = { models: [], isTrancheDue: false, asksPerson: false, isRetreatDue: false } as const;
const unjudged = { ...calm, signals: [], harm: null } as const;

/** Below this ratio devices are as well off where they are: going back is a rollout too (gates.md 3, rollback). */
const retreatRatio = 1.5;

function decideAlarm(panel: Panel, judged: Judged, harm: Score): Word {
  const blamed = blameModels(panel.models, { policy: panel.policy, budget: panel.budget, judged });
  const term = deriveCulprit(judged, blamed);
  const rule = panel.policy.signals.find(({ signal }) => signal === term?.signal);
  if (rule === undefined) return { ...calm, kind: 'halt', reasons: [deriveVoidReason()] };
  const rows = panel.models.filter(({ model }) => term?.model === null || model === term?.model);
  const reading = deriveReading(panel, { rule, model: term?.model ?? null, rows });
  const isRetreatDue = isDevastating(reading);
  if (blamed === null) return { ...calm, kind: 'halt', isRetreatDue, reasons: [deriveHarmReason(reading, harm)] };
  const reasons = [deriveBlameReason(reading, blamed, harm)];
  return { ...calm, kind: 'quarantine', models: blamed, isRetreatDue, reasons };
}

/** The term to name: the largest of the first model blamed, or the largest of all. */
function deriveCulprit({ largest, single }: Judged, blamed: readonly string[] | null): Term | null {
  const [first] = blamed ?? [];
  if (first === undefined) return largest;
  return single.filter(({ model }) => model === first).sort((a, b) => b.logE - a.logE)[0] ?? largest;
}

/** A device that does not come up again is worse than any rate; a failed install left the device on its old build. */
function isDevastating({ signal, interval }: SignalReading): boolean {
  if (signal === 'silence' || signal === 'boot') return true;
  return (signal === 'crash-rate' || signal === 'late-crash') && interval !== null && interval.low >= retreatRatio;
}

type Seen = {
  panel: Panel;
  judged: Judged;
  signals: readonly SignalReading[];
  metrics: readonly MetricReading[];
  leftS: number;
};

function decideCalm(question: Question, seen: Seen): Word {
  const { panel, judged, signals, leftS } = seen;
  const { policy, stage, nowMs } = question;
  const isBaking = leftS > 0;
  if (isBaking && !question.isShown) return { ...calm, kind: 'bake', reasons: [deriveBakeReason(leftS)] };
  const doubts = deriveDoubts(question, seen);
  if (isBaking) return { ...calm, kind: 'bake', reasons: [deriveBakeReason(leftS), ...doubts] };
  if (doubts.length === 0) {
    const tally = question.evidence?.stage ?? { accepted: 0, due: 0, reported: 0 };
    return { ...calm, kind: 'advance', reasons: [deriveClearReason(tally, panel.policy)] };
  }
  const inStageS = (nowMs - stage.enteredMs) / 1000;
  const asksPerson = inStageS >= policy.askAfterS;
  return {
    ...calm,
    kind: 'hold',
    asksPerson,
    isTrancheDue: isTrancheDue(question, { doubts, judged, signals, overS: -leftS }),
    reasons: [...doubts, ...(asksPerson ? [deriveAskReason(inStageS)] : [])],
  };
}

/** Everything that forbids to advance. */
function deriveDoubts(question: Question, { panel, signals, metrics }: Seen): Reason[] {
  return [
    ...deriveGaps(question, panel.models),
    ...deriveSignalReasons(signals),
    ...deriveSideReasons(question.evidence?.side ?? null, metrics, panel.policy),
  ];
}

/** What is missing from the stage as a whole, before any signal is looked at. */
function deriveGaps({ evidence, policy, nowMs }: Question, models: readonly ModelEvidence[]): Reason[] {
  if (evidence === null) return [deriveVoidReason()];
  const { stage, unreadable, reachedMs } = evidence;
  const gaps: Reason[] = [];
  if (unreadable > 0) gaps.push(deriveUnreadableReason(unreadable));
  const behindS = reachedMs === null ? null : (nowMs - reachedMs) / 1000;
  if (behindS === null || !(behindS <= policy.staleAfterS)) gaps.push(deriveStaleReason(behindS));
  if (stage.accepted === 0) return [...gaps, deriveVoidReason()];
  if (stage.reported < policy.minDevices) gaps.push(deriveReportedReason(stage, policy));
  if (stage.due < policy.minDueShare * stage.accepted) gaps.push(deriveDueReason(stage, policy));
  for (const { model, accepted, due } of models) {
    const isMany = accepted >= policy.minDevicesPerModel;
    if (isMany && due < policy.minDevicesPerModel) gaps.push(deriveModelReason(model, due, policy));
  }
  return gaps;
}

/** What each signal says against advancing. A signal that is missing for all models is not said again for each. */
function deriveSignalReasons(signals: readonly SignalReading[]): Reason[] {
  const missing = new Set(signals.filter(isMissingForAll).map(({ signal }) => signal));
  const isRepeated = (reading: SignalReading) =>
    reading.model !== null && reading.standing === 'missing' && missing.has(reading.signal);
  return signals.filter((reading) => !isRepeated(reading)).flatMap(deriveReadingReasons);
}

function isMissingForAll({ model, standing }: SignalReading): boolean {
  return model === null && standing === 'missing';
}
