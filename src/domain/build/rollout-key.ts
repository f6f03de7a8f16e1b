// The name of a rollout's ceiling among targets: the build and the applied plan that it is about.

export type RolloutKeyParts = { readonly buildId: string; readonly planId: number };

export const deriveRolloutKey = ({ buildId, planId }: RolloutKeyParts): string => `${buildId}-${planId}`;

/** Null for a key that names no build and plan. The last part is the plan's number: ids of builds end in a number too. */
export function readRolloutKey(key: string): RolloutKeyParts | null {
  const [, buildId = '', digits = ''] = /^([a-z0-9-]+-\d{1,15})-([1-9]\d{0,9})$/.exec(key) ?? [];
  return buildId === '' ? null : { buildId, planId: Number(digits) };
}
