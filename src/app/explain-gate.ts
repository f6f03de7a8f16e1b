// Explains what the gate of a rollout says now, what it looked at, and what it waits for.
import { decideGateAction, type GateAction } from '../domain/rollout/gate-action.ts';
import type { Rollout } from '../domain/rollout/rollout.ts';
import { type Assessment, type AssessPorts, assessRollout } from './assess-rollout.ts';

export type GateExplanation = Assessment & { readonly action: GateAction };

/** The same judgement as the tick's, with nothing recorded. */
export async function explainGate(ports: AssessPorts, rollout: Rollout, nowMs: number): Promise<GateExplanation> {
  const assessment = await assessRollout(ports, rollout, nowMs);
  return {
    ...assessment,
    action: decideGateAction(rollout, assessment.verdict, { models: assessment.build.models, nowMs }),
  };
}
