// Asks the gate about a rollout as it stands: the same question for tick, page, explanation and replay.
import type { StageEvidence } from '../gate/evidence.ts';
import { deriveLearnedPolicy } from '../gate/learned-policy.ts';
import type { GatePolicy } from '../gate/policy.ts';
import { decideVerdict, type Verdict } from '../gate/verdict.ts';
import type { AskedOf, Rollout } from './rollout.ts';

/** Null where the rollout names a stage that it does not have. */
export function deriveAsked(rollout: Rollout, nowMs: number): AskedOf | null {
  const { id: rolloutId, stages, stageIndex, stageEnteredMs, tranches, quarantined } = rollout;
  const stage = stages[stageIndex];
  if (stage === undefined) return null;
  const isLast = stageIndex === stages.length - 1;
  const clock = { enteredMs: stageEnteredMs, bakeS: stage.bakeS, tranches, isLast };
  return { rolloutId, policy: stage.gates, stage: clock, quarantined, nowMs };
}

/** The verdict with what it takes to act on it. */
export const decideAsked = (asked: AskedOf, evidence: StageEvidence): Verdict =>
  decideVerdict({ ...asked, policy: deriveJudgedPolicy(asked), evidence, isShown: false });

/** The same verdict with all its readings. Pure: what is stored of a decision gives it again. */
export const decideShown = (asked: AskedOf, evidence: StageEvidence): Verdict =>
  decideVerdict({ ...asked, policy: deriveJudgedPolicy(asked), evidence, isShown: true });

/** The plan's policy, with what was learned in place of defaults. */
const deriveJudgedPolicy = ({ policy, learned }: AskedOf): GatePolicy =>
  learned === undefined ? policy : deriveLearnedPolicy(policy, learned.shares, learned.lasting);
