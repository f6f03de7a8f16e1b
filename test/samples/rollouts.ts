// Plans, builds, ceilings and rollouts for tests: ordinary in everything a test does not state.

import type { CeilingStatement } from '../../src/domain/build/ceiling-statement.ts';
import type { PermitStatement } from '../../src/domain/build/permit-statement.ts';
import { deriveDefaultPolicy } from '../../src/domain/gate/policy.ts';
import type { AppliedPlan } from '../../src/domain/rollout/applied-plan.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import type { Plan, PlanStage } from '../../src/domain/rollout/plan.ts';
import type { Rollout, Stage } from '../../src/domain/rollout/rollout.ts';
import { encodeGatesDigest, encodePlanDigest } from '../../src/wire/plan/canonical.ts';
import { dayMs, nowMs, sampleReleaseId } from './statements.ts';

export const imageOf = (counter: number): string => counter.toString(16).padStart(64, '0');

export const candidate = (counter: number, changes: Partial<Candidate> = {}): Candidate => ({
  buildId: `nova-${counter}`,
  product: 'nova',
  channel: 'stable',
  version: `1.${counter}.0`,
  vendorVersion: `V14.0.${counter}.0`,
  counter,
  models: ['n1', 'n2'],
  isSealed: true,
  isWithdrawn: false,
  imageSha256: imageOf(counter),
  ...changes,
});

export const planStage = (name: string, permille: number, changes: Partial<PlanStage> = {}): PlanStage => ({
  name,
  cohort: 'everyone',
  permille,
  bakeS: 3600,
  promote: 'auto',
  evidence: 'no-harm',
  gates: [{ signal: 'crash-rate' }, { signal: 'failed-installs' }, { signal: 'silence' }],
  ...changes,
});

export const plan = (changes: Partial<Plan> = {}): Plan => ({
  plan: 'friday',
  product: 'nova',
  channel: 'stable',
  fallback: 'none',
  stages: [planStage('first', 100), planStage('half', 500, { promote: 'approval' }), planStage('all', 1000)],
  ...changes,
});

/** As it is recorded, without its number. */
export function unapplied(changes: Partial<Plan> = {}, source = JSON.stringify(changes)): Omit<AppliedPlan, 'id'> {
  const whole = plan(changes);
  return {
    digest: encodePlanDigest(whole),
    gatesDigests: whole.stages.map(encodeGatesDigest),
    source,
    plan: whole,
    appliedBy: 'ada',
    appliedMs: nowMs - dayMs,
  };
}

export const appliedPlan = (changes: Partial<Plan> = {}, id = 1): AppliedPlan => ({ id, ...unapplied(changes) });

export function ceilingOf(
  build: Candidate,
  under: AppliedPlan,
  changes: Partial<CeilingStatement> = {},
): CeilingStatement {
  return {
    kind: 'ceiling',
    product: build.product,
    rolloutKey: `${build.buildId}-${under.id}`,
    releaseId: sampleReleaseId(build.buildId),
    imageSha256: build.imageSha256 ?? '',
    releaseSha256: 'b'.repeat(64),
    salt: `salt-${build.counter}`,
    stages: under.plan.stages.map(({ name, cohort, permille }, index) => ({
      name,
      cohort,
      permille,
      notBeforeMs: nowMs - dayMs,
      gatesDigest: under.gatesDigests[index] ?? '',
    })),
    fallbackReleaseId: null,
    notAfterMs: nowMs + 28 * dayMs,
    seq: 1,
    clearsStopSeq: 0,
    ...changes,
  };
}

export function permitOf(from: Candidate, to: Candidate, changes: Partial<PermitStatement> = {}): PermitStatement {
  const sourceOf = ({ buildId, imageSha256 }: Candidate) => ({
    releaseId: sampleReleaseId(buildId),
    imageSha256: imageSha256 ?? '',
  });
  return {
    kind: 'permit',
    product: from.product,
    permitNumber: 1,
    from: [sourceOf(from)],
    to: { ...sourceOf(to), releaseSha256: 'b'.repeat(64) },
    reason: 'crashes',
    notAfterMs: nowMs + 28 * dayMs,
    ...changes,
  };
}

export const stage = (name: string, permille: number, changes: Partial<Stage> = {}): Stage => ({
  name,
  cohort: 'everyone',
  permille,
  bakeS: 3600,
  promote: 'auto',
  gates: { ...deriveDefaultPolicy(0), evidence: 'no-harm' },
  notBeforeMs: nowMs - dayMs,
  enteredMs: null,
  joinedByMs: null,
  ...changes,
});

export const rollout = (changes: Partial<Rollout> = {}): Rollout => ({
  id: 1,
  product: 'nova',
  channel: 'stable',
  buildId: 'nova-2',
  planId: 1,
  fallbackBuildId: 'nova-1',
  salt: 'salt-2',
  ceilingEndsMs: nowMs + 28 * dayMs,
  startedMs: nowMs - 7_200_000,
  state: 'running',
  stageIndex: 0,
  stageEnteredMs: nowMs - 7_200_000,
  evidenceFromMs: nowMs - 7_200_000,
  tranches: 0,
  quarantined: [],
  liftedMs: {},
  override: null,
  watchUntilMs: null,
  watchS: 5 * 86_400,
  head: 1,
  stages: [
    stage('first', 100, { enteredMs: nowMs - 7_200_000 }),
    stage('half', 500, { promote: 'approval' }),
    stage('all', 1000),
  ],
  ...changes,
});
