// /v1/webhooks/{webhook}/deliveries: what a webhook was told, what waits, what was given up, and once more.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { redeliverEvents } from '../../app/redeliver-events.ts';
import {
  deliveryPage,
  deliveryQuery,
  encodeDelivery,
  redeliverBody,
  redelivered,
  webhookId,
} from '../../wire/release/webhook.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseUnknownWebhook } from './webhook-refusals.ts';
import { findWebhook } from './webhooks.ts';

const params = z.object({ webhook: webhookId });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks/{webhook}/deliveries',
  summary: 'List what a webhook was told, or will be, the newest first',
  description: 'Kept for 30 days. What it answered is not kept, but for the status.',
  middleware: requireRole(),
  request: { params, query: deliveryQuery },
  responses: { 200: jsonAnswer('A page of deliveries.', deliveryPage), ...problemAnswers(400, 401, 403, 404) },
});

const redeliverRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks/{webhook}/redeliver',
  summary: 'Tell a webhook again of what was given up, or of one event',
  description: 'With the same ids. A webhook that was stopped is active again.',
  middleware: requireRole(),
  request: { params, ...jsonBody(redeliverBody) },
  responses: { 200: jsonAnswer('How many wait again.', redelivered), ...problemAnswers(400, 401, 403, 404) },
});

export const webhookDeliveryRoutes = routes()
  .openapi(listRoute, async (c) => {
    const found = await findWebhook(c, c.req.valid('param').webhook);
    if (found === null) return refuseUnknownWebhook(c);
    const { limit, after = null, state = null } = c.req.valid('query');
    const { subscriptions } = c.env.stores();
    const { items, next } = await subscriptions.loadDeliveries(found.webhook.id, state, { limit, after });
    return c.json({ items: items.map(encodeDelivery), next }, 200);
  })
  .openapi(redeliverRoute, async (c) => {
    const found = await findWebhook(c, c.req.valid('param').webhook);
    if (found === null) return refuseUnknownWebhook(c);
    const { event = null } = c.req.valid('json');
    const deliveries = await redeliverEvents(c.env.stores(), { subscription: found.webhook, event }, byOf(c));
    return c.json({ deliveries }, 200);
  });
