// Makes the ceiling of a build under a plan: how far, and how early, the service may take this image.
import type { CeilingStatement } from '../../domain/build/ceiling-statement.ts';
import type { ReleaseId } from '../../domain/build/names.ts';
import { deriveRolloutKey } from '../../domain/build/rollout-key.ts';
import type { CohortRule } from '../../domain/rollout/cohort.ts';
import type { Plan } from '../../domain/rollout/plan.ts';
import { encodeGatesDigest } from '../../wire/plan/canonical.ts';
import type { SignedBuild } from './signed-build.ts';

/** Life of a ceiling (signing.md, roles): the `rollout-` role is signed anew every 90 days. */
const lifeMs = 90 * 86_400_000;

export type CeilingQuestion = {
  readonly build: SignedBuild & { readonly createdMs: number };
  readonly plan: { readonly id: number; readonly plan: Plan; readonly appliedMs: number };
  /** Of the plan's cohorts that a rule makes, by name. */
  readonly rules: ReadonlyMap<string, CohortRule>;
  /** The build that the plan names as fallback by its version; null where it says `previous` or `none`. */
  readonly fallback: ReleaseId | null;
  /** Of the ceiling in force for this build and plan; 0 for none. */
  readonly lastSeq: number;
  /** The stop that this ceiling lifts; 0 for none. */
  readonly clearsStopSeq: number;
  /** Sign each stage to begin no earlier than the bakes before it allow, counted from now. */
  readonly isStrict: boolean;
  readonly nowMs: number;
  readonly salt: string;
};

export function prepareCeiling({
  build,
  plan,
  rules,
  fallback,
  lastSeq,
  clearsStopSeq,
  isStrict,
  nowMs,
  salt,
}: CeilingQuestion): CeilingStatement {
  const { product, stages } = plan.plan;
  // Times that the service's own clock has passed: a clock of ours that is ahead must not keep the rollout from starting.
  const passedMs = Math.max(build.createdMs, plan.appliedMs);
  const fromMs = isStrict ? Math.max(passedMs, nowMs) : passedMs;
  const bakedMs = stages.map((_, index) => 1000 * stages.slice(0, index).reduce((sum, { bakeS }) => sum + bakeS, 0));
  const notAfterMs = Math.max(passedMs, nowMs) + lifeMs;
  return {
    kind: 'ceiling',
    product,
    rolloutKey: deriveRolloutKey({ buildId: build.releaseId, planId: plan.id }),
    releaseId: build.releaseId,
    imageSha256: build.imageSha256,
    releaseSha256: build.releaseSha256,
    salt,
    stages: stages.map(({ name, cohort, permille, ...conditions }, index) => ({
      name,
      cohort,
      ...ruleOf(rules.get(cohort)),
      permille,
      notBeforeMs: index === 0 || !isStrict ? passedMs : fromMs + (bakedMs[index] ?? 0),
      gatesDigest: encodeGatesDigest({ name, cohort, permille, ...conditions }),
    })),
    fallbackReleaseId: fallback,
    notAfterMs,
    seq: lastSeq + 1,
    clearsStopSeq,
  };
}

const ruleOf = (rule: CohortRule | undefined) => (rule === undefined ? {} : { rule });
