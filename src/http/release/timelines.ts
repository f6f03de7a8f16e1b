// GET /v1/devices/{product}/{device}/timeline: what happened before a crash, and after it.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { deviceId } from '../../wire/device/checkin.ts';
import { placePageQuery, productId } from '../../wire/release/names.ts';
import { timelinePage } from '../../wire/release/timeline.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseUnknownDevice } from './devices.ts';

const timelineRoute = createRoute({
  method: 'get',
  path: '/v1/devices/{product}/{device}/timeline',
  summary: 'Show what a device installed, said and reported, newest first',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ product: productId, device: deviceId }), query: placePageQuery },
  responses: { 200: jsonAnswer('A page of moments.', timelinePage), ...problemAnswers(400, 401, 403, 404) },
});

export const timelineRoutes = routes().openapi(timelineRoute, async (c) => {
  const { product, device } = c.req.valid('param');
  const { limit, after = null } = c.req.valid('query');
  const moments = await c.env.stores().timelines.loadTimeline(product, device, { limit, after });
  // Whoever enrolled has that moment at least: who has none is nobody, and most often a slip of the pen.
  const isNobody = moments.items.length === 0 && after === null;
  return isNobody ? refuseUnknownDevice(c, product, device) : c.json(moments, 200);
});
