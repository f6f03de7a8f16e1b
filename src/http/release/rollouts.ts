// /v1/rollouts: start a rollout, list them, and show one whole.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { showRollout } from '../../app/show-rollout.ts';
import { startRollout } from '../../app/start-rollout.ts';
import { encodeRollout, encodeRolloutDetails } from '../../wire/release/encode-rollout.ts';
import { rowId } from '../../wire/release/plan.ts';
import {
  rolloutDetails,
  rolloutPage,
  rolloutsQuery,
  startedRollout,
  startRolloutBody,
} from '../../wire/release/rollout.ts';
import { idempotent } from '../shared/idempotency.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseOtherProduct } from './own-product.ts';
import { loadOwnRollout, refuseUnknownRollout } from './own-rollout.ts';
import { refuseStart } from './start-refusals.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const startRolloutRoute = createRoute({
  method: 'post',
  path: '/v1/rollouts',
  summary: 'Start a rollout',
  description: 'The build begins at the first stage of the plan. One rollout is open on a channel at a time.',
  middleware: [requireRole('engineer'), idempotent],
  request: jsonBody(startRolloutBody),
  responses: { 201: jsonAnswer('The rollout.', startedRollout), ...problemAnswers(400, 401, 403, 404, 409, 422) },
});

const listRolloutsRoute = createRoute({
  method: 'get',
  path: '/v1/rollouts',
  summary: 'List rollouts, newest first',
  description: 'A token for one product sees the rollouts of that product.',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: rolloutsQuery },
  responses: { 200: jsonAnswer('A page of rollouts.', rolloutPage), ...problemAnswers(400, 401, 403, 404) },
});

const showRolloutRoute = createRoute({
  method: 'get',
  path: '/v1/rollouts/{rollout}',
  summary: 'Show a rollout: stages, devices, the gate’s word, the next departure',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ rollout: rowId }) },
  responses: { 200: jsonAnswer('The rollout.', rolloutDetails), ...problemAnswers(400, 401, 403, 404) },
});

export const rolloutRoutes = routes()
  .openapi(startRolloutRoute, async (c) => {
    const { product, channel, build, plan = null } = c.req.valid('json');
    const refused = refuseOtherProduct(c, product);
    if (refused !== null) return refused;
    const wanted = { product, channel, build, planId: plan, departureMs: null, reason: 'Started by hand.' };
    const answer = await startRollout(c.env.stores(), wanted, byOf(c));
    if (!answer.ok) {
      return refuseStart(c, { ...answer, current: answer.current === null ? null : encodeRollout(answer.current) });
    }
    return c.json({ rollout: encodeRollout(answer.rollout), mapRevision: await publishChange(c) }, 201);
  })
  .openapi(listRolloutsRoute, async (c) => {
    const { limit, after = null, channel = null, state = null, ...asked } = c.req.valid('query');
    const product = asked.product ?? c.get('bearer').productId;
    const refused = product === null ? null : refuseOtherProduct(c, product);
    if (refused !== null) return refused;
    const page = await c.env.stores().rollouts.loadRollouts({ product, channel, state }, { limit, after });
    const none = await refuseEmptyOfNone(c, asked.product ?? null, page.items);
    return none ?? c.json({ ...page, items: page.items.map(encodeRollout) }, 200);
  })
  .openapi(showRolloutRoute, async (c) => {
    const { rollout: id } = c.req.valid('param');
    const rollout = await loadOwnRollout(c, id);
    if (rollout === null) return refuseUnknownRollout(c, id);
    const view = await showRollout(c.env.stores(), rollout, c.get('nowMs'));
    return c.json(encodeRolloutDetails(view), 200);
  });
