// Decides what a verdict of the gate does to its rollout: which verb, or what it waits for.
import type { Verdict } from '../gate/verdict.ts';
import type { Rollout } from './rollout.ts';
import { decideTransition, type Transition } from './transition.ts';

/** `hold`: the gate lets nothing pass yet; `paused`: the rollout itself stands, whatever the gate would say. */
export type GateWait = 'bake' | 'hold' | 'approval' | 'ceiling' | 'paused';

export type GateAction =
  | {
      readonly kind: 'move';
      readonly verb: 'advance' | 'complete' | 'halt';
      readonly next: Extract<Transition, { ok: true }>['next'];
    }
  | { readonly kind: 'wait'; readonly wait: GateWait };

/** Approval is asked before more devices are let in; to complete the last stage lets in nobody, so the gate does it alone. */
export function decideGateAction(rollout: Rollout, verdict: Verdict, nowMs: number): GateAction {
  const act = (verb: 'advance' | 'complete' | 'halt'): GateAction => {
    const decided = decideTransition(rollout, { verb, isByPerson: false, reason: null, hasPermit: false }, nowMs);
    if (decided.ok) return { kind: 'move', verb, next: decided.next };
    return { kind: 'wait', wait: decided.refusal.startsWith('ceiling-') ? 'ceiling' : 'paused' };
  };
  switch (verdict.kind) {
    case 'quarantine':
    case 'halt':
      return act('halt');
    case 'bake':
    case 'hold':
      return { kind: 'wait', wait: rollout.state === 'running' ? verdict.kind : 'paused' };
    case 'advance': {
      const isLast = rollout.stageIndex >= rollout.stages.length - 1;
      if (isLast) return act('complete');
      const isApproved = rollout.stages[rollout.stageIndex]?.promote === 'auto';
      return isApproved || rollout.state !== 'running' ? act('advance') : { kind: 'wait', wait: 'approval' };
    }
  }
}
