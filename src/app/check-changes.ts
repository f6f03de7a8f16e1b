// Says what stands against a role file in this service's own records, before anybody's signature under it is kept.
import type { CeilingStatement } from '../domain/build/ceiling-statement.ts';
import { checkSeal } from '../domain/build/check-seal.ts';
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import { readRolloutKey } from '../domain/build/rollout-key.ts';
import type { Problem } from '../domain/result.ts';
import { checkCeilingFit } from '../domain/rollout/ceiling-fit.ts';
import type { Changes } from '../domain/trust/repository/changes.ts';
import { loadRules } from './load-rules.ts';
import type { Audience } from './ports/audience.ts';
import type { Builds } from './ports/builds.ts';
import type { Candidates } from './ports/candidates.ts';
import type { Plans } from './ports/plans.ts';

export type CheckChangesPorts = {
  readonly audience: Audience;
  readonly builds: Builds;
  readonly candidates: Candidates;
  readonly plans: Plans;
};

/** Permits and stops are checked where they are used: an intruder in this database must not be able to keep a stop out. */
export async function checkChanges(ports: CheckChangesPorts, { releases, ceilings }: Changes): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { path, statement } of releases.added) {
    problems.push(...(await checkRelease(ports, statement)).map((problem) => placed(path, problem)));
  }
  const signed = [...ceilings.added, ...ceilings.replaced.map(({ path, after }) => ({ path, statement: after }))];
  for (const { path, statement } of signed) {
    problems.push(...(await checkCeiling(ports, statement)).map((problem) => placed(path, problem)));
  }
  return problems;
}

const placed = (path: string, { where, ...rest }: Problem): Problem => ({ where: `${path}: ${where}`, ...rest });

async function checkRelease({ builds }: CheckChangesPorts, statement: ReleaseStatement): Promise<Problem[]> {
  const build = await builds.loadBuild(statement.releaseId);
  if (build === null) {
    const fix = 'Publish it with `orange build publish`, which uploads it first.';
    return [{ where: 'releaseId', what: `is ${statement.releaseId}, of which there is no draft`, fix }];
  }
  const check = checkSeal(build, statement);
  if (check.ok) return [];
  if (check.refusal === 'artifact-not-stored') {
    const fix = 'Upload the image, and sign when it is stored.';
    return [{ where: 'image', what: 'is not stored, or not compared with what was stated', fix }];
  }
  return check.differences.map(({ field, build: ours, statement: theirs }) => ({
    where: field,
    what: `is ${JSON.stringify(theirs)}, and ${JSON.stringify(ours)} in the draft`,
    fix: 'Sign what the draft says, or draft the build anew.',
  }));
}

async function checkCeiling(ports: CheckChangesPorts, statement: CeilingStatement): Promise<Problem[]> {
  const { product, releaseId, rolloutKey } = statement;
  const key = readRolloutKey(rolloutKey);
  const plan = key === null ? null : await ports.plans.loadPlan(key.planId);
  if (key?.buildId !== releaseId || plan?.plan.product !== product) {
    const fix = 'Name it by its build and the number of an applied plan, as `orange rollout start` does.';
    return [{ where: 'rolloutKey', what: `is ${rolloutKey}, which names no plan of ${product} for this release`, fix }];
  }
  const build = await ports.candidates.loadCandidate(product, releaseId);
  if (build === null || !build.isSealed) {
    const fix = 'Publish the build first.';
    return [{ where: 'releaseId', what: `is ${releaseId}, which is not sealed`, fix }];
  }
  return checkCeilingFit(statement, { build, plan, rules: await loadRules(ports, plan) });
}
