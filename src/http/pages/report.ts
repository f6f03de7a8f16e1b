// /report: people file bugs and ideas from a browser, with their session or with the token of their device.
import { createRoute } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { findOwnReport } from '../../app/follow-report.ts';
import { suggestForReport } from '../../app/suggest-issues.ts';
import { reportPage } from '../../pages/report/page.tsx';
import { reportScript, reportScriptHref } from '../../pages/report/script.ts';
import { suggestionOf } from '../../pages/report/similar.tsx';
import { thanksPage } from '../../pages/report/thanks.tsx';
import { reportForm, reportFormQuery, similarAnswer, similarForm, thanksQuery } from '../../wire/pages/report-form.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { loadSuggestions, makeReportForm } from './report-form.ts';
import { newFormId, sendReportForm } from './report-sending.ts';
import { type Looker, loadLooker } from './reporter.ts';
import { loadVisitor } from './session.ts';

const urlencoded = 'application/x-www-form-urlencoded';
const formBody = {
  required: true,
  content: { 'multipart/form-data': { schema: reportForm }, [urlencoded]: { schema: reportForm } },
} as const;

const formRoute = createRoute({
  method: 'get',
  path: '/report',
  summary: 'The page to report a bug or an idea',
  description: 'Open to everybody; product, build and device may be filled in by the link.',
  request: { query: reportFormQuery },
  responses: { 200: htmlAnswer('The page.'), ...pageProblems(400) },
});

const sendRoute = createRoute({
  method: 'post',
  path: '/report',
  summary: 'File a report from the page',
  description:
    'By the session of an engineer or operator, or with the token of the device in the form, which the browser needs once. With files as multipart/form-data, 16 MiB together. The same form twice is one report. From pages of this service only.',
  middleware: requireSameOrigin,
  request: { body: formBody },
  responses: {
    303: { description: 'It is filed: on to the thanks.' },
    409: htmlAnswer('The form was sent before with other words; it comes back with an id of its own.'),
    422: htmlAnswer('The form as it was filled in, with what is wrong.'),
    503: htmlAnswer('The form as it was filled in: it cannot be stored right now.'),
    ...pageProblems(400, 403),
  },
});

const similarRoute = createRoute({
  method: 'post',
  path: '/report/similar',
  summary: 'Open issues that say the same as what somebody is writing',
  description: 'Asked by the page for those who may report; nobody else is told anything. Changes nothing.',
  middleware: requireSameOrigin,
  request: { body: { required: true, content: { [urlencoded]: { schema: similarForm } } } },
  responses: { 200: jsonAnswer('The nearest first, five at most.', similarAnswer), ...pageProblems(400, 403) },
});

const thanksRoute = createRoute({
  method: 'get',
  path: '/report/thanks',
  summary: 'The page after a report was sent',
  request: { query: thanksQuery },
  responses: { 200: htmlAnswer('The page.'), ...pageProblems(400) },
});

/** What the device of this browser said last that it runs; nobody should have to copy a version from a settings page. */
async function runningBuild(c: Context<HttpEnv>, { tester }: Looker): Promise<string> {
  if (tester === null) return '';
  const device = await c.env.stores().devices.loadDevice(tester.product, tester.deviceId);
  return device?.reportedBuild ?? '';
}

const nothingSaid = { title: '', text: '', token: '', same: '', agree: '', credit: '', mail: '' };

export const reportPageRoutes = routes()
  .openapi(formRoute, async (c) => {
    const looker = await loadLooker(c);
    const own = looker.visitor?.productId ?? looker.tester?.product ?? '';
    const { product = own, build = await runningBuild(c, looker), device = '' } = c.req.valid('query');
    const values = { id: newFormId(c), product, build, device, kind: 'bug', ...nothingSaid };
    return page(c, reportPage(await makeReportForm(c, { looker, values, problems: [] })), 200, { hasScript: true });
  })
  .openapi(sendRoute, async (c) => {
    const sent = await sendReportForm(c, c.req.valid('form'));
    if (sent.ok) return c.redirect(sent.href, 303);
    if (sent.status === 503) c.header('retry-after', '30');
    return page(c, reportPage(sent.form), sent.status, { hasScript: true });
  })
  .openapi(similarRoute, async (c) => {
    const items = await loadSuggestions(c, c.req.valid('form'), await loadLooker(c));
    return c.json({ items }, 200);
  })
  .openapi(thanksRoute, async (c) => {
    const { build = null, link = null, mail = null, ...filed } = c.req.valid('query');
    const { product, report: reportId } = filed;
    const visitor = await loadVisitor(c);
    const follower = { link, device: null, bearer: null };
    const ports = { testers: c.env.stores().testers, digest: c.env.process.digest };
    const own = link === null ? null : await findOwnReport(ports, { product, reportId }, follower);
    const found = own === null ? [] : await suggestForReport(c.env.stores(), { product, reportId });
    const model = { ...filed, build, mail, link: own === null ? null : link, suggestions: found.map(suggestionOf) };
    return page(c, thanksPage(model, visitor === null ? null : accountOf(visitor)), 200);
  });

export const reportScriptRoutes = new Hono<HttpEnv>().get(reportScriptHref, etag(), (c) => {
  c.header('cache-control', 'public, max-age=300');
  return c.body(reportScript, 200, { 'content-type': 'text/javascript; charset=utf-8' });
});
