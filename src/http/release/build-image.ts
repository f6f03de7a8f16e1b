// GET /v1/builds/{build}/image: where the stored image is, for a second person to hash it before they sign.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { showImage } from '../../app/show-image.ts';
import { buildId, buildImage } from '../../wire/release/build.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseUnknownBuild, requireOwnBuild } from './own-build.ts';

const showImageRoute = createRoute({
  method: 'get',
  path: '/v1/builds/{build}/image',
  summary: 'Find the stored image of a build',
  description: 'Whoever signs second downloads it from storage and hashes it: `orange build approve`.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params: z.object({ build: buildId }) },
  responses: {
    200: jsonAnswer('A URL that is good for an hour and takes Range.', buildImage),
    ...problemAnswers(400, 401, 403, 404, 409),
  },
});

export const buildImageRoutes = routes().openapi(showImageRoute, async (c) => {
  const { build: id } = c.req.valid('param');
  const answer = await showImage({ ...c.env.process, ...c.env.stores() }, id);
  if (answer.ok) return c.json({ url: answer.url, sizeBytes: answer.sizeBytes }, 200);
  if (answer.refusal === 'unknown-build') return refuseUnknownBuild(c, id);
  const detail = `The image of ${id} is not stored, or not compared with what was stated.`;
  return problem(c, { status: 409, code: answer.refusal, detail, fix: 'Finish `orange build publish` first.' });
});
