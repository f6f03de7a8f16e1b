// Decides whether a verb may change a rollout, and what the rollout becomes: the one table of all states and verbs.
import { checkOverride, deriveOverride, isOverridden, type OverrideAsked, type OverrideRefusal } from './override.ts';
import { type Position, positionOf, type Rollout, type RolloutState, type Verb } from './rollout.ts';
import { deriveTranche } from './tranche.ts';

export type TransitionRefusal =
  | 'past-last-stage'
  | 'not-last-stage'
  | 'is-running'
  | 'is-held'
  | 'is-halted'
  | 'is-over'
  | 'no-fallback'
  | 'permit-required'
  | 'reason-required'
  | 'models-required'
  | 'unknown-model'
  | 'not-quarantined'
  | 'no-model-left'
  | 'no-tranche-left'
  | 'override-required'
  | OverrideRefusal
  | 'ceiling-not-before'
  | 'ceiling-expired';

export type Action = {
  readonly verb: Verb;
  /** A person's name stands behind the decision; otherwise the gate's evidence does. */
  readonly isByPerson: boolean;
  readonly reason: string | null;
  /** A checked permit to go back came with it. */
  readonly hasPermit: boolean;
  /** Whom `quarantine` and `lift` concern; empty for every other verb. */
  readonly models: readonly string[];
  /** Break-glass; null without it. */
  readonly override: OverrideAsked | null;
  /** With `promote`: the gate would let it pass, or the plan leaves that to whoever decides. */
  readonly isLetPass: boolean;
};

export type Transition =
  | { readonly ok: true; readonly next: Position }
  /** `opensMs` with `ceiling-not-before`: when the ceiling lets the next stage begin. */
  | { readonly ok: false; readonly refusal: TransitionRefusal; readonly opensMs: number | null };

/**
 * Where each verb applies. Harm may be found while people hold, and after everybody was offered the build; a rollout that went all the way can still be taken back,
 * and one that was taken back can be closed, which ends the way back as well.
 */
const appliesTo: Readonly<Record<Verb, readonly RolloutState[]>> = {
  advance: ['running'],
  promote: ['running'],
  extend: ['running'],
  complete: ['running'],
  hold: ['running'],
  quarantine: ['running', 'held', 'completed'],
  lift: ['running', 'held', 'halted', 'completed'],
  halt: ['running', 'held', 'completed'],
  resume: ['held', 'halted'],
  retreat: ['running', 'held', 'halted', 'completed'],
  close: ['running', 'held', 'halted', 'retreated'],
};

const refusalOf: Readonly<Record<RolloutState, TransitionRefusal>> = {
  running: 'is-running',
  held: 'is-held',
  halted: 'is-halted',
  retreated: 'is-over',
  completed: 'is-over',
  closed: 'is-over',
};

/**
 * Pure and total; `models` are those of the build. The race between two deciders is not settled here but by the parent
 * that each of them names.
 */
export function decideTransition(
  rollout: Rollout,
  action: Action,
  { models, nowMs }: { readonly models: readonly string[]; readonly nowMs: number },
): Transition {
  const { verb, override, reason } = action;
  if (!appliesTo[verb].includes(rollout.state)) return refuse(refusalOf[rollout.state]);
  if (override === null) return decidePlain(rollout, action, { models, nowMs });
  const refusal = checkOverride(rollout, { asked: override, verb, reason, nowMs });
  if (refusal !== null) return refuse(refusal);
  const overridden = { ...rollout, override: deriveOverride(override, reason, nowMs) };
  return decidePlain(overridden, action, { models, nowMs });
}

type Facts = { readonly models: readonly string[]; readonly nowMs: number };

function decidePlain(rollout: Rollout, action: Action, { models, nowMs }: Facts): Transition {
  const { verb } = action;
  switch (verb) {
    case 'advance':
      return decideNextStage(rollout, nowMs);
    case 'promote':
      return decidePromotion(rollout, action, nowMs);
    case 'extend':
      return decideExtension(rollout, nowMs);
    case 'quarantine':
      return decideQuarantine(rollout, action, models);
    case 'lift':
      return decideLift(rollout, action, nowMs);
    case 'complete':
      return decideCompletion(rollout, action, nowMs);
    case 'hold':
      return become(rollout, { state: 'held' });
    case 'halt':
      return become(rollout, { state: 'halted' });
    case 'resume':
      return decideResumption(rollout, nowMs);
    case 'retreat':
      return decideRetreat(rollout, action);
    case 'close':
      return become(rollout, { state: 'closed' });
  }
}

/** Where the plan says who overrides the gate, only they go on against its word. */
function decidePromotion(rollout: Rollout, { isLetPass }: Action, nowMs: number): Transition {
  return isLetPass || isOverridden(rollout, nowMs) ? decideNextStage(rollout, nowMs) : refuse('override-required');
}

/** One stage at a time, never beyond the signed ceiling: a person may shorten the bake, nobody the ceiling. */
function decideNextStage(rollout: Rollout, nowMs: number): Transition {
  const stageIndex = rollout.stageIndex + 1;
  const stage = rollout.stages[stageIndex];
  if (stage === undefined) return refuse('past-last-stage');
  if (nowMs > rollout.ceilingEndsMs) return refuse('ceiling-expired');
  if (nowMs < stage.notBeforeMs) return refuse('ceiling-not-before', stage.notBeforeMs);
  return become(rollout, { stageIndex, stageEnteredMs: nowMs, tranches: 0 });
}

/** A tranche is a part of the next stage, and opens no earlier than the signed ceiling opens that. */
function decideExtension(rollout: Rollout, nowMs: number): Transition {
  const next = rollout.stages[rollout.stageIndex + 1];
  if (deriveTranche(rollout.stages, rollout.stageIndex, rollout.tranches + 1) === null || next === undefined) {
    return refuse('no-tranche-left');
  }
  if (nowMs > rollout.ceilingEndsMs) return refuse('ceiling-expired');
  if (nowMs < next.notBeforeMs) return refuse('ceiling-not-before', next.notBeforeMs);
  return become(rollout, { tranches: rollout.tranches + 1 });
}

/** To stop all models is a halt or a hold. */
function decideQuarantine(
  rollout: Rollout,
  { models, isByPerson, reason }: Action,
  all: readonly string[],
): Transition {
  if (models.length === 0) return refuse('models-required');
  if (models.some((model) => !all.includes(model))) return refuse('unknown-model');
  if (isByPerson && !isSaid(reason)) return refuse('reason-required');
  const quarantined = [...new Set([...rollout.quarantined, ...models])].sort();
  if (all.every((model) => quarantined.includes(model))) return refuse('no-model-left');
  return become(rollout, { quarantined });
}

/** A person overrides evidence of harm: they say why, and only what these models do from now on is judged. */
function decideLift(rollout: Rollout, { models, reason }: Action, nowMs: number): Transition {
  if (models.length === 0) return refuse('models-required');
  if (models.some((model) => !rollout.quarantined.includes(model))) return refuse('not-quarantined');
  if (!isSaid(reason)) return refuse('reason-required');
  const quarantined = rollout.quarantined.filter((model) => !models.includes(model));
  const lifted = Object.fromEntries(models.map((model) => [model, nowMs]));
  return become(rollout, { quarantined, liftedMs: { ...rollout.liftedMs, ...lifted } });
}

/** A fleet too small for its gate is completed by a person, who then says why. */
function decideCompletion(rollout: Rollout, { isByPerson, reason }: Action, nowMs: number): Transition {
  if (rollout.stageIndex < rollout.stages.length - 1) return refuse('not-last-stage');
  if (isByPerson && !isSaid(reason)) return refuse('reason-required');
  return become(rollout, { state: 'completed', watchUntilMs: nowMs + rollout.watchS * 1000 });
}

/**
 * The stage goes on where it was. After a halt that takes an override: nothing of the evidence is forgotten, so that the
 * gate halts again when the override is over and the build is no better.
 */
function decideResumption(rollout: Rollout, nowMs: number): Transition {
  if (rollout.state === 'halted' && !isOverridden(rollout, nowMs)) return refuse('override-required');
  return become(rollout, { state: 'running' });
}

/** Devices go back only to a named build, and only with a signed permit. */
function decideRetreat(rollout: Rollout, { hasPermit }: Action): Transition {
  if (rollout.fallbackBuildId === null) return refuse('no-fallback');
  if (!hasPermit) return refuse('permit-required');
  return become(rollout, { state: 'retreated' });
}

const isSaid = (reason: string | null): boolean => reason !== null && reason.trim() !== '';

function refuse(refusal: TransitionRefusal, opensMs: number | null = null): Transition {
  return { ok: false, refusal, opensMs };
}

function become(rollout: Rollout, changes: Partial<Position>): Transition {
  return { ok: true, next: { ...positionOf(rollout), ...changes } };
}
