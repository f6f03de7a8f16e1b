// What a release manager signs when a rollout starts: how far and how early the service may go with one image.
import type { CohortRule } from '../rollout/cohort.ts';
import type { ReleaseId } from './names.ts';

/** One rung: below this permille of this cohort, not before this time, under exactly these gates. */
export type CeilingStage = {
  readonly name: string;
  readonly cohort: string;
  /** Where a rule makes the cohort, the rule itself, so that a device judges by itself whether it belongs. */
  readonly rule?: CohortRule;
  readonly permille: number;
  readonly notBeforeMs: number;
  /** sha256 of the stage's gate settings, so that a gate weakened after the signature is seen. */
  readonly gatesDigest: string;
};

export type CeilingStatement = {
  readonly kind: 'ceiling';
  readonly product: string;
  readonly rolloutKey: string;
  readonly releaseId: ReleaseId;
  readonly imageSha256: string;
  /** Of all that the release says (`NamedRelease`): nobody can put other words under this ceiling. */
  readonly releaseSha256: string;
  /** Seed of the public permutation that gives each bucket its place. */
  readonly salt: string;
  readonly stages: readonly CeilingStage[];
  readonly fallbackReleaseId: ReleaseId | null;
  readonly notAfterMs: number;
  /** Grows with each ceiling of the rollout; a device never takes a lower one. */
  readonly seq: number;
  /** The newest stop this ceiling lifts; 0 lifts none. */
  readonly clearsStopSeq: number;
};

/** Where the ceiling stands among TUF targets. */
export function ceilingPath(product: string, rolloutKey: string): string {
  return `rollout/${product}/${rolloutKey}`;
}
