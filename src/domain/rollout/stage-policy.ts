// Turns what a stage of a plan states into the policy of its gate: whatever it leaves out is the gate's default there.
import { deriveMetricRules } from '../gate/metric-rule.ts';
import { deriveDefaultPolicy, type GatePolicy, type Signal, type SignalRule } from '../gate/policy.ts';
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
    signals: defaults.signals.flatMap((rule) =>
      stage.gates.filter((gate) => isMeant(rule.signal, gate)).map((gate) => deriveRule(rule, gate)),
    ),
    metrics: deriveMetricRules(stage.metrics),
  };
}

/** Who asks for crashes asks for those that begin late too. */
const isMeant = (signal: Signal, gate: GateSetting): boolean =>
  signal === gate.signal || (signal === 'late-crash' && gate.signal === 'crash-rate');

function deriveRule(rule: SignalRule, gate: GateSetting): SignalRule {
  const tolerance = gate.tolerance ?? rule.tolerance;
  if (gate.signal === 'crash-rate') return { ...rule, tolerance };
  // Who states what is normal in an hour or a day has said nothing of what lasts; no more than that does.
  const lasting = rule.lasting === undefined ? {} : { lasting: gate.limit ?? rule.lasting };
  if (rule.test === 'share') return { ...rule, ...lasting, tolerance, limit: gate.limit ?? rule.limit };
  return { ...rule, ...lasting, tolerance, base: gate.limit ?? rule.base };
}
