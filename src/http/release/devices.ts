// GET /v1/devices: the devices of a product, one of them, and why it did or did not get a build.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { explainDevice } from '../../app/explain-device.ts';
import { showDevice } from '../../app/show-device.ts';
import { deviceId } from '../../wire/device/checkin.ts';
import {
  deviceDetails,
  deviceExplanation,
  devicePage,
  deviceQuery,
  encodeAttempt,
  encodeDevice,
  encodeExplanation,
} from '../../wire/release/device.ts';
import { productId } from '../../wire/release/names.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const ofDevice = z.object({ product: productId, device: deviceId });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/devices',
  summary: 'List the devices of a product',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: deviceQuery },
  responses: { 200: jsonAnswer('A page of devices.', devicePage), ...problemAnswers(400, 401, 403, 404) },
});

const showRoute = createRoute({
  method: 'get',
  path: '/v1/devices/{product}/{device}',
  summary: 'Show a device with its cohorts and its last installs',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: ofDevice },
  responses: { 200: jsonAnswer('The device.', deviceDetails), ...problemAnswers(400, 401, 403, 404) },
});

const explainRoute = createRoute({
  method: 'get',
  path: '/v1/devices/{product}/{device}/explain',
  summary: 'Explain why a device did or did not get a build',
  description: 'Decided by the very function that answers its poll, on the same release map.',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: ofDevice },
  responses: { 200: jsonAnswer('The explanation.', deviceExplanation), ...problemAnswers(400, 401, 403, 404, 503) },
});

export const deviceRoutes = routes()
  .openapi(listRoute, async (c) => {
    const { limit, after = null, product, channel = null, model = null, build = null } = c.req.valid('query');
    const refused = refuseOtherProduct(c, product);
    if (refused !== null) return refused;
    const filter = { product, channel, model, build };
    const { items, next } = await c.env.stores().devices.loadDevices(filter, { limit, after });
    const none = await refuseEmptyOfNone(c, product, items);
    return none ?? c.json({ items: items.map(encodeDevice), next }, 200);
  })
  .openapi(showRoute, async (c) => {
    const { product, device: id } = c.req.valid('param');
    const shown = await showDevice(c.env.stores(), { product, deviceId: id });
    if (shown === null) return refuseUnknownDevice(c, product, id);
    const { device, cohorts, attempts } = shown;
    return c.json({ ...encodeDevice(device), cohorts, attempts: attempts.map(encodeAttempt) }, 200);
  })
  .openapi(explainRoute, async (c) => {
    const { product, device: id } = c.req.valid('param');
    const { currentMap } = c.env.process;
    // Whoever asks here has just changed something and waits for it: a map that is seconds old would confuse them.
    await currentMap.refreshCurrentMap();
    const answer = await explainDevice({ ...c.env.stores(), currentMap }, { product, deviceId: id }, c.get('nowMs'));
    if (answer.ok) return c.json(encodeExplanation(answer), 200);
    if (answer.refusal === 'unknown-device') return refuseUnknownDevice(c, product, id);
    const detail = 'This edge has no release map yet, so no poll is answered either.';
    return problem(c, { status: 503, code: 'map-unavailable', detail, fix: 'Ask again in a minute.', retryAfterS: 60 });
  });

export function refuseUnknownDevice(c: Context<HttpEnv>, product: string, deviceId: string) {
  const detail = `"${product}" has no device "${deviceId}".`;
  return problem(c, {
    status: 404,
    code: 'unknown-device',
    detail,
    fix: `See \`GET /v1/devices?product=${product}\`.`,
  });
}
