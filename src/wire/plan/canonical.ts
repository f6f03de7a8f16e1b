// The bytes that stand for a plan, or for one stage's conditions, wherever a digest of them is signed or compared.
import { hexOf } from '../../domain/bytes.ts';
import type { MetricSetting } from '../../domain/gate/metric-rule.ts';
import type { GateSetting, Plan, PlanStage } from '../../domain/rollout/plan.ts';
import { sha256 } from '../../domain/trust/sha256.ts';
import { encodeCanonical } from '../canonical-json.ts';

/** Canonical JSON: comments, order of keys and ways to write a duration leave no trace. */
export function encodePlan(plan: Plan): Uint8Array {
  const stages = plan.stages.map((stage) => ({
    ...encodeConditions(stage),
    name: stage.name,
    cohort: stage.cohort,
    permille: stage.permille,
  }));
  return bytesOf({ ...plan, stages });
}

/** Lower-case hex sha256 of the plan. */
export function encodePlanDigest(plan: Plan): string {
  return hexOf(sha256(encodePlan(plan)));
}

/** The `gatesDigest` of a ceiling's stage: hex sha256 over all that must hold before the next stage, not over who is in it. */
export function encodeGatesDigest(stage: PlanStage): string {
  return hexOf(sha256(bytesOf(encodeConditions(stage))));
}

function encodeConditions(stage: PlanStage): Record<string, unknown> {
  const { bakeS, promote, evidence, minDevices, minDevicesPerModel, alpha, beta, mayOverride, gates, metrics } = stage;
  return {
    bakeS,
    promote,
    evidence,
    ...(minDevices === undefined ? {} : { minDevices }),
    ...(minDevicesPerModel === undefined ? {} : { minDevicesPerModel }),
    ...scaled('alphaBasisPoints', alpha, 10_000),
    ...scaled('betaBasisPoints', beta, 10_000),
    ...(mayOverride === undefined ? {} : { mayOverride }),
    gates: gates.map(encodeGate),
    ...(metrics === undefined ? {} : { metrics: metrics.map(encodeMetric) }),
  };
}

/** Canonical JSON has no fractions: ratios in hundredths, shares in hundredths of a percent, which is all the shape takes. */
function encodeGate(gate: GateSetting): Record<string, unknown> {
  if (gate.signal === 'crash-rate')
    return { signal: gate.signal, ...scaled('toleranceHundredths', gate.tolerance, 100) };
  const { signal, limit, tolerance } = gate;
  return { signal, ...scaled('limitBasisPoints', limit, 10_000), ...scaled('toleranceBasisPoints', tolerance, 10_000) };
}

const encodeMetric = ({ metric, tolerance }: MetricSetting): Record<string, unknown> => ({
  metric,
  ...scaled('toleranceBasisPoints', tolerance, 10_000),
});

const scaled = (name: string, value: number | undefined, scale: number): Record<string, number> =>
  value === undefined ? {} : { [name]: Math.round(value * scale) };

/** Every text in a plan is a slug or a version, so a refusal here is a bug. */
function bytesOf(value: unknown): Uint8Array {
  const bytes = encodeCanonical(value);
  if (!bytes.ok) throw new TypeError(`a plan that cannot be spelled: ${bytes.problems[0]?.where}`);
  return bytes.value;
}
