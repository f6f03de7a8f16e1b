// /v1/plans: check a plan file against what there is, apply it, list and read what was applied.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { applyPlan } from '../../app/apply-plan.ts';
import { checkPlan } from '../../app/check-plan.ts';
import { encodeGatesDigest, encodePlanDigest } from '../../wire/plan/canonical.ts';
import { type PlacedProblem, parsePlanFile } from '../../wire/plan/plan-file.ts';
import { planJsonSchema } from '../../wire/plan/schema.ts';
import {
  appliedPlan,
  appliedPlanPage,
  encodeAppliedPlan,
  encodePlaces,
  planCheck,
  planSourceBody,
  plansQuery,
  rowId,
} from '../../wire/release/plan.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { isInScope, refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const checkPlanRoute = createRoute({
  method: 'post',
  path: '/v1/plans/check',
  summary: 'Check a plan file',
  description:
    'Every problem has its line and column. A plan without problems says how many devices each stage holds today.',
  middleware: requireRole('engineer', 'viewer'),
  request: jsonBody(planSourceBody),
  responses: { 200: jsonAnswer('What was found, problems or not.', planCheck), ...problemAnswers(400, 401, 403, 413) },
});

const applyPlanRoute = createRoute({
  method: 'post',
  path: '/v1/plans',
  summary: 'Apply a plan file to its channel',
  description: 'It is in force for the next rollout. The same file again changes nothing.',
  middleware: requireRole('engineer'),
  request: jsonBody(planSourceBody),
  responses: {
    200: jsonAnswer('The plan, which was in force already.', appliedPlan),
    201: jsonAnswer('The plan.', appliedPlan),
    ...problemAnswers(400, 401, 403, 413, 422),
  },
});

const listPlansRoute = createRoute({
  method: 'get',
  path: '/v1/plans',
  summary: 'List applied plans, newest first',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: plansQuery },
  responses: { 200: jsonAnswer('A page of plans.', appliedPlanPage), ...problemAnswers(400, 401, 403, 404) },
});

const showPlanRoute = createRoute({
  method: 'get',
  path: '/v1/plans/{plan}',
  summary: 'Show an applied plan',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ plan: rowId }) },
  responses: { 200: jsonAnswer('The plan.', appliedPlan), ...problemAnswers(400, 401, 403, 404) },
});

const planSchemaRoute = createRoute({
  method: 'get',
  path: '/schemas/plan.json',
  summary: 'The JSON Schema of plan files',
  responses: { 200: jsonAnswer('For editors, which complete and check plans by it.', z.looseObject({})) },
});

export const planRoutes = routes()
  .openapi(checkPlanRoute, async (c) => {
    const { source, fileName } = c.req.valid('json');
    const parsed = parsePlanFile(source, fileName);
    if (!parsed.ok) return c.json({ plan: null, problems: parsed.problems, warnings: [], stages: [] }, 200);
    const { plan, warnings } = parsed.value;
    const refused = refuseOtherProduct(c, plan.product);
    if (refused !== null) return refused;
    const found = await checkPlan(c.env.stores(), plan);
    const place = (problems: typeof found.problems) => encodePlaces(problems, source, fileName);
    const stages = plan.stages.map(({ name }, index) => ({ name, devices: found.devices?.[index] ?? null }));
    return c.json(
      { plan, problems: place(found.problems), warnings: [...warnings, ...place(found.warnings)], stages },
      200,
    );
  })
  .openapi(applyPlanRoute, async (c) => {
    const { source, fileName } = c.req.valid('json');
    const parsed = parsePlanFile(source, fileName);
    if (!parsed.ok) return refusePlan(c, parsed.problems);
    const { plan } = parsed.value;
    const refused = refuseOtherProduct(c, plan.product);
    if (refused !== null) return refused;
    const digests = { digest: encodePlanDigest(plan), gatesDigests: plan.stages.map(encodeGatesDigest) };
    const answer = await applyPlan(c.env.stores(), { plan, source, ...digests }, byOf(c));
    if (!answer.ok) return refusePlan(c, encodePlaces(answer.problems, source, fileName));
    const applied = encodeAppliedPlan(answer.plan);
    return answer.isAdded ? c.json(applied, 201) : c.json(applied, 200);
  })
  .openapi(listPlansRoute, async (c) => {
    const { limit, after = null, product, channel = null } = c.req.valid('query');
    const refused = refuseOtherProduct(c, product);
    if (refused !== null) return refused;
    const page = await c.env.stores().plans.loadPlans({ product, channel }, { limit, after });
    const none = await refuseEmptyOfNone(c, product, page.items);
    return none ?? c.json({ ...page, items: page.items.map(encodeAppliedPlan) }, 200);
  })
  .openapi(showPlanRoute, async (c) => {
    const { plan: id } = c.req.valid('param');
    const found = await c.env.stores().plans.loadPlan(id);
    if (found !== null && isInScope(c, found.plan.product)) return c.json(encodeAppliedPlan(found), 200);
    return refuseUnknownPlan(c, id);
  })
  .openapi(planSchemaRoute, (c) => c.json({ ...planJsonSchema }, 200, { 'cache-control': 'public, max-age=3600' }));

function refusePlan(c: Context<HttpEnv>, errors: readonly PlacedProblem[]) {
  const [first] = errors;
  const detail = `${first?.where}: ${first?.what}`;
  return problem(c, { status: 422, code: 'plan-unusable', detail, fix: first?.fix ?? '', errors });
}

export function refuseUnknownPlan(c: Context<HttpEnv>, id: number) {
  const fix = 'See `GET /v1/plans?product=…` for the ones that were applied.';
  return problem(c, { status: 404, code: 'unknown-plan', detail: `There is no applied plan ${id}.`, fix });
}
