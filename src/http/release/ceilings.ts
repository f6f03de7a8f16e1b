// /v1/ceilings: a release manager's signed word on how far and how early a build may go under a plan.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { recordCeiling } from '../../app/record-ceiling.ts';
import type { AppliedPlan } from '../../domain/rollout/applied-plan.ts';
import { ceiling, ceilingBody, ceilingQuery, encodeCeiling } from '../../wire/release/plan.ts';
import { parseReceivedCeiling } from '../../wire/statement/received.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseUnknownBuild } from './own-build.ts';
import { isInScope, refuseStatement } from './own-product.ts';
import { refuseUnknownPlan } from './plans.ts';
import { refuseStart } from './start-refusals.ts';

const recordCeilingRoute = createRoute({
  method: 'post',
  path: '/v1/ceilings',
  summary: 'Record a signed ceiling',
  description:
    'The next train may take the build from then on. The same again changes nothing; a higher `seq` replaces a lower one.',
  middleware: requireRole('engineer'),
  request: jsonBody(ceilingBody),
  responses: {
    200: jsonAnswer('The ceiling, which was recorded already.', ceiling),
    201: jsonAnswer('The ceiling.', ceiling),
    ...problemAnswers(400, 401, 403, 404, 409, 422),
  },
});

const showCeilingRoute = createRoute({
  method: 'get',
  path: '/v1/ceilings',
  summary: 'Show the ceiling of a build under a plan',
  description: 'The one with the highest `seq`. Whether it is still in force is told by `notAfterMs` and `expiresMs`.',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: ceilingQuery },
  responses: { 200: jsonAnswer('The ceiling.', ceiling), ...problemAnswers(400, 401, 403, 404) },
});

export const ceilingRoutes = routes()
  .openapi(showCeilingRoute, async (c) => {
    const { build: name, plan: planId } = c.req.valid('query');
    const plan = await loadOwnPlan(c, planId);
    if (plan === null) return refuseUnknownPlan(c, planId);
    const build = await c.env.stores().candidates.loadCandidate(plan.plan.product, name);
    if (build === null) return refuseUnknownBuild(c, name);
    const present = await c.env.stores().plans.loadCeiling(build.buildId, planId);
    if (present !== null) return c.json(encodeCeiling(present), 200);
    const detail = `No ceiling is signed for ${build.buildId} under plan ${planId}.`;
    return problem(c, { status: 404, code: 'no-ceiling', detail, fix: 'Sign one and send it to `POST /v1/ceilings`.' });
  })
  .openapi(recordCeilingRoute, async (c) => {
    const { build: name, plan: planId, envelope } = c.req.valid('json');
    const plan = await loadOwnPlan(c, planId);
    if (plan === null) return refuseUnknownPlan(c, planId);
    const received = parseReceivedCeiling(envelope);
    if (!received.ok) return refuseStatement(c, 'ceiling', received.problems);
    const build = await c.env.stores().candidates.loadCandidate(plan.plan.product, name);
    if (build === null) return refuseUnknownBuild(c, name);
    const answer = await recordCeiling(c.env.stores(), { build, plan, received: received.value }, byOf(c));
    if (!answer.ok) {
      return refuseStart(c, { ...answer, current: answer.current === null ? null : encodeCeiling(answer.current) });
    }
    const shown = encodeCeiling(answer.ceiling);
    return answer.isAdded ? c.json(shown, 201) : c.json(shown, 200);
  });

async function loadOwnPlan(c: Context<HttpEnv>, id: number): Promise<AppliedPlan | null> {
  const plan = await c.env.stores().plans.loadPlan(id);
  return plan !== null && isInScope(c, plan.plan.product) ? plan : null;
}
