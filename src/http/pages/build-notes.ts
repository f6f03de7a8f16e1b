// /builds/{product}/{name}/notes: the page of a build's release notes.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { writeBuildNotes } from '../../app/write-build-notes.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { buildNotesPage } from '../../pages/build-notes/page.tsx';
import { buildName, slug } from '../../wire/names.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { pageRoles, requireSession } from './require-session.ts';

const notesRoute = createRoute({
  method: 'get',
  path: '/builds/{product}/{name}/notes',
  summary: 'The page of the release notes of a build',
  middleware: requireSession,
  request: { params: z.object({ product: slug, name: buildName }) },
  responses: {
    200: htmlAnswer('The page.'),
    303: { description: 'To the login page, and back from there.' },
    ...pageProblems(400, 401, 403, 404),
  },
});

export const buildNotesPageRoutes = routes().openapi(notesRoute, async (c) => {
  const { product, name } = c.req.valid('param');
  const bearer = c.get('bearer');
  const notes = mayAct(bearer, pageRoles, product) ? await writeBuildNotes(c.env.stores(), { product, name }) : null;
  if (notes !== null) return page(c, buildNotesPage(notes, accountOf(bearer)), 200);
  const detail = `There is no build ${name} of ${product} that you could see.`;
  return problem(c, { status: 404, code: 'unknown-build', detail, fix: 'See `orange build list`.' });
});
