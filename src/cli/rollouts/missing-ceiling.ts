// Finds out whether a build still needs a ceiling under a plan, prepares it for signing, and records it when it is signed.
import { deriveBuildId } from '../../domain/build/build.ts';
import { type CohortRule, everyoneCohort, testersCohort } from '../../domain/rollout/cohort.ts';
import { buildDetails } from '../../wire/release/build.ts';
import { cohortPage } from '../../wire/release/cohort.ts';
import { ceiling } from '../../wire/release/plan.ts';
import { rolloutPage } from '../../wire/release/rollout.ts';
import { path } from '../api/api-client.ts';
import { listAll } from '../api/pages.ts';
import { reading, ServiceRefusal } from '../api/service-answer.ts';
import type { Session } from '../session.ts';
import type { Unsigned } from '../signing/sign-statements.ts';
import { type CeilingQuestion, prepareCeiling } from './ceiling-to-sign.ts';
import { loadPlanInForce, type PlanInForce } from './plan-in-force.ts';

export type MissingCeiling = {
  readonly build: CeilingQuestion['build'];
  readonly plan: PlanInForce;
  /** Whether no stage may begin before the bakes before it are over. */
  readonly isStrict: boolean;
};

/** Null when one in force is recorded already. */
export async function prepareMissingCeiling(
  session: Session,
  { build, plan, isStrict }: MissingCeiling,
): Promise<Unsigned | null> {
  const nowMs = session.surroundings.nowMs();
  const recorded = await loadCeiling(session, build.id, plan.id);
  if (recorded !== null && Math.min(recorded.notAfterMs, recorded.expiresMs) > nowMs) return null;
  const [fallback, rules] = [await loadFallback(session, plan), await loadRules(session, plan)];
  return prepareCeiling({ build, plan, rules, fallback, lastSeq: recorded?.seq ?? 0, isStrict, nowMs });
}

export type WaitingBuild = CeilingQuestion['build'] & { readonly product: string; readonly channel: string };

export type NextDeparture = { readonly plan: PlanInForce; readonly unsigned: Unsigned };

/** What has to be signed so that the next departure can take a build; null when nothing has to, or it has left already. */
export async function prepareForDeparture(
  session: Session,
  build: WaitingBuild,
  isStrict: boolean,
): Promise<NextDeparture | null> {
  const { product, channel } = build;
  const plan = await loadPlanInForce(session, product, channel);
  if (plan === null) return null;
  const rollouts = await session.api().get('/v1/rollouts', reading(rolloutPage), { product, channel, limit: 50 });
  if (rollouts.items.some((rollout) => rollout.build === build.id)) return null;
  const unsigned = await prepareMissingCeiling(session, { build, plan, isStrict });
  return unsigned === null ? null : { plan, unsigned };
}

export function recordCeiling({ api }: Session, buildId: string, planId: number, envelope: string) {
  const body = { build: buildId, plan: planId, envelope };
  return api().send('POST', '/v1/ceilings', reading(ceiling), { body });
}

async function loadCeiling({ api }: Session, build: string, plan: number) {
  try {
    return await api().get('/v1/ceilings', reading(ceiling), { build, plan });
  } catch (cause) {
    if (cause instanceof ServiceRefusal && cause.code === 'no-ceiling') return null;
    throw cause;
  }
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
