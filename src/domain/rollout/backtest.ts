// Judges the recorded looks of a past rollout by another plan: what its gate would have said to the same evidence.
import type { PastShares } from '../gate/learned-policy.ts';
import type { Learned } from '../gate/lesson.ts';
import type { Verdict } from '../gate/verdict.ts';
import { decideShown } from './assess.ts';
import type { PlanStage } from './plan.ts';
import type { AskedOf, Decision, DecisionKind } from './rollout.ts';
import { deriveStagePolicy } from './stage-policy.ts';

/** A decision of the gate, with all that it was decided by. */
export type Look = Pick<Decision, 'number' | 'kind' | 'stageIndex' | 'decidedMs'> & {
  readonly asked: AskedOf;
  readonly evidence: NonNullable<Decision['evidence']>;
};

export type Past = {
  readonly startedMs: number;
  /** Names of its stages, in order. */
  readonly stages: readonly string[];
  /** Oldest first. */
  readonly looks: readonly Look[];
};

export type BacktestLook = {
  readonly decision: number;
  /** Since the rollout began. */
  readonly hours: number;
  /** Of the build until then, as the evidence has it. */
  readonly devices: number;
  /** What was decided then. */
  readonly was: DecisionKind;
  /** The stage of the other plan. */
  readonly stage: string;
  readonly would: Verdict['kind'];
  /** The first reason, a sentence. */
  readonly why: string;
};

export type Backtest = {
  readonly looks: readonly BacktestLook[];
  /**
   * `same`: it would have said the same at every look. `earlier-stop`, `held`, `gone-on`: at the last of `looks` the two
   * part, and what the other plan would have met afterwards was never seen.
   */
  readonly outcome: 'same' | 'earlier-stop' | 'held' | 'gone-on';
};

const hourMs = 3_600_000;

/** Stages are matched by name, else by place; a plan with fewer ends in its last. `stages` is not empty. */
export function backtest(stages: readonly PlanStage[], past: Past): Backtest {
  const looks: BacktestLook[] = [];
  for (const look of past.looks) {
    const index = findStage(stages, past.stages, judgedStageOf(look));
    const stage = stages[index];
    if (stage === undefined) break;
    const verdict = decideShown(deriveQuestion(stage, index, stages.length, look.asked), look.evidence);
    looks.push({
      decision: look.number,
      hours: (look.decidedMs - past.startedMs) / hourMs,
      devices: look.evidence.models.reduce((sum, { accepted }) => sum + accepted, 0),
      was: look.kind,
      stage: stage.name,
      would: verdict.kind,
      why: verdict.reasons[0]?.sentence ?? '',
    });
    const outcome = compare(look.kind, verdict.kind);
    if (outcome !== 'same') return { looks, outcome };
  }
  return { looks, outcome: 'same' };
}

/** A decision says where the rollout stood afterwards. */
const judgedStageOf = ({ kind, stageIndex }: Look): number => (kind === 'advance' ? stageIndex - 1 : stageIndex);

function findStage(stages: readonly PlanStage[], names: readonly string[], at: number): number {
  const named = stages.findIndex(({ name }) => name === names[at]);
  return named >= 0 ? named : Math.min(Math.max(at, 0), stages.length - 1);
}

function deriveQuestion(stage: PlanStage, index: number, count: number, { learned, ...asked }: AskedOf): AskedOf {
  return {
    ...asked,
    policy: deriveStagePolicy(stage, index),
    stage: { ...asked.stage, bakeS: stage.bakeS, isLast: index === count - 1 },
    ...(learned === undefined ? {} : { learned: keepUnstated(stage, learned) }),
  };
}

/** What was learned stands in for defaults, never for what the plan states. */
function keepUnstated({ gates }: PlanStage, { shares, lasting }: Learned): Learned {
  const stated = new Set<string>(
    gates.filter((gate) => gate.signal !== 'crash-rate' && gate.limit !== undefined).map(({ signal }) => signal),
  );
  const keep = (of: PastShares): PastShares =>
    Object.fromEntries(Object.entries(of).filter(([signal]) => !stated.has(signal)));
  return { shares: keep(shares), lasting: keep(lasting) };
}

const isStop = (kind: Verdict['kind']): boolean => kind === 'halt' || kind === 'quarantine';

function compare(was: DecisionKind, would: Verdict['kind']): Backtest['outcome'] {
  if (was === would) return 'same';
  if (was === 'halt') return 'gone-on';
  if (was === 'quarantine') return would === 'halt' ? 'earlier-stop' : 'gone-on';
  if (isStop(would)) return 'earlier-stop';
  // One more tranche is let in while it holds; the last stage is completed where others advance.
  if (was === 'extend') return would === 'advance' ? 'gone-on' : 'same';
  return would === 'advance' ? 'same' : 'held';
}
