// DELETE /v1/devices/{product}/{device} and its /reports: takes away a device, or what it reported, for whoever owns it and asks.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { eraseDevice, eraseReports } from '../../app/remove-reports.ts';
import { deviceId } from '../../wire/device/checkin.ts';
import { productId } from '../../wire/release/names.ts';
import { erasedDevice, erasedReports } from '../../wire/release/report.ts';
import type { HttpEnv } from '../shared/http-env.ts';
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

const eraseDeviceRoute = createRoute({
  method: 'delete',
  path: '/v1/devices/{product}/{device}',
  summary: 'Erase a device',
  description:
    'What it reported, its place in cohorts, its events, its region and locale; what was counted of it goes on under a pseudonym, which is ' +
    'all that the audit names. `orange export --device` writes all of it out before.',
  middleware: requireRole('engineer'),
  request: { params: z.object({ product: productId, device: deviceId }) },
  responses: { 200: jsonAnswer('It is gone.', erasedDevice), ...problemAnswers(400, 401, 403) },
});

const portsOf = (c: Context<HttpEnv>) => {
  const { objects, entropy } = c.env.process;
  return { removals: c.env.stores().removals, objects, entropy };
};

export const reportErasureRoutes = routes()
  .openapi(eraseRoute, async (c) =>
    c.json({ erased: await eraseReports(portsOf(c), c.req.valid('param'), byOf(c)) }, 200),
  )
  .openapi(eraseDeviceRoute, async (c) => c.json(await eraseDevice(portsOf(c), c.req.valid('param'), byOf(c)), 200));
