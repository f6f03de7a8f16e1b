// /v1/ceilings: a release manager's signed word on how far and how early a build may go under a plan.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppliedPlan } from '../../domain/rollout/applied-plan.ts';
import { ceiling, ceilingQuery, encodeCeiling } from '../../wire/release/plan.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseUnknownBuild } from './own-build.ts';
import { isInScope } from './own-product.ts';
import { refuseUnknownPlan } from './plans.ts';

const showCeilingRoute = createRoute({
  method: 'get',
  path: '/v1/ceilings',
  summary: 'Show the ceiling of a build under a plan',
  description: 'The one with the highest `seq`. It is in force until `notAfterMs`.',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: ceilingQuery },
  responses: { 200: jsonAnswer('The ceiling.', ceiling), ...problemAnswers(400, 401, 403, 404) },
});

export const ceilingRoutes = routes().openapi(showCeilingRoute, async (c) => {
  const { build: name, plan: planId } = c.req.valid('query');
  const plan = await loadOwnPlan(c, planId);
  if (plan === null) return refuseUnknownPlan(c, planId);
  const build = await c.env.stores().candidates.loadCandidate(plan.plan.product, name);
  if (build === null) return refuseUnknownBuild(c, name);
  const present = await c.env.stores().plans.loadCeiling(build.buildId, planId);
  if (present !== null) return c.json(encodeCeiling(present), 200);
  const detail = `No ceiling is signed for ${build.buildId} under plan ${planId}.`;
  return problem(c, { status: 404, code: 'no-ceiling', detail, fix: 'Sign one: `orange rollout start` publishes it.' });
});

async function loadOwnPlan(c: Context<HttpEnv>, id: number): Promise<AppliedPlan | null> {
  const plan = await c.env.stores().plans.loadPlan(id);
  return plan !== null && isInScope(c, plan.plan.product) ? plan : null;
}
