// GET /v1/reports: the reports of a product, and one with its text.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { showReport } from '../../app/show-report.ts';
import { reportId } from '../../wire/device/report.ts';
import { productId } from '../../wire/release/names.ts';
import { encodeAttachment, encodeReport, reportPage, reportQuery, shownReport } from '../../wire/release/report.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/v1/reports',
  summary: 'List reports, the newest first',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: reportQuery },
  responses: { 200: jsonAnswer('A page of reports.', reportPage), ...problemAnswers(400, 401, 403, 404) },
});

const showRoute = createRoute({
  method: 'get',
  path: '/v1/reports/{product}/{id}',
  summary: 'Show a report with its text',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ product: productId, id: reportId }) },
  responses: { 200: jsonAnswer('The report.', shownReport), ...problemAnswers(400, 401, 403, 404) },
});

export const reportReadingRoutes = routes()
  .openapi(listRoute, async (c) => {
    const {
      limit,
      after = null,
      product,
      build = null,
      kind = null,
      issue = null,
      device = null,
    } = c.req.valid('query');
    const refused = refuseOtherProduct(c, product);
    if (refused !== null) return refused;
    const { items, next } = await c.env
      .stores()
      .reports.loadReports({ product, build, kind, issue, device }, { limit, after });
    const none = await refuseEmptyOfNone(c, product, items);
    return none ?? c.json({ items: items.map(encodeReport), next }, 200);
  })
  .openapi(showRoute, async (c) => {
    const { product, id } = c.req.valid('param');
    const ports = { reports: c.env.stores().reports, objects: c.env.process.objects };
    const shown = await showReport(ports, { product, id });
    if (shown === null) {
      const detail = `"${product}" has no report "${id}".`;
      return problem(c, {
        status: 404,
        code: 'unknown-report',
        detail,
        fix: `See \`GET /v1/reports?product=${product}\`.`,
      });
    }
    const text = shown.text instanceof Uint8Array ? new TextDecoder().decode(shown.text) : shown.text;
    const files = await c.env.stores().attachments.loadAttachments(product, id);
    const inside = shown.inside.map(({ id: inner, title, issueNumber }) => ({ id: inner, title, issue: issueNumber }));
    const foundIn = shown.foundIn?.id ?? null;
    return c.json(
      { ...encodeReport(shown.report), text, attachments: files.map(encodeAttachment), inside, foundIn },
      200,
    );
  });
