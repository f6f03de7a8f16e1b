// /repository/…: what any TUF client reads, without a token and without a database.
import { createRoute } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import type { JSONValue } from 'hono/utils/types';
import * as z from 'zod';
import { findMetadata, findTarget, findTimestamp } from '../../app/find-target.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { repositoryPorts } from '../shared/trust-ports.ts';

/** A file under its version never changes. */
const forEver = 'public, max-age=31536000, immutable';
/** The one file that changes: kept by caches, but asked for each time. */
const askAgain = 'public, no-cache';

const json = { content: { 'application/json': { schema: z.unknown() } } };

const metadataRoute = createRoute({
  method: 'get',
  path: '/repository/{file}',
  summary: 'Read TUF metadata',
  description:
    '`<version>.<role>.json` of root, snapshot, targets and every delegated role never changes. `timestamp.json` names ' +
    'the newest snapshot and is signed anew every hour.',
  request: { params: z.object({ file: z.string().meta({ example: '1.root.json' }) }) },
  responses: {
    200: { description: 'The file.', ...json },
    304: { description: 'The timestamp is still the one that If-None-Match names.' },
    ...problemAnswers(404),
  },
});

const hashedName = z.string().meta({ example: `${'0'.repeat(64)}.nova-1.nova.img` });
const product = z.string().meta({ example: 'nova' });

const targetRoute = createRoute({
  method: 'get',
  path: '/repository/{kind}/{product}/{name}',
  summary: 'Download a TUF target',
  description: 'By any hash that its role file lists, before its name: `fw/nova/<hash>.<name>`.',
  request: { params: z.object({ kind: z.string().meta({ example: 'fw' }), product, name: hashedName }) },
  responses: {
    200: { description: 'To HEAD: the image is there. A statement has no bytes.' },
    302: { description: 'Where to download the image.' },
    ...problemAnswers(404),
  },
});

const permitRoute = createRoute({
  method: 'get',
  path: '/repository/rollout/{product}/back/{name}',
  summary: 'Download a TUF target that is a permit',
  description: 'A permit has no bytes: all that it says stands in the role file.',
  request: { params: z.object({ product, name: hashedName }) },
  responses: { 200: { description: 'It is there.' }, ...problemAnswers(404) },
});

export const repositoryRoutes = routes()
  .openapi(metadataRoute, async (c) => {
    const { file } = c.req.valid('param');
    if (file === 'timestamp.json') return answerTimestamp(c);
    const bytes = await findMetadata(c.env.process.trustRepository, file);
    if (bytes === null) return refuseUnknown(c);
    c.header('cache-control', forEver);
    return answerFile(c, bytes);
  })
  .openapi(targetRoute, async (c) => {
    const { kind, product: owner, name } = c.req.valid('param');
    const answer = await ask(c, `${kind}/${owner}`, name);
    if (answer.kind === 'unknown-target') return refuseUnknown(c);
    if (answer.kind === 'empty') return answerEmpty(c);
    // What is listed today may be recalled tomorrow, under the same name.
    c.header('cache-control', 'private, max-age=60');
    if (c.req.method !== 'HEAD') return c.redirect(await answer.signUrl(), 302);
    c.header('content-type', 'application/octet-stream');
    c.header('content-length', String(answer.sizeBytes));
    return c.body(null, 200);
  })
  .openapi(permitRoute, async (c) => {
    const { product: owner, name } = c.req.valid('param');
    const answer = await ask(c, `rollout/${owner}/back`, name);
    return answer.kind === 'empty' ? answerEmpty(c) : refuseUnknown(c);
  });

async function answerTimestamp(c: Context<HttpEnv>) {
  const stored = await findTimestamp(c.env.process.trustRepository);
  if (stored === null) return refuseUnknown(c);
  c.header('cache-control', askAgain);
  c.header('etag', stored.etag);
  return c.req.header('if-none-match') === stored.etag ? c.body(null, 304) : answerFile(c, stored.bytes);
}

function answerFile(c: Context<HttpEnv>, bytes: Uint8Array) {
  c.header('content-type', 'application/json');
  c.header('content-length', String(bytes.length));
  return asJson(c.body(new Uint8Array(bytes), 200));
}

/** The bytes are JSON already, and must reach the client as they were signed. */
const asJson = (response: Response) => response as Response & TypedResponse<JSONValue, 200, 'json'>;

const ask = (c: Context<HttpEnv>, folder: string, hashedName: string) =>
  findTarget({ ...repositoryPorts(c.env), objects: c.env.process.objects }, { folder, hashedName });

function answerEmpty(c: Context<HttpEnv>) {
  c.header('cache-control', askAgain);
  c.header('content-length', '0');
  return c.body(null, 200);
}

function refuseUnknown(c: Context<HttpEnv>) {
  const detail = 'The repository has no such file.';
  return problem(c, { status: 404, code: 'unknown-file', detail, fix: 'Begin with 1.root.json and timestamp.json.' });
}
