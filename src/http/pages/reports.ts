// /reports/{product}/{report}: one report for those who work on it, with its files.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { findAttachment } from '../../app/find-attachment.ts';
import { showReport } from '../../app/show-report.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { reportPageModel } from '../../pages/reports/model.ts';
import { reportPageOf } from '../../pages/reports/page.tsx';
import { attachmentName, reportId } from '../../wire/device/report.ts';
import { slug } from '../../wire/names.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { sendFile } from '../shared/send-file.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { pageRoles, requireSession } from './require-session.ts';

const path = '/reports/{product}/{report}';
const params = z.object({ product: slug, report: reportId });
const toLogin = { 303: { description: 'To the login page, and back from there.' } };

/** What came before a crash is rarely further back. */
const shownMoments = 15;

const showRoute = createRoute({
  method: 'get',
  path,
  summary: 'The page of a report',
  middleware: requireSession,
  request: { params },
  responses: { 200: htmlAnswer('The page.'), ...toLogin, ...pageProblems(400, 401, 403, 404) },
});

const fileRoute = createRoute({
  method: 'get',
  path: `${path}/files/{name}`,
  summary: 'Download a file of a report from its page',
  description: 'Always as a download of nameless bytes, whatever it is: somebody else wrote it.',
  middleware: requireSession,
  request: { params: params.extend({ name: attachmentName }) },
  responses: {
    200: {
      description: 'Its bytes.',
      content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
    },
    302: { description: 'Where to download it.' },
    ...toLogin,
    ...pageProblems(400, 401, 403, 404),
  },
});

const decoder = new TextDecoder();

export const reportViewRoutes = routes()
  .openapi(showRoute, async (c) => {
    const { product, report: id } = c.req.valid('param');
    const bearer = c.get('bearer');
    const stores = c.env.stores();
    const ports = { reports: stores.reports, objects: c.env.process.objects };
    const shown = mayAct(bearer, pageRoles, product) ? await showReport(ports, { product, id }) : null;
    if (shown === null) return refuseReport(c);
    const { report, inside, foundIn } = shown;
    const { deviceId, receivedMs } = report;
    const [files, moments] = await Promise.all([
      stores.attachments.loadAttachments(product, id),
      deviceId === null
        ? []
        : stores.timelines
            .loadTimeline(product, deviceId, { limit: shownMoments, after: null, untilMs: receivedMs })
            .then(({ items }) => items),
    ]);
    const versions = await stores.buildNames.loadVersions(moments.flatMap(({ build }) => build ?? []));
    const text = shown.text instanceof Uint8Array ? decoder.decode(shown.text) : shown.text;
    const model = reportPageModel({
      ...{ report, files, text, moments, versions, inside, foundIn },
      nowMs: c.get('nowMs'),
    });
    return page(c, reportPageOf(model, id, accountOf(bearer)), 200);
  })
  .openapi(fileRoute, async (c) => {
    const { product, report, name } = c.req.valid('param');
    const ports = { attachments: c.env.stores().attachments, objects: c.env.process.objects };
    const found = mayAct(c.get('bearer'), pageRoles, product)
      ? await findAttachment(ports, { product, reportId: report, name })
      : null;
    return found === null ? refuseReport(c) : sendFile(c, found);
  });

/** One of another product looks like one that is not there. */
const refuseReport = (c: Context<HttpEnv>) =>
  problem(c, {
    status: 404,
    code: 'unknown-report',
    detail: 'There is no such report or file that you could see: it may have been erased.',
    fix: 'Find it from its issue.',
  });
