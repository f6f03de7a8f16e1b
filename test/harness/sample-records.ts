// Lets the service believe that its records hold what the samples state: sealed builds, a plan that fits the ceiling.
import { type Build, deriveBuildId } from '../../src/domain/build/build.ts';
import { appliedPlan, candidate } from '../samples/rollouts.ts';
import { ceiling, nowMs, release } from '../samples/statements.ts';
import type { TestApp } from './app.ts';

const { image, kind: _, releaseId: __, vendorVersion = null, ...stated } = release;

/** As samples/trust.ts states it. */
const buildOf = (counter: number): Build => ({
  ...stated,
  id: deriveBuildId('nova', counter),
  version: `1.${counter}.0`,
  vendorVersion,
  counter,
  securityFloor: 0,
  state: 'sealed',
  artifact: {
    ...image,
    sizeBytes: image.lengthBytes,
    chunkSizeBytes: release.chunkSizeBytes,
    chunkRoot: release.chunkRoot,
    storedBytes: image.lengthBytes,
    verifiedMs: nowMs,
  },
  release: '1.fw-nova.json',
  createdBy: 'ada',
  createdMs: nowMs,
  sealedMs: nowMs,
  withdrawal: null,
});

const plan = appliedPlan();
const [planStage] = plan.plan.stages;
const fitting = {
  ...plan,
  gatesDigests: ceiling.stages.map(({ gatesDigest }) => gatesDigest),
  plan: {
    ...plan.plan,
    stages: ceiling.stages.flatMap(({ name, cohort, permille }) =>
      planStage === undefined ? [] : [{ ...planStage, name, cohort, permille }],
    ),
  },
};

export function knowSamples({ stores }: TestApp): void {
  stores.builds.loadBuild = async (id) => buildOf(Number(id.split('-').at(-1)));
  stores.builds.recordWithdrawn = async () => true;
  stores.plans.loadPlan = async () => fitting;
  stores.plans.recordCeiling = async () => 'added';
  stores.candidates.loadCandidate = async () => ({ ...candidate(42), imageSha256: image.sha256 });
}
