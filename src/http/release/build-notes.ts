// GET /v1/products/{product}/builds/{name}/notes: release notes from the issues that a build fixes.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { writeBuildNotes } from '../../app/write-build-notes.ts';
import { buildName } from '../../wire/names.ts';
import { buildNotes, encodeBuildNotes } from '../../wire/release/build-notes.ts';
import { productId } from '../../wire/release/names.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseUnknownBuild } from './own-build.ts';

const notesRoute = createRoute({
  method: 'get',
  path: '/v1/products/{product}/builds/{name}/notes',
  summary: 'Write the release notes of a build',
  description: 'From the issues that it fixes and that testers may see, with the names of reporters who agreed.',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ product: productId, name: buildName }) },
  responses: { 200: jsonAnswer('The notes.', buildNotes), ...problemAnswers(400, 401, 403, 404) },
});

export const buildNotesRoutes = routes().openapi(notesRoute, async (c) => {
  const { product, name } = c.req.valid('param');
  const notes = await writeBuildNotes(c.env.stores(), { product, name });
  return notes === null ? refuseUnknownBuild(c, name) : c.json(encodeBuildNotes(notes), 200);
});
