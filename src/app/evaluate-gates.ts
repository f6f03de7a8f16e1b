// Evaluates the gate of every open rollout, and of those that are watched, and records what it decides; a verdict that changes nothing leaves no row.
import { deriveLesson } from '../domain/gate/lesson.ts';
import { decideShown } from '../domain/rollout/assess.ts';
import { deriveRecordDigest } from '../domain/rollout/decision-record.ts';
import { decideGateAction, type GateAction, type GateMove, type GateWait } from '../domain/rollout/gate-action.ts';
import { type Assessment, type AssessPorts, gatherEvidence } from './assess-rollout.ts';
import { auditOf } from './by.ts';
import { type Apart, eachApart } from './each-apart.ts';
import type { Leases } from './ports/leases.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type EvaluateGatesPorts = AssessPorts & { readonly rollouts: Rollouts; readonly leases: Leases };

/** `lost-race`: somebody decided meanwhile, or another evaluator took over; the next tick looks again. */
export type GateOutcome = {
  readonly rolloutId: number;
  readonly outcome: GateMove | 'lost-race' | 'withdrawn' | `waits-for-${GateWait}`;
};

/** Longer than any evaluation of a thousand rollouts, shorter than two ticks. */
const leaseMs = 90_000;

const nothing = { results: [], failures: [] };

/** One evaluator at a time has effect: whoever is past its lease carries a number that no update takes any more. */
export async function evaluateGates(ports: EvaluateGatesPorts, nowMs: number): Promise<Apart<GateOutcome>> {
  const fence = await ports.leases.takeLease('gate', { nowMs, lastsMs: leaseMs });
  if (fence === null) return nothing;
  try {
    return await evaluateUnder(ports, fence, nowMs);
  } finally {
    await ports.leases.releaseLease('gate', fence);
  }
}

async function evaluateUnder(ports: EvaluateGatesPorts, fence: number, nowMs: number): Promise<Apart<GateOutcome>> {
  const open = await ports.rollouts.loadOpenRollouts(nowMs);
  const paused = open.filter(({ state }) => state === 'halted');
  const gathered = await gatherEvidence(
    ports,
    open.filter(({ state }) => state !== 'halted'),
    nowMs,
  );
  const judged = await eachApart(
    gathered.ready,
    async ({ rollout, judge }): Promise<GateOutcome> => ({
      rolloutId: rollout.id,
      outcome: await evaluateGate(ports.rollouts, { assessment: judge(), fence, nowMs }),
    }),
  );
  const waiting = paused.map(({ id }): GateOutcome => ({ rolloutId: id, outcome: 'waits-for-paused' }));
  return { results: [...waiting, ...judged.results], failures: [...gathered.failures, ...judged.failures] };
}

type Judged = { readonly assessment: Assessment; readonly fence: number; readonly nowMs: number };

async function evaluateGate(rollouts: Rollouts, judged: Judged): Promise<GateOutcome['outcome']> {
  const { rollout, build, verdict } = judged.assessment;
  // A withdrawn build is offered to nobody, whatever its evidence says.
  if (build.isWithdrawn) return 'withdrawn';
  const action = decideGateAction(rollout, verdict, { models: build.models, nowMs: judged.nowMs });
  if (action.kind === 'wait') return `waits-for-${action.wait}`;
  return (await record(rollouts, judged, action)) ? action.verb : 'lost-race';
}

async function record(
  rollouts: Rollouts,
  { assessment, fence, nowMs }: Judged,
  { verb, models, next }: Extract<GateAction, { kind: 'move' }>,
): Promise<boolean> {
  const { rollout, asked, evidence, heard, groups } = assessment;
  const verdict = decideShown(asked, evidence);
  const actor = 'gate';
  const reason = verdict.reasons[0]?.sentence ?? '';
  const decision = {
    kind: verb,
    actor,
    reason,
    decidedMs: nowMs,
    verdict,
    evidence,
    asked,
    models,
    overrideUntilMs: null,
  };
  const digest = deriveRecordDigest({ asked, evidence, verdict });
  const advice = verdict.isRetreatDue ? { advice: 'retreat' } : {};
  const who = models.length === 0 ? {} : { models };
  const details = { build: rollout.buildId, stage: next.stageIndex, reason, ...who, ...advice, record: digest };
  const audit = auditOf({ actor, nowMs }, `rollout ${pastOf[verb]}`, String(rollout.id), details);
  const about = { quarantined: next.quarantined, groups };
  const lesson = verb === 'complete' ? { lesson: deriveLesson(evidence, heard, about) } : {};
  const move = { next, decision, permit: null, fence, ...lesson };
  return (await rollouts.recordDecision(rollout.id, rollout.head, move, audit)) !== null;
}

const pastOf: Readonly<Record<GateMove, string>> = {
  advance: 'advanced',
  extend: 'extended',
  complete: 'completed',
  quarantine: 'quarantined',
  halt: 'halted',
};
