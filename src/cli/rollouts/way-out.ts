// Says what to do about a rollout that is held for want of proof: small and calm fleets cannot give what a plan for many asks.
import type { RolloutDetails } from './find-rollout.ts';

type GateWord = Pick<RolloutDetails['gate']['verdict'], 'kind' | 'reasons'>;

/** What time and devices would settle: nothing was seen that speaks against the build. */
const lacks = new Set(['not-shown-safe', 'too-few-reported', 'too-few-of-model', 'too-few-due', 'asks-person']);

/** Null where something stands against the build, or it is not held. */
export function wayOutWords({ kind, reasons }: GateWord): string | null {
  const isLacking = kind === 'hold' && reasons.length > 0 && reasons.every(({ code }) => lacks.has(code));
  if (!isLacking) return null;
  return 'Nothing speaks against the build. For a fleet that stays this small or calm, write in the plan `evidence: no-harm`, larger tolerances, a longer bake or a smaller `minDevices`; `orange plan power FILE` says what it then sees.';
}
