// GET /v1/chunks/{chunkRoot}: sends a device to the list of chunk digests that a release signs. No database, no map, no bytes through here.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { deriveChunkListKey } from '../../domain/build/chunk-root.ts';
import { hexDigest } from '../../wire/statement/fields.ts';
import { problemAnswers, routes } from '../shared/open-api.ts';

/** As long as a download may begin (app/find-artifact.ts). */
const expiresS = 900;

const chunkListRoute = createRoute({
  method: 'get',
  path: '/v1/chunks/{chunkRoot}',
  summary: 'Download a chunk list',
  description:
    'Redirects to a URL that is good for 15 minutes: the SHA-256 digests of the chunks in order, 32 bytes each. ' +
    'The SHA-256 of the whole is the `chunkRoot` that people signed. Storage answers 404 for a list that nobody stored: ' +
    'then check the download as a whole.',
  request: { params: z.object({ chunkRoot: hexDigest(256) }) },
  responses: { 302: { description: 'Where to download it.' }, ...problemAnswers(400) },
});

/** Storage is not asked, and needs not be: only digests lie there, and each list under its own. */
export const chunkListRoutes = routes().openapi(chunkListRoute, async (c) => {
  const { chunkRoot } = c.req.valid('param');
  c.header('cache-control', 'private, max-age=60');
  return c.redirect(await c.env.process.objects.signDownload(deriveChunkListKey(chunkRoot), expiresS), 302);
});
