// POST /v1/ceilings: a release manager's signed word on how far and how early a build may go under a plan.
import { createRoute } from '@hono/zod-openapi';
import { recordCeiling } from '../../app/record-ceiling.ts';
import { ceiling, ceilingBody, encodeCeiling } from '../../wire/release/plan.ts';
import { parseReceivedCeiling } from '../../wire/statement/received.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
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

export const ceilingRoutes = routes().openapi(recordCeilingRoute, async (c) => {
  const { build: name, plan: planId, envelope } = c.req.valid('json');
  const stores = c.env.stores();
  const plan = await stores.plans.loadPlan(planId);
  if (plan === null || !isInScope(c, plan.plan.product)) return refuseUnknownPlan(c, planId);
  const received = parseReceivedCeiling(envelope);
  if (!received.ok) return refuseStatement(c, 'ceiling', received.problems);
  const build = await stores.candidates.loadCandidate(plan.plan.product, name);
  if (build === null) return refuseStart(c, { refusal: 'unknown-build', problems: [], current: null });
  const answer = await recordCeiling(stores, { build, plan, received: received.value }, byOf(c));
  if (!answer.ok) {
    const current = answer.current === null ? null : encodeCeiling(answer.current);
    return refuseStart(c, { ...answer, current });
  }
  const shown = encodeCeiling(answer.ceiling);
  return answer.isAdded ? c.json(shown, 201) : c.json(shown, 200);
});
