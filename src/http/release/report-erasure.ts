// DELETE /v1/devices/{product}/{device}/reports: takes away what a device reported, for whoever owns it and asks.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { eraseReports } from '../../app/remove-reports.ts';
import { deviceId } from '../../wire/device/checkin.ts';
import { productId } from '../../wire/release/names.ts';
import { erasedReports } from '../../wire/release/report.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { byOf, requireRole } from '../shared/require-role.ts';

const eraseRoute = createRoute({
  method: 'delete',
  path: '/v1/devices/{product}/{device}/reports',
  summary: 'Erase what a device reported',
  description:
    'Texts, files, and the words that issues took from them; counts go on under a pseudonym. `GET /v1/reports?device=` lists it before.',
  middleware: requireRole('engineer'),
  request: { params: z.object({ product: productId, device: deviceId }) },
  responses: { 200: jsonAnswer('It is gone.', erasedReports), ...problemAnswers(400, 401, 403) },
});

export const reportErasureRoutes = routes().openapi(eraseRoute, async (c) => {
  const ports = { removals: c.env.stores().removals, objects: c.env.process.objects, entropy: c.env.process.entropy };
  return c.json({ erased: await eraseReports(ports, c.req.valid('param'), byOf(c)) }, 200);
});
