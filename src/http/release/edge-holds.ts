// POST /v1/holds: stops a rollout at every edge within seconds, whether or not the database answers.
import { createRoute } from '@hono/zod-openapi';
import { holdAtEdge } from '../../app/hold-at-edge.ts';
import { edgeHold, edgeHoldBody } from '../../wire/release/edge-hold.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf } from '../shared/require-role.ts';
import { requireSteward } from '../shared/require-steward.ts';
import { refuseUnknownRollout } from './own-rollout.ts';

const orderHoldRoute = createRoute({
  method: 'post',
  path: '/v1/holds',
  summary: 'Hold a rollout without the database',
  description:
    'Written into the release map, so no new device is let in from the moment edges read it, within seconds. It becomes a ' +
    'decision of the rollout, in your name, with the next tick that reaches the database. With a database at hand use the ' +
    'verb `hold` of `POST /v1/rollouts/{rollout}/decisions`.',
  middleware: requireSteward,
  request: jsonBody(edgeHoldBody),
  responses: { 200: jsonAnswer('The hold, in force.', edgeHold), ...problemAnswers(400, 401, 403, 404, 409, 503) },
});

export const edgeHoldRoutes = routes().openapi(orderHoldRoute, async (c) => {
  const { rollout, reason = null } = c.req.valid('json');
  const wanted = { rolloutId: rollout, reason, productId: c.get('bearer').productId };
  const answer = await holdAtEdge(c.env.process, wanted, byOf(c));
  if (answer.ok) {
    const { isOrdered, mapRevision } = answer;
    return c.json({ rollout, isOrdered, mapRevision }, 200);
  }
  if (answer.refusal === 'unknown-rollout') return refuseUnknownRollout(c, rollout);
  const detail = `Rollout ${rollout} is over: it lets nobody in by stages.`;
  return problem(c, { status: 409, code: 'is-over', detail, fix: 'Withdraw its build.' });
});
