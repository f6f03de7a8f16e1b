// /v1/webhooks: who outside is told of what happens, and what became of each telling.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { addWebhook } from '../../app/add-webhook.ts';
import { removeSubscription } from '../../app/remove-subscription.ts';
import { rotateSecret } from '../../app/rotate-secret.ts';
import { testWebhook } from '../../app/test-webhook.ts';
import { eventJsonSchema } from '../../wire/event/event.ts';
import { pageQuery } from '../../wire/release/names.ts';
import {
  addedWebhook,
  addWebhookBody,
  encodeWebhook,
  rotateBody,
  rotatedWebhook,
  testedWebhook,
  webhook,
  webhookId,
  webhookPage,
} from '../../wire/release/webhook.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { deliverPorts } from '../shared/outbox-ports.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { isInScope } from './own-product.ts';
import { refuseUnknownWebhook, refuseWebhook } from './webhook-refusals.ts';

const params = z.object({ webhook: webhookId });

const addRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks',
  summary: 'Add a webhook',
  description:
    'The answer holds the secret, once; the service keeps it sealed, and so takes no Idempotency-Key here: when the ' +
    'answer is lost, remove the webhook and add another. Messages are those of Standard Webhooks; docs/EVENTS.md says how to verify one.',
  middleware: requireRole(),
  request: jsonBody(addWebhookBody),
  responses: {
    201: jsonAnswer('The webhook and its secret.', addedWebhook),
    ...problemAnswers(400, 401, 403, 409, 422),
  },
});

const listRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks',
  summary: 'List webhooks',
  middleware: requireRole(),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer('A page of webhooks.', webhookPage), ...problemAnswers(400, 401, 403) },
});

const showRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks/{webhook}',
  summary: 'Show a webhook',
  middleware: requireRole(),
  request: { params },
  responses: { 200: jsonAnswer('The webhook.', webhook), ...problemAnswers(400, 401, 403, 404) },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/v1/webhooks/{webhook}',
  summary: 'Remove a webhook',
  description: 'With all that waited for it.',
  middleware: requireRole(),
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problemAnswers(400, 401, 403, 404) },
});

const testRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks/{webhook}/test',
  summary: 'Send a webhook a message of type `test` and say what came of it',
  middleware: requireRole(),
  request: { params },
  responses: { 200: jsonAnswer('What came of it.', testedWebhook), ...problemAnswers(400, 401, 403, 404) },
});

const rotateRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks/{webhook}/rotate',
  summary: 'Give a webhook another secret',
  description: 'The one before signs beside it for a while, so that the receiver can change over.',
  middleware: requireRole(),
  request: { params, ...jsonBody(rotateBody) },
  responses: { 200: jsonAnswer('The secret, once.', rotatedWebhook), ...problemAnswers(400, 401, 403, 404) },
});

const schemaRoute = createRoute({
  method: 'get',
  path: '/schemas/events.json',
  summary: 'The JSON Schema of events',
  responses: { 200: jsonAnswer('For receivers, who check messages by it.', z.looseObject({})) },
});

/** The webhook of this id in the bearer's scope; any other is answered like one that is not there. */
export async function findWebhook(c: Context<HttpEnv>, id: string) {
  const found = await c.env.stores().subscriptions.loadSubscription(id);
  if (found === null || found.subscription.kind !== 'webhook') return null;
  const { product } = found.subscription;
  const isOwn = product === null ? c.get('bearer').productId === null : isInScope(c, product);
  return isOwn ? { webhook: found.subscription, secrets: found.secrets } : null;
}

export const webhookRoutes = routes()
  .openapi(addRoute, async (c) => {
    const ports = { ...c.env.process, ...c.env.stores() };
    const request = c.req.valid('json');
    const answer = await addWebhook(ports, request, { bearer: c.get('bearer'), by: byOf(c) });
    if (!answer.ok) return refuseWebhook(c, request.product, answer);
    return c.json({ ...encodeWebhook(answer.webhook), secret: answer.secret }, 201);
  })
  .openapi(listRoute, async (c) => {
    const { limit, after = null } = c.req.valid('query');
    const filter = { kinds: ['webhook'], product: c.get('bearer').productId } as const;
    const { items, next } = await c.env.stores().subscriptions.loadSubscriptions(filter, { limit, after });
    return c.json({ items: items.map(encodeWebhook), next }, 200);
  })
  .openapi(showRoute, async (c) => {
    const found = await findWebhook(c, c.req.valid('param').webhook);
    return found === null ? refuseUnknownWebhook(c) : c.json(encodeWebhook(found.webhook), 200);
  })
  .openapi(removeRoute, async (c) => {
    const found = await findWebhook(c, c.req.valid('param').webhook);
    if (found === null) return refuseUnknownWebhook(c);
    await removeSubscription(c.env.stores(), found.webhook, byOf(c));
    return c.body(null, 204);
  })
  .openapi(testRoute, async (c) => {
    const found = await findWebhook(c, c.req.valid('param').webhook);
    if (found === null) return refuseUnknownWebhook(c);
    const { id, outcome, tookMs } = await testWebhook(deliverPorts(c.env), found, c.get('nowMs'));
    const fault = outcome.kind === 'told' ? null : outcome.fault;
    return c.json({ id, isTold: outcome.kind === 'told', status: outcome.status, fault, tookMs }, 200);
  })
  .openapi(rotateRoute, async (c) => {
    const found = await findWebhook(c, c.req.valid('param').webhook);
    const ports = { ...c.env.process, ...c.env.stores() };
    const rotated =
      found === null
        ? null
        : await rotateSecret(ports, { ...found, keepHours: c.req.valid('json').keepHours }, byOf(c));
    return found === null || rotated === null
      ? refuseUnknownWebhook(c)
      : c.json({ id: found.webhook.id, ...rotated }, 200);
  })
  .openapi(schemaRoute, (c) => c.json({ ...eventJsonSchema }, 200, { 'cache-control': 'public, max-age=3600' }));
