// /my-reports/{product}/{report}/erase: reporters take their report back, with its files and all that it said.
import { createRoute } from '@hono/zod-openapi';
import { eraseReport } from '../../app/remove-reports.ts';
import { eraseForm, ownReportParams } from '../../wire/pages/my-report.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer } from '../shared/page.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { findOwn, refuseOwn, showOwn } from './own-report.ts';
import { pageProblems } from './problem-page.ts';

const eraseRoute = createRoute({
  method: 'post',
  path: '/my-reports/{product}/{report}/erase',
  summary: 'Erase a report, by whoever filed it',
  description:
    'Text, files, name, address, answers; that a device had the fault stays counted. The audit names nobody.',
  middleware: requireSameOrigin,
  request: {
    params: ownReportParams,
    body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: eraseForm } } },
  },
  responses: {
    303: { description: 'It is gone: on to the other reports.' },
    422: htmlAnswer('It is not said that this is meant.'),
    ...pageProblems(400, 403, 404),
  },
});

export const myReportErasureRoutes = routes().openapi(eraseRoute, async (c) => {
  const { link, sure } = c.req.valid('form');
  const { product, report: reportId } = c.req.valid('param');
  const found = await findOwn(c, { product, report: reportId }, link);
  if (found === null) return refuseOwn(c);
  if (sure !== 'yes') {
    const text = 'Nothing is erased. It cannot be undone: tick the box when you mean it.';
    return showOwn(c, found, { status: 422, note: { text, tone: 'bad' } });
  }
  const { objects, entropy } = c.env.process;
  const by = { actor: 'reporter', nowMs: c.get('nowMs') };
  const { removals, reports } = c.env.stores();
  await eraseReport({ removals, reports, objects, entropy }, { product, reportId }, by);
  // Onward, so that going back or loading again asks for nothing twice.
  return c.redirect('/my-reports?done=erased', 303);
});
