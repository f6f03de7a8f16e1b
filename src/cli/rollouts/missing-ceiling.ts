// Finds out whether a build still needs a ceiling under a plan, and makes the one to sign.
import { deriveBuildId } from '../../domain/build/build.ts';
import { type CeilingStatement, ceilingPath } from '../../domain/build/ceiling-statement.ts';
import { deriveRolloutKey } from '../../domain/build/rollout-key.ts';
import { type CohortRule, everyoneCohort, testersCohort } from '../../domain/rollout/cohort.ts';
import { buildDetails } from '../../wire/release/build.ts';
import { cohortPage } from '../../wire/release/cohort.ts';
import { rolloutPage } from '../../wire/release/rollout.ts';
import { path } from '../api/api-client.ts';
import { listAll } from '../api/pages.ts';
import { reading } from '../api/service-answer.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { OpenRepository } from '../trust/open-repository.ts';
import { listStatements } from '../trust/statement-files.ts';
import { type CeilingQuestion, prepareCeiling } from './ceiling-to-sign.ts';
import { loadPlanInForce, type PlanInForce } from './plan-in-force.ts';

export type MissingCeiling = {
  readonly build: CeilingQuestion['build'];
  readonly plan: PlanInForce;
  /** Whether no stage may begin before the bakes before it are over. */
  readonly isStrict: boolean;
  /** Whether a stop of the build is lifted by it. */
  readonly isLifting: boolean;
};

/** Null when one in force is published already, for the release in its present words. */
export async function prepareMissingCeiling(
  session: Session,
  repository: OpenRepository,
  { build, plan, isStrict, isLifting }: MissingCeiling,
): Promise<CeilingStatement | null> {
  const { surroundings } = session;
  const nowMs = surroundings.nowMs();
  const { product } = plan.plan;
  const place = ceilingPath(product, deriveRolloutKey({ buildId: build.releaseId, planId: plan.id }));
  const published = (await listStatements(repository, 'ceiling', product)).find((each) => each.path === place);
  const stopSeq = await findStopSeq(repository, product, build.releaseId);
  const present = published?.statement ?? null;
  if (stopSeq > (present?.clearsStopSeq ?? 0) && !isLifting) throw stopped(build.releaseId);
  const isEnough = present !== null && present.notAfterMs > nowMs && present.clearsStopSeq >= stopSeq;
  if (isEnough && present.releaseSha256 === build.releaseSha256) return null;
  const [fallback, rules] = [await loadFallback(session, plan), await loadRules(session, plan)];
  const clearsStopSeq = isLifting ? stopSeq : 0;
  const [lastSeq, salt] = [present?.seq ?? 0, surroundings.newSalt()];
  return prepareCeiling({ build, plan, rules, fallback, lastSeq, clearsStopSeq, isStrict, nowMs, salt });
}

async function findStopSeq(repository: OpenRepository, product: string, buildId: string): Promise<number> {
  const stops = await listStatements(repository, 'stop', product);
  return stops.find(({ statement }) => statement.releaseId === buildId)?.statement.seq ?? 0;
}

const stopped = (id: string): CliError =>
  new CliError(`the build ${id} is stopped: somebody signed that it must not be installed`, {
    code: 'build-stopped',
    fix: `If that is over: orange rollout start ${id} --lift-stop`,
  });

export type WaitingBuild = CeilingQuestion['build'] & { readonly product: string; readonly channel: string };

export type NextDeparture = { readonly plan: PlanInForce; readonly ceiling: CeilingStatement };

/** What has to be signed so that the next departure can take a build; null when nothing has to, or it has left already. */
export async function prepareForDeparture(
  session: Session,
  repository: OpenRepository,
  { build, isStrict }: { readonly build: WaitingBuild; readonly isStrict: boolean },
): Promise<NextDeparture | null> {
  const { product, channel } = build;
  const plan = await loadPlanInForce(session, product, channel);
  if (plan === null) return null;
  const rollouts = await session.api().get('/v1/rollouts', reading(rolloutPage), { product, channel, limit: 50 });
  if (rollouts.items.some((rollout) => rollout.build === build.releaseId)) return null;
  const ceiling = await prepareMissingCeiling(session, repository, { build, plan, isStrict, isLifting: false });
  return ceiling === null ? null : { plan, ceiling };
}

/** A version in the plan is signed as the build it names today; `previous` is whatever was completed last when it starts. */
async function loadFallback(
  { api }: Session,
  { plan: { fallback, product } }: PlanInForce,
): Promise<CeilingQuestion['fallback']> {
  if (fallback === 'previous' || fallback === 'none') return null;
  const build = await api().get(path`/v1/products/${product}/builds/${fallback}`, reading(buildDetails));
  return deriveBuildId(product, build.counter);
}

/** The rules as the service has them now: they are shown, and signed with the stage. */
async function loadRules(
  { api }: Session,
  { plan: { product, stages } }: PlanInForce,
): Promise<Map<string, CohortRule>> {
  const rules = new Map<string, CohortRule>();
  if (stages.every(({ cohort }) => cohort === everyoneCohort || cohort === testersCohort)) return rules;
  for await (const { id, rule } of listAll(api(), path`/v1/products/${product}/cohorts`, reading(cohortPage))) {
    if (rule !== null && stages.some(({ cohort }) => cohort === id)) rules.set(id, rule);
  }
  return rules;
}
