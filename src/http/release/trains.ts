// GET /v1/trains: the timetables of a product, their next departures, and what became of the last ones.
import { createRoute } from '@hono/zod-openapi';
import { listTrains } from '../../app/list-trains.ts';
import { encodeTrain, trainList, trainsQuery } from '../../wire/release/train.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const listTrainsRoute = createRoute({
  method: 'get',
  path: '/v1/trains',
  summary: 'List the trains of a product',
  description: 'One for each channel with a timetable, with its next departure and the last thirteen.',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: trainsQuery },
  responses: { 200: jsonAnswer('The trains.', trainList), ...problemAnswers(400, 401, 403, 404) },
});

export const trainRoutes = routes().openapi(listTrainsRoute, async (c) => {
  const { product } = c.req.valid('query');
  const refused = refuseOtherProduct(c, product);
  if (refused !== null) return refused;
  const trains = await listTrains(c.env.stores(), product, c.get('nowMs'));
  const none = await refuseEmptyOfNone(c, product, trains);
  return none ?? c.json({ items: trains.map((train) => encodeTrain(product, train)) }, 200);
});
