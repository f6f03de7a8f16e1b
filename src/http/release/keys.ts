// /v1/products/{product}/keys: whose signatures count for a product. The private halves never come here.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { addKey } from '../../app/add-key.ts';
import { revokeKey } from '../../app/revoke-key.ts';
import { keysMax } from '../../domain/catalog/product.ts';
import { derivePage } from '../../domain/page.ts';
import { pageQuery, productId } from '../../wire/release/names.ts';
import { addKeyBody, keyId, keyPage, signingKey } from '../../wire/release/product.ts';
import { idempotent } from '../shared/idempotency.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseUnknownProduct } from './unknown-product.ts';

const listKeysRoute = createRoute({
  method: 'get',
  path: '/v1/products/{product}/keys',
  summary: 'List signing keys',
  description: 'By id; revoked ones too.',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ product: productId }), query: pageQuery },
  responses: { 200: jsonAnswer('A page of keys.', keyPage), ...problemAnswers(400, 401, 403, 404) },
});

const addKeyRoute = createRoute({
  method: 'post',
  path: '/v1/products/{product}/keys',
  summary: 'Add a signing key',
  description: 'The id is derived from the key: the TUF key id. A key that was revoked does not come back.',
  middleware: [requireRole(), idempotent] as const,
  request: { params: z.object({ product: productId }), ...jsonBody(addKeyBody) },
  responses: { 201: jsonAnswer('The key.', signingKey), ...problemAnswers(400, 401, 403, 404, 409, 422) },
});

const revokeKeyRoute = createRoute({
  method: 'delete',
  path: '/v1/products/{product}/keys/{key}',
  summary: 'Revoke a signing key',
  description: 'Nothing signed with it is accepted from now on. A second time changes nothing.',
  middleware: requireRole(),
  request: { params: z.object({ product: productId, key: keyId }) },
  responses: { 200: jsonAnswer('The revoked key.', signingKey), ...problemAnswers(400, 401, 403, 404) },
});

export const keyRoutes = routes()
  .openapi(listKeysRoute, async (c) => {
    const { product } = c.req.valid('param');
    const { limit, after = '' } = c.req.valid('query');
    const found = await c.env.stores().catalog.loadProduct(product);
    if (found === null) return refuseUnknownProduct(c, product);
    const keys = [...found.keys].sort((a, b) => (a.keyId < b.keyId ? -1 : 1)).filter((key) => key.keyId > after);
    return c.json(
      derivePage(keys, limit, (key) => key.keyId),
      200,
    );
  })
  .openapi(addKeyRoute, async (c) => {
    const { product } = c.req.valid('param');
    const answer = await addKey(c.env.stores(), { productId: product, ...c.req.valid('json') }, byOf(c));
    if (answer.ok) return c.json(answer.key, 201);
    switch (answer.refusal) {
      case 'unknown-product':
        return refuseUnknownProduct(c, product);
      case 'key-taken': {
        const { revokedMs } = answer.key;
        const detail = `This key is there already${revokedMs === null ? '' : ', and was revoked'}.`;
        const fix = revokedMs === null ? 'Go on: its signatures count.' : 'Make a new key with `orange key new`.';
        return problem(c, { status: 409, code: 'key-taken', detail, fix, current: answer.key });
      }
      case 'too-many-keys': {
        const detail = `"${product}" has had ${keysMax} keys, which is the most.`;
        return problem(c, { status: 422, code: 'too-many-keys', detail, fix: 'Let several people sign with one key.' });
      }
      default: {
        const detail = 'Libraries disagree on what this key signs, so none may trust it.';
        return problem(c, { status: 422, code: answer.refusal, detail, fix: 'Make a key with `orange key new`.' });
      }
    }
  })
  .openapi(revokeKeyRoute, async (c) => {
    const { product, key } = c.req.valid('param');
    const answer = await revokeKey(c.env.stores(), { productId: product, keyId: key }, byOf(c));
    if (answer.ok) return c.json(answer.key, 200);
    if (answer.refusal === 'unknown-product') return refuseUnknownProduct(c, product);
    const fix = `See \`GET /v1/products/${product}/keys\` for the ones there are.`;
    return problem(c, { status: 404, code: 'unknown-key', detail: `"${product}" has no key ${key}.`, fix });
  });
