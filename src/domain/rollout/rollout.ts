// The nouns of a rollout: one build going up the stages of one plan, and the decisions that moved it.

import type { CeilingStatement } from '../build/ceiling-statement.ts';
import type { Signed } from '../build/signed.ts';
import type { StageEvidence } from '../gate/evidence.ts';
import type { Learned } from '../gate/lesson.ts';
import type { GatePolicy } from '../gate/policy.ts';
import type { StageClock, Verdict } from '../gate/verdict.ts';
import type { Override } from './override.ts';

/** `held` by a person, `halted` by the gate; `completed` went up every stage, `closed` ended without a verdict. */
export const rolloutStates = ['running', 'held', 'halted', 'retreated', 'completed', 'closed'] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** While a rollout is open, no other may start on its channel. */
export const openStates = ['running', 'held', 'halted'] as const satisfies readonly RolloutState[];

export function isOpen({ state }: Pick<Rollout, 'state'>): boolean {
  return openStates.some((open) => open === state);
}

/** Whether what a completed rollout's devices say can still halt it. */
export const isWatched = ({ state, watchUntilMs }: Pick<Rollout, 'state' | 'watchUntilMs'>, nowMs: number): boolean =>
  state === 'completed' && watchUntilMs !== null && nowMs < watchUntilMs;

/** A rung, frozen when the rollout starts: a plan applied later changes nothing that runs. */
export type Stage = {
  readonly name: string;
  readonly cohort: string;
  readonly permille: number;
  /** How long the stage lasts at least, in seconds. */
  readonly bakeS: number;
  /** Whether the gate may leave this stage by itself, or a person has to. */
  readonly promote: 'auto' | 'approval';
  readonly gates: GatePolicy;
  /** From the signed ceiling: the service never enters the stage earlier. */
  readonly notBeforeMs: number;
  /** When the rollout came here first; null while it has not. */
  readonly enteredMs: number | null;
  /** Who joined the stage's named cohort later waits for everyone's stage, or until the rollout has completed; null for nobody. */
  readonly joinedByMs: number | null;
};

/** What a decision changes; everything else about a rollout is fixed when it starts. */
export type Position = {
  readonly state: RolloutState;
  readonly stageIndex: number;
  readonly stageEnteredMs: number;
  /** Evidence from before this instant was overridden by a person and is not looked at again. */
  readonly evidenceFromMs: number;
  /** Extra tranches of devices let in during this stage. */
  readonly tranches: number;
  /** Models that are not offered the build any more, while the others go on. */
  readonly quarantined: readonly string[];
  /** Since when the evidence of a model counts again, for models that a person took out of quarantine. */
  readonly liftedMs: Readonly<Record<string, number>>;
  /** The newest one, in force or over; null where nobody ever overrode the gate. */
  readonly override: Override | null;
  /** Until when the gate looks at a completed rollout; null before it is that. */
  readonly watchUntilMs: number | null;
};

/** The position of anything that has more to it. */
export function positionOf(of: Position): Position {
  const { state, stageIndex, stageEnteredMs, evidenceFromMs, tranches, quarantined, liftedMs, override } = of;
  const { watchUntilMs } = of;
  return { state, stageIndex, stageEnteredMs, evidenceFromMs, tranches, quarantined, liftedMs, override, watchUntilMs };
}

export type Rollout = Position & {
  readonly id: number;
  readonly product: string;
  readonly channel: string;
  readonly buildId: string;
  readonly planId: number;
  readonly fallbackBuildId: string | null;
  readonly salt: string;
  /** The last instant at which the signed ceiling is in force. */
  readonly ceilingEndsMs: number;
  readonly startedMs: number;
  /** How long its gate goes on once it is completed. */
  readonly watchS: number;
  /** Number of the newest decision. */
  readonly head: number;
  readonly stages: readonly Stage[];
};

/**
 * `advance`, `extend` (one more tranche of devices) and `halt` are the gate's, `complete` and `quarantine` belong to both,
 * the others are people's. `lift` takes models out of quarantine.
 */
const gateVerbs = ['advance', 'extend', 'complete', 'quarantine', 'halt'] as const;
export const personVerbs = ['promote', 'complete', 'hold', 'resume', 'quarantine', 'lift', 'retreat', 'close'] as const;
export type PersonVerb = (typeof personVerbs)[number];
export type Verb = (typeof gateVerbs)[number] | PersonVerb;

/** What was decided; `start` is the first decision of every rollout. */
export const decisionKinds = [
  'start',
  'advance',
  'promote',
  'extend',
  'complete',
  'hold',
  'quarantine',
  'lift',
  'halt',
  'resume',
  'retreat',
  'close',
] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** One immutable row: what was decided on which parent, by whom and why, and where the rollout stood then. */
export type Decision = {
  readonly number: number;
  readonly parent: number | null;
  readonly kind: DecisionKind;
  /** `gate`, `train` or the name of a token. */
  readonly actor: string;
  /** A sentence. */
  readonly reason: string;
  readonly state: RolloutState;
  readonly stageIndex: number;
  readonly decidedMs: number;
  /** What the gate said and what it looked at, so that history can be replayed; null where it was not asked. */
  readonly verdict: Verdict | null;
  readonly evidence: StageEvidence | null;
  /** What else the verdict was decided by; with the evidence, all that it takes to decide it again. */
  readonly asked: AskedOf | null;
  /** Whom a `quarantine` or a `lift` concerns; empty for every other kind. */
  readonly models: readonly string[];
  /** With a `promote` or `resume` that overrides the gate: until when. */
  readonly overrideUntilMs: number | null;
};

/** The question to the gate, without its evidence. */
export type AskedOf = {
  /** Whose decision it is, so that no record passes for another rollout's; older decisions do not say it. */
  readonly rolloutId?: number;
  readonly policy: GatePolicy;
  readonly stage: StageClock;
  readonly quarantined: readonly string[];
  readonly nowMs: number;
  /** What past rollouts taught is normal, in place of the gate's defaults; decisions from before it was learned have none. */
  readonly learned?: Learned;
};

/** The signed ceiling of a build under a plan. */
export type Ceiling = {
  readonly buildId: string;
  readonly planId: number;
  readonly signed: Signed<CeilingStatement>;
};

/** The last instant at which devices follow a ceiling. The role file around it is signed anew before it expires. */
export const deriveCeilingEndMs = ({ statement }: Signed<CeilingStatement>): number => statement.notAfterMs;
