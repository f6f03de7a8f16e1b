// Decides what a verdict of the gate does to its rollout: which verb, or what it waits for.
import type { Verdict } from '../gate/verdict.ts';
import { isOverridden } from './override.ts';
import { isWatched, type Rollout } from './rollout.ts';
import { decideTransition, type Transition } from './transition.ts';

/**
 * `hold`: the gate lets nothing pass yet; `paused`: the rollout itself stands, whatever the gate would say; `override`: a
 * person has taken its place for a while. `watch`: everybody was offered the build, and only harm matters any more.
 */
export type GateWait = 'bake' | 'hold' | 'approval' | 'ceiling' | 'paused' | 'override' | 'watch';

export type GateMove = 'advance' | 'extend' | 'complete' | 'quarantine' | 'halt';

export type GateAction =
  | {
      readonly kind: 'move';
      readonly verb: GateMove;
      /** Whom a quarantine concerns. */
      readonly models: readonly string[];
      readonly next: Extract<Transition, { ok: true }>['next'];
    }
  | { readonly kind: 'wait'; readonly wait: GateWait };

/** `models` are those of the build. */
export type GateFacts = { readonly models: readonly string[]; readonly nowMs: number };

/** Approval is asked before more devices are let in; to complete the last stage lets in nobody, so the gate does it alone. */
export function decideGateAction(rollout: Rollout, verdict: Verdict, facts: GateFacts): GateAction {
  if (isOverridden(rollout, facts.nowMs)) return { kind: 'wait', wait: 'override' };
  if (rollout.state === 'completed' && !isWatched(rollout, facts.nowMs)) return { kind: 'wait', wait: 'paused' };
  const act = (verb: GateMove, models: readonly string[] = []): GateAction => {
    const action = { verb, isByPerson: false, reason: null, hasPermit: false, models, override: null, isLetPass: true };
    const decided = decideTransition(rollout, action, facts);
    if (decided.ok) return { kind: 'move', verb, models, next: decided.next };
    if (decided.refusal === 'no-model-left') return act('halt');
    return { kind: 'wait', wait: decided.refusal.startsWith('ceiling-') ? 'ceiling' : waitOf(rollout, 'hold') };
  };
  if (rollout.state === 'completed' && !isHarm(verdict)) return { kind: 'wait', wait: 'watch' };
  const isApproved = rollout.stages[rollout.stageIndex]?.promote === 'auto';
  switch (verdict.kind) {
    case 'halt':
      return act('halt');
    case 'quarantine':
      return act('quarantine', verdict.models);
    case 'bake':
      return { kind: 'wait', wait: waitOf(rollout, 'bake') };
    case 'hold':
      // A tranche lets in more devices, so where a person has to approve that, the gate only asks.
      return verdict.isTrancheDue && isApproved && rollout.state === 'running'
        ? act('extend')
        : { kind: 'wait', wait: waitOf(rollout, 'hold') };
    case 'advance': {
      const isLast = rollout.stageIndex >= rollout.stages.length - 1;
      if (isLast) return act('complete');
      return isApproved || rollout.state !== 'running' ? act('advance') : { kind: 'wait', wait: 'approval' };
    }
  }
}

const isHarm = ({ kind }: Verdict): boolean => kind === 'halt' || kind === 'quarantine';

const waitOf = ({ state }: Rollout, wait: GateWait): GateWait => (state === 'running' ? wait : 'paused');
