// Turns what a stage of a plan states into the policy of its gate: whatever it leaves out is the gate's default there.
import { deriveDefaultPolicy, type GatePolicy, type SignalRule } from '../gate/policy.ts';
import type { GateSetting, PlanStage } from './plan.ts';

/** `stageIndex` counts from 0: defaults get stricter as more devices are in. */
export function deriveStagePolicy(stage: PlanStage, stageIndex: number): GatePolicy {
  const defaults = deriveDefaultPolicy(stageIndex);
  return {
    ...defaults,
    evidence: stage.evidence,
    alpha: stage.alpha ?? defaults.alpha,
    beta: stage.beta ?? defaults.beta,
    minDevices: stage.minDevices ?? defaults.minDevices,
    minDevicesPerModel: stage.minDevicesPerModel ?? defaults.minDevicesPerModel,
    signals: stage.gates.flatMap((gate) =>
      defaults.signals.filter((rule) => rule.signal === gate.signal).map((rule) => deriveRule(rule, gate)),
    ),
  };
}

function deriveRule(rule: SignalRule, gate: GateSetting): SignalRule {
  const tolerance = gate.tolerance ?? rule.tolerance;
  if (gate.signal === 'crash-rate') return { ...rule, tolerance };
  if (rule.test === 'share') return { ...rule, tolerance, limit: gate.limit ?? rule.limit };
  return { ...rule, tolerance, base: gate.limit ?? rule.base };
}
