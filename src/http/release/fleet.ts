// GET /v1/products/{product}/channels/{channel}/fleet: what is known of a fleet, to try plans on.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { showFleet } from '../../app/show-fleet.ts';
import { knownFleet } from '../../wire/release/fleet.ts';
import { channelId, productId } from '../../wire/release/names.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseMisspelt } from './unknown-product.ts';

const showFleetRoute = createRoute({
  method: 'get',
  path: '/v1/products/{product}/channels/{channel}/fleet',
  summary: 'Show what is known of the fleet of a channel',
  description: 'Enrolled devices by model and cohort, and the rates that completed rollouts taught, to try a plan on.',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ product: productId, channel: channelId }) },
  responses: { 200: jsonAnswer('The fleet.', knownFleet), ...problemAnswers(400, 401, 403, 404) },
});

export const fleetRoutes = routes().openapi(showFleetRoute, async (c) => {
  const { product, channel } = c.req.valid('param');
  const fleet = await showFleet(c.env.stores(), { product, channel });
  return fleet === null ? refuseMisspelt(c, product) : c.json(fleet, 200);
});
