// /v1/symbols: what builds know about their code, uploaded past the service and read when a report asks for it.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { partBytes, uploadExpiresS } from '../../app/begin-attachment.ts';
import { type BeginSymbolsAnswer, beginSymbols } from '../../app/begin-symbols.ts';
import { type FinishSymbolsAnswer, finishSymbols } from '../../app/finish-symbols.ts';
import { uploadedBody } from '../../wire/device/report.ts';
import {
  encodeSymbols,
  symbols,
  symbolsBody,
  symbolsPage,
  symbolsQuery,
  symbolsUpload,
} from '../../wire/release/symbols.ts';
import { textCodec } from '../../wire/text-codec.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { isInScope, refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone, refuseMisspelt } from './unknown-product.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/v1/symbols',
  summary: 'List files of symbols, the newest first',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: symbolsQuery },
  responses: { 200: jsonAnswer('A page of files.', symbolsPage), ...problemAnswers(400, 401, 403, 404) },
});

const beginRoute = createRoute({
  method: 'post',
  path: '/v1/symbols',
  summary: 'Begin to upload a file of symbols',
  description:
    'Mappings of R8, libraries, firmware and source maps, prepared as `orange symbols upload` does it (docs/SYMBOLS.md). The same ' +
    'content again is answered with what is there. Reports that came before are grouped again within minutes.',
  middleware: requireRole('engineer'),
  request: jsonBody(symbolsBody),
  responses: { 200: jsonAnswer('Where its parts go.', symbolsUpload), ...problemAnswers(400, 401, 403, 404, 422) },
});

const finishRoute = createRoute({
  method: 'post',
  path: '/v1/symbols/{symbols}/complete',
  summary: 'Finish uploading a file of symbols',
  middleware: requireRole('engineer'),
  request: {
    params: z.object({ symbols: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
    ...jsonBody(uploadedBody),
  },
  responses: { 200: jsonAnswer('It is there.', symbols), ...problemAnswers(400, 401, 403, 404, 422) },
});

export const symbolRoutes = routes()
  .openapi(listRoute, async (c) => {
    const { limit, after = null, product, build = null } = c.req.valid('query');
    const refused = refuseOtherProduct(c, product);
    if (refused !== null) return refused;
    const { items, next } = await c.env.stores().symbols.loadSymbols({ product, build }, { limit, after });
    const none = await refuseEmptyOfNone(c, product, items);
    return none ?? c.json({ items: items.map(encodeSymbols), next }, 200);
  })
  .openapi(beginRoute, async (c) => {
    const { build = null, ...wanted } = c.req.valid('json');
    const refused = refuseOtherProduct(c, wanted.product);
    if (refused !== null) return refused;
    const answer = await beginSymbols({ ...c.env.stores(), ...c.env.process }, { ...wanted, build }, byOf(c));
    if (!answer.ok) {
      const { refusal } = answer;
      return refusal === 'unknown-product' ? refuseMisspelt(c, wanted.product) : refuseSymbols(c, refusal);
    }
    const parts = answer.parts.map((part) => ({ ...part }));
    return c.json({ symbols: encodeSymbols(answer.symbols), partBytes, parts, expiresS: uploadExpiresS }, 200);
  })
  .openapi(finishRoute, async (c) => {
    const store = c.env.stores().symbols;
    const stated = await store.loadSymbolsById(c.req.valid('param').symbols);
    if (stated === null || !isInScope(c, stated.product)) return refuseSymbols(c, 'unknown-symbols');
    const { objects, uploads } = c.env.process;
    const ports = { symbols: store, objects, uploads, codec: textCodec };
    const answer = await finishSymbols(ports, stated, c.req.valid('json').parts);
    return answer.ok ? c.json(encodeSymbols(answer.symbols), 200) : refuseSymbols(c, answer.refusal);
  });

type Refusal =
  | Exclude<Extract<BeginSymbolsAnswer | FinishSymbolsAnswer, { ok: false }>['refusal'], 'unknown-product'>
  | 'unknown-symbols';

const answers = {
  'unknown-build': [404, 'The product has no such build.', 'See `GET /v1/builds`.'],
  'unknown-symbols': [404, 'No upload of that number was begun.', 'Begin it with `POST /v1/symbols`.'],
  'build-missing': [422, 'Nothing in this file says which build it belongs to.', 'Name the build.'],
  'malformed-symbols': [
    422,
    'This is not a prepared file of symbols, or not the one that was stated.',
    'Let `orange symbols upload` prepare and send it.',
  ],
  'parts-unknown': [422, 'Storage does not know these parts.', 'Begin again.'],
  'content-differs': [422, 'What was sent is not what was said: its length or its SHA-256 differs.', 'Begin again.'],
} as const satisfies Record<Refusal, readonly [404 | 422, string, string]>;

function refuseSymbols<R extends Refusal>(c: Context<HttpEnv>, refusal: R) {
  const [status, detail, fix] = answers[refusal];
  return problem(c, { status: status as (typeof answers)[R][0], code: refusal, detail, fix });
}
