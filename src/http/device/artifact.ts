// GET /v1/artifacts/{sha256}: sends a device to where the bytes of an offered build are. No database, no bytes through here.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { findArtifact } from '../../app/find-artifact.ts';
import { hexDigest } from '../../wire/statement/fields.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';

/** Far below the life of the URL it leads to. */
const cacheControl = 'private, max-age=60';

const artifactRoute = createRoute({
  method: 'get',
  path: '/v1/artifacts/{sha256}',
  summary: 'Download an artifact',
  description:
    'Redirects to a URL that is good for 15 minutes and takes Range. HEAD answers length and tag without a redirect. ' +
    'Check what you downloaded against the signed statement.',
  request: { params: z.object({ sha256: hexDigest(256) }) },
  responses: {
    200: { description: 'To HEAD: the artifact is there.' },
    302: { description: 'Where to download it.' },
    ...problemAnswers(400, 404, 503),
  },
});

export const artifactRoutes = routes().openapi(artifactRoute, async (c) => {
  const { currentMap } = c.env.process;
  if (currentMap.loadCurrentMap() === null) await currentMap.refreshCurrentMap();
  const { sha256 } = c.req.valid('param');
  const answer = findArtifact(c.env.process, sha256);
  if (answer.kind === 'no-map') return refuseWithoutMap(c);
  if (answer.kind === 'unknown-artifact') {
    const detail = 'No build that is offered has this artifact.';
    return problem(c, {
      status: 404,
      code: 'unknown-artifact',
      detail,
      fix: 'Poll again, and use the URL in the answer.',
    });
  }
  c.header('cache-control', cacheControl);
  c.header('etag', `"${sha256}"`);
  if (c.req.method !== 'HEAD') return c.redirect(await answer.signUrl(), 302);
  // A URL signed for GET answers 403 to HEAD, so HEAD is not sent there.
  c.header('content-length', String(answer.artifact.sizeBytes));
  c.header('content-type', 'application/octet-stream');
  c.header('accept-ranges', 'bytes');
  return c.body(null, 200);
});

function refuseWithoutMap(c: Context<HttpEnv>) {
  const detail = 'This edge has no release map yet.';
  const fix = 'Ask again after the time in Retry-After.';
  return problem(c, { status: 503, code: 'map-unavailable', detail, fix, retryAfterS: 30 });
}
