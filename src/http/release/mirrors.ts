// /v1/mirrors: projects of other trackers that follow the issues of a product.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { type AddMirrorAnswer, addMirror } from '../../app/add-mirror.ts';
import { removeSubscription } from '../../app/remove-subscription.ts';
import { mirrorKinds } from '../../domain/event/subscription.ts';
import {
  addMirrorBody,
  encodeMirror,
  encodeProject,
  mirror,
  mirrorId,
  mirrorLinkPage,
  mirrorPage,
} from '../../wire/release/mirror.ts';
import { pageQuery } from '../../wire/release/names.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { trackerFormats } from '../shared/outbox-ports.ts';
import { problem } from '../shared/problem.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { isInScope } from './own-product.ts';
import { refuseWebhook } from './webhook-refusals.ts';

const params = z.object({ mirror: mirrorId });

const addRoute = createRoute({
  method: 'post',
  path: '/v1/mirrors',
  summary: 'Mirror the issues of a product to GitHub or GitLab',
  description:
    'From then on: what happens to an issue makes or changes its mirror. Ours leads; a closing there is a hint. The token is ' +
    'tried at once, kept sealed and never shown.',
  middleware: requireRole(),
  request: jsonBody(addMirrorBody),
  responses: { 201: jsonAnswer('The mirror.', mirror), ...problemAnswers(400, 401, 403, 409, 422) },
});

const listRoute = createRoute({
  method: 'get',
  path: '/v1/mirrors',
  summary: 'List mirrors',
  middleware: requireRole(),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer('A page of mirrors.', mirrorPage), ...problemAnswers(400, 401, 403) },
});

const linksRoute = createRoute({
  method: 'get',
  path: '/v1/mirrors/{mirror}/issues',
  summary: 'List which of their issues are ours, and which of those they closed',
  middleware: requireRole(),
  request: { params, query: pageQuery },
  responses: { 200: jsonAnswer('A page of issues.', mirrorLinkPage), ...problemAnswers(400, 401, 403, 404) },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/v1/mirrors/{mirror}',
  summary: 'Remove a mirror',
  description: 'Their issues stay as they are; its token is forgotten here.',
  middleware: requireRole(),
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problemAnswers(400, 401, 403, 404) },
});

async function findMirror(c: Context<HttpEnv>, id: string) {
  const found = await c.env.stores().subscriptions.loadSubscription(id);
  if (found === null || found.subscription.kind === 'webhook') return null;
  return isInScope(c, found.subscription.product ?? '') ? found.subscription : null;
}

export const mirrorRoutes = routes()
  .openapi(addRoute, async (c) => {
    const { kind, product, token, ...target } = c.req.valid('json');
    const ports = { ...c.env.process, ...c.env.stores(), trackerFormats };
    const request = { kind, product, token, url: encodeProject({ kind, ...target }) };
    const answer = await addMirror(ports, request, { bearer: c.get('bearer'), by: byOf(c) });
    return answer.ok ? c.json(encodeMirror(answer.mirror), 201) : refuseMirror(c, product, answer);
  })
  .openapi(listRoute, async (c) => {
    const { limit, after = null } = c.req.valid('query');
    const filter = { kinds: mirrorKinds, product: c.get('bearer').productId };
    const { items, next } = await c.env.stores().subscriptions.loadSubscriptions(filter, { limit, after });
    return c.json({ items: items.map(encodeMirror), next }, 200);
  })
  .openapi(linksRoute, async (c) => {
    const found = await findMirror(c, c.req.valid('param').mirror);
    if (found === null) return refuseUnknownMirror(c);
    const { limit, after = null } = c.req.valid('query');
    return c.json(await c.env.stores().mirrorLinks.loadLinks(found.id, { limit, after }), 200);
  })
  .openapi(removeRoute, async (c) => {
    const found = await findMirror(c, c.req.valid('param').mirror);
    if (found === null) return refuseUnknownMirror(c);
    await removeSubscription(c.env.stores(), found, byOf(c));
    return c.body(null, 204);
  });

function refuseMirror(c: Context<HttpEnv>, product: string, answer: Extract<AddMirrorAnswer, { ok: false }>) {
  if (answer.refusal !== 'tracker-refused') return refuseWebhook(c, product, answer);
  const detail = `The tracker answered ${answer.status} to this project and token.`;
  const fix = 'Check the name of the project, and that the token may read and write its issues.';
  return problem(c, { status: 422, code: 'tracker-refused', detail, fix });
}

function refuseUnknownMirror(c: Context<HttpEnv>) {
  const detail = `There is no mirror "${c.req.param('mirror')}".`;
  return problem(c, { status: 404, code: 'unknown-mirror', detail, fix: 'See `GET /v1/mirrors`.' });
}
