// /my-reports: what became of a tester's reports, by the session of a person, by their device, or by the link of one report.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { testerLoginPage } from '../../pages/my-reports/page.tsx';
import { ownReportParams, ownReportQuery, testerForm } from '../../wire/pages/my-report.ts';
import { pageQuery } from '../../wire/release/names.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { findOwn, refuseOwn, showOwn } from './own-report.ts';
import { showOwnReports } from './own-reports.ts';
import { pageProblems } from './problem-page.ts';
import { closeTester, openTester } from './tester-session.ts';

const { after } = pageQuery.shape;
const urlencoded = 'application/x-www-form-urlencoded';

const listRoute = createRoute({
  method: 'get',
  path: '/my-reports',
  summary: 'The page of the reports of whoever looks at it',
  description:
    'Of the person who logged in, or of the device whose token this browser has shown; others are asked for it.',
  request: { query: z.object({ after, done: z.enum(['erased', 'all-erased']).optional() }) },
  responses: { 200: htmlAnswer('The page, or the way in.'), ...pageProblems(400) },
});

const openRoute = createRoute({
  method: 'post',
  path: '/my-reports',
  summary: 'Open the reports of a device with its token',
  description: 'The browser is known for 30 days; the token itself is not kept.',
  middleware: requireSameOrigin,
  request: { body: { required: true, content: { [urlencoded]: { schema: testerForm } } } },
  responses: {
    303: { description: 'On to the reports.' },
    422: htmlAnswer('The token is none of ours.'),
    ...pageProblems(400, 403),
  },
});

const leaveRoute = createRoute({
  method: 'post',
  path: '/my-reports/leave',
  summary: 'Forget the device in this browser',
  middleware: requireSameOrigin,
  responses: { 303: { description: 'It is forgotten.' }, ...pageProblems(403) },
});

const showRoute = createRoute({
  method: 'get',
  path: '/my-reports/{product}/{report}',
  summary: 'The page of one report, for whoever filed it',
  request: { params: ownReportParams, query: ownReportQuery },
  responses: { 200: htmlAnswer('The page.'), ...pageProblems(400, 404) },
});

const notes = {
  retest: 'Thank you for trying it.',
  reopened: 'Thank you for trying it. Your device has the build and still shows it, so the issue is open again.',
  'too-early':
    'Thank you. Your device has not told us yet that it runs that build, so the issue stays as it is. Install it, let the device go online, and answer again if it is still there.',
  more: 'Added: those who work on it see it beside your report.',
  credit: 'Saved.',
  same: 'Your report goes on in that issue.',
  mail: 'A letter is on its way: say yes in it, and you are written to.',
  'mail-ended': 'Nobody writes to you about this report any more.',
} as const;

export const myReportRoutes = routes()
  .openapi(listRoute, (c) => {
    const { after: from = null, done = null } = c.req.valid('query');
    return showOwnReports(c, { after: from, note: done }, 200);
  })
  .openapi(openRoute, (c) => {
    const checked = c.env.process.passSigner.checkDeviceToken(c.req.valid('form').token.trim());
    if (!checked.ok) {
      const error = 'This is not a device token of this service. Copy the whole of it once more.';
      return page(c, testerLoginPage({ error, note: null }), 422);
    }
    openTester(c, checked.identity);
    return c.redirect('/my-reports', 303);
  })
  .openapi(leaveRoute, (c) => {
    closeTester(c);
    return c.redirect('/my-reports', 303);
  })
  .openapi(showRoute, async (c) => {
    const { link, done } = c.req.valid('query');
    const found = await findOwn(c, c.req.valid('param'), link);
    if (found === null) return refuseOwn(c);
    const note = done === undefined ? null : ({ text: notes[done], tone: 'good' } as const);
    return showOwn(c, found, { status: 200, note });
  });
