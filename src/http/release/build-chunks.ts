// PUT /v1/builds/{build}/chunks: takes the list of chunk digests by which devices check a download as it arrives.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { storeChunkList } from '../../app/store-chunk-list.ts';
import { buildId } from '../../wire/release/build.ts';
import { chunkListBody, parseChunkList } from '../../wire/release/chunk-list.ts';
import { jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseUnknownBuild, requireOwnBuild } from './own-build.ts';

const storeChunkListRoute = createRoute({
  method: 'put',
  path: '/v1/builds/{build}/chunks',
  summary: 'Store the chunk list of an artifact',
  description:
    'Kept only when its SHA-256 is the `chunkRoot` of the build. It is served at `/v1/chunks/{chunkRoot}`. A second time changes nothing.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params: z.object({ build: buildId }), ...jsonBody(chunkListBody) },
  responses: { 204: { description: 'Stored.' }, ...problemAnswers(400, 401, 403, 404, 422) },
});

export const buildChunkRoutes = routes().openapi(storeChunkListRoute, async (c) => {
  const { build: id } = c.req.valid('param');
  const list = parseChunkList(c.req.valid('json'));
  const answer = await storeChunkList({ ...c.env.process, ...c.env.stores() }, { buildId: id, list });
  if (answer.ok) return c.body(null, 204);
  if (answer.refusal === 'unknown-build') return refuseUnknownBuild(c, id);
  const { expectedCount, chunkRoot } = answer;
  const detail = `This is not the chunk list of ${id}: that has ${expectedCount} digests, and its SHA-256 is ${chunkRoot}.`;
  const fix = 'Measure the file again; if it changed, discard this draft and draft it anew.';
  return problem(c, { status: 422, code: answer.refusal, detail, fix });
});
