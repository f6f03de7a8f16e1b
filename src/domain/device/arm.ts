// Decides for whose side a health event speaks: the build under trial, the builds before it, or nobody's.
import { isOffered, type Runner, type Scene } from './scene.ts';

/** `aside`: offered but not on the build yet, or on it without an offer; such devices chose or were chosen. */
export type Arm = 'new' | 'control' | 'aside';

/** `rolloutId` 0 is "no rollout concerns this device". */
export type Side = { readonly rolloutId: number; readonly arm: Arm };

const noTrial: Side = { rolloutId: 0, arm: 'control' };

/** The control is who was not offered the build, at the same time on the same models (gates.md 3, concurrent control). */
export function decideArm(scene: Scene | undefined, runner: Runner): Side {
  const rollout = scene?.rollout ?? null;
  if (scene === undefined || rollout === null) return noTrial;
  const { rolloutId } = rollout.source;
  const hasBuild = runner.runs === rollout.build.buildId;
  if (hasBuild) return { rolloutId, arm: isOffered(scene, rollout, runner, true) ? 'new' : 'aside' };
  // A model that is not in the signed list can never get the build, so it tells nothing about it.
  if (!rollout.build.models.includes(runner.facts.model)) return noTrial;
  return { rolloutId, arm: isOffered(scene, rollout, runner, false) ? 'aside' : 'control' };
}
