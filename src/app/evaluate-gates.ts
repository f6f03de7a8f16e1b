// Evaluates the gate of every open rollout and records what it decides; a verdict that changes nothing leaves no row.
import { decideGateAction, type GateAction, type GateWait } from '../domain/rollout/gate-action.ts';
import type { Rollout } from '../domain/rollout/rollout.ts';
import { type Assessment, type AssessPorts, assessRollout } from './assess-rollout.ts';
import { auditOf } from './by.ts';
import { type Apart, eachApart } from './each-apart.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type EvaluateGatesPorts = AssessPorts & { readonly rollouts: Rollouts };

/** `lost-race`: somebody decided meanwhile; the next tick looks again. */
export type GateOutcome = {
  readonly rolloutId: number;
  readonly outcome: 'advance' | 'complete' | 'halt' | 'lost-race' | 'withdrawn' | `waits-for-${GateWait}`;
};

export async function evaluateGates(ports: EvaluateGatesPorts, nowMs: number): Promise<Apart<GateOutcome>> {
  return eachApart(await ports.rollouts.loadOpenRollouts(), async (rollout) => ({
    rolloutId: rollout.id,
    outcome: await evaluateGate(ports, rollout, nowMs),
  }));
}

async function evaluateGate(
  ports: EvaluateGatesPorts,
  rollout: Rollout,
  nowMs: number,
): Promise<GateOutcome['outcome']> {
  if (rollout.state === 'halted') return 'waits-for-paused';
  const assessment = await assessRollout(ports, rollout, nowMs);
  // A withdrawn build is offered to nobody, whatever its evidence says.
  if (assessment.build.isWithdrawn) return 'withdrawn';
  const action = decideGateAction(rollout, assessment.verdict, nowMs);
  if (action.kind === 'wait') return `waits-for-${action.wait}`;
  return (await record(ports.rollouts, { rollout, assessment, action }, nowMs)) ? action.verb : 'lost-race';
}

type Found = { rollout: Rollout; assessment: Assessment; action: Extract<GateAction, { kind: 'move' }> };

async function record(rollouts: Rollouts, { rollout, assessment, action }: Found, nowMs: number): Promise<boolean> {
  const { verdict, evidence } = assessment;
  const { verb, next } = action;
  const actor = 'gate';
  const reason = verdict.reasons[0]?.sentence ?? '';
  const decision = { kind: verb, actor, reason, decidedMs: nowMs, verdict, evidence };
  const details = { build: rollout.buildId, stage: next.stageIndex, reason };
  const audit = auditOf({ actor, nowMs }, `rollout ${pastOf[verb]}`, String(rollout.id), details);
  return (await rollouts.recordDecision(rollout.id, rollout.head, { next, decision, permit: null }, audit)) !== null;
}

const pastOf = { advance: 'advanced', complete: 'completed', halt: 'halted' } as const;
