// GET /v1/exports/reports: everything that is stored of reports, for whoever moves elsewhere or asks what is known of them.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { exportReports, maxExported } from '../../app/export-reports.ts';
import { encodeAttachment, encodeReport, reportExportPage, reportQuery } from '../../wire/release/report.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const exportRoute = createRoute({
  method: 'get',
  path: '/v1/exports/reports',
  summary: 'Export reports with their texts and the names of their files, newest first',
  description:
    'The files themselves are at `GET /v1/reports/{product}/{id}/attachments/{name}`. A device is known by `GET /v1/devices/{product}/{device}` ' +
    'and its `timeline`, too.',
  middleware: requireRole('engineer'),
  request: {
    query: reportQuery.extend({ limit: z.coerce.number().int().min(1).max(maxExported).default(maxExported) }),
  },
  responses: { 200: jsonAnswer('A page of reports.', reportExportPage), ...problemAnswers(400, 401, 403, 404) },
});

const decoder = new TextDecoder();

export const exportRoutes = routes().openapi(exportRoute, async (c) => {
  const { limit, after = null, product, build = null, kind = null, issue = null, device = null } = c.req.valid('query');
  const refused = refuseOtherProduct(c, product);
  if (refused !== null) return refused;
  const ports = { ...c.env.stores(), objects: c.env.process.objects };
  const filter = { product, build, kind, issue, device };
  const { items, next } = await exportReports(ports, filter, { limit, after });
  const encoded = items.map(({ report, text, attachments }) => ({
    ...encodeReport(report),
    text: text instanceof Uint8Array ? decoder.decode(text) : text,
    attachments: attachments.map(encodeAttachment),
  }));
  const none = await refuseEmptyOfNone(c, product, items);
  return none ?? c.json({ items: encoded, next }, 200);
});
