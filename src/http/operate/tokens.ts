// /v1/tokens and /v1/me: who may speak to the service, and who is speaking.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { createToken } from '../../app/create-token.ts';
import { revokeToken } from '../../app/revoke-token.ts';
import { roles } from '../../domain/catalog/token.ts';
import {
  createdToken,
  createTokenBody,
  encodeToken,
  me,
  token,
  tokenName,
  tokenPage,
} from '../../wire/operate/token.ts';
import { pageQuery } from '../../wire/release/names.ts';
import { refuseMisspelt } from '../release/unknown-product.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';

const meRoute = createRoute({
  method: 'get',
  path: '/v1/me',
  summary: 'Show whose token this is',
  middleware: requireRole(...roles),
  responses: { 200: jsonAnswer('The bearer.', me), ...problemAnswers(401) },
});

const listTokensRoute = createRoute({
  method: 'get',
  path: '/v1/tokens',
  summary: 'List tokens',
  description: 'Revoked and expired ones too: a name is used once. A token for one product sees those for it.',
  middleware: requireRole(),
  request: { query: pageQuery },
  responses: {
    200: jsonAnswer('A page of tokens, without their secrets.', tokenPage),
    ...problemAnswers(400, 401, 403),
  },
});

const createTokenRoute = createRoute({
  method: 'post',
  path: '/v1/tokens',
  summary: 'Create a token',
  description:
    'The answer holds the secret, once; the service keeps its SHA-256 only, and so takes no Idempotency-Key here: ' +
    'when the answer is lost, revoke the name and create another.',
  middleware: requireRole(),
  request: jsonBody(createTokenBody),
  responses: { 201: jsonAnswer('The token and its secret.', createdToken), ...problemAnswers(400, 401, 403, 409, 422) },
});

const revokeTokenRoute = createRoute({
  method: 'delete',
  path: '/v1/tokens/{name}',
  summary: 'Revoke a token',
  description: 'At once and for good. A second time changes nothing.',
  middleware: requireRole(),
  request: { params: z.object({ name: tokenName }) },
  responses: { 200: jsonAnswer('The revoked token.', token), ...problemAnswers(400, 401, 403, 404, 409) },
});

export const tokenRoutes = routes()
  .openapi(meRoute, (c) => {
    const { name, role, productId } = c.get('bearer');
    return c.json({ name, role, product: productId }, 200);
  })
  .openapi(listTokensRoute, async (c) => {
    const { limit, after = null } = c.req.valid('query');
    const { items, next } = await c.env.stores().tokens.loadTokens({ limit, after }, c.get('bearer').productId);
    return c.json({ items: items.map(encodeToken), next }, 200);
  })
  .openapi(createTokenRoute, async (c) => {
    const { expiresInDays = null, ...request } = c.req.valid('json');
    const ports = { ...c.env.stores(), entropy: c.env.process.entropy };
    const speaker = { bearer: c.get('bearer'), by: byOf(c) };
    const answer = await createToken(ports, { ...request, expiresInDays }, speaker);
    if (answer.ok) {
      await publishChange(c);
      return c.json({ ...encodeToken(answer.token), secret: answer.secret }, 201);
    }
    switch (answer.refusal) {
      case 'name-taken': {
        const detail = `There is, or was, a token "${request.name}".`;
        return problem(c, {
          status: 409,
          code: 'name-taken',
          detail,
          fix: 'Choose another name: the audit uses each once.',
        });
      }
      case 'unknown-product':
        return refuseMisspelt(c, request.product ?? '', 422);
      case 'wider-than-own': {
        const detail = 'A token for one product cannot create one that reaches further.';
        const fix = `Set "product" to "${c.get('bearer').productId}".`;
        return problem(c, { status: 403, code: 'wider-than-own', detail, fix });
      }
    }
  })
  .openapi(revokeTokenRoute, async (c) => {
    const { name } = c.req.valid('param');
    const answer = await revokeToken(c.env.stores(), name, { bearer: c.get('bearer'), by: byOf(c) });
    if (answer.ok) {
      await publishChange(c);
      return c.json(encodeToken(answer.token), 200);
    }
    if (answer.refusal === 'own-token') {
      const detail = `"${name}" is the token you speak with.`;
      return problem(c, { status: 409, code: 'own-token', detail, fix: 'Revoke it with another operator token.' });
    }
    const fix = 'See `GET /v1/tokens` for the ones there are.';
    return problem(c, { status: 404, code: 'unknown-token', detail: `There is no token "${name}".`, fix });
  });
