// GET /v1/reports/{product}/{id}/attachments: the files that came with a report, to be kept and never shown by a browser.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { findAttachment } from '../../app/find-attachment.ts';
import { attachmentList, attachmentName, reportId } from '../../wire/device/report.ts';
import { productId } from '../../wire/release/names.ts';
import { encodeAttachment } from '../../wire/release/report.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { requireRole } from '../shared/require-role.ts';
import { sendFile } from '../shared/send-file.ts';

const path = '/v1/reports/{product}/{id}/attachments';
const ofReport = z.object({ product: productId, id: reportId });

const listRoute = createRoute({
  method: 'get',
  path,
  summary: 'List the files of a report',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: ofReport },
  responses: { 200: jsonAnswer('By name.', attachmentList), ...problemAnswers(400, 401, 403) },
});

const getRoute = createRoute({
  method: 'get',
  path: `${path}/{name}`,
  summary: 'Download a file of a report',
  description:
    'Always as a download of nameless bytes, whatever it is: somebody else wrote it. Large archives are at the address in `Location`.',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: ofReport.extend({ name: attachmentName }) },
  responses: {
    200: {
      description: 'Its bytes.',
      content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
    },
    302: { description: 'Where to download it.' },
    ...problemAnswers(400, 401, 403, 404),
  },
});

export const reportAttachmentRoutes = routes()
  .openapi(listRoute, async (c) => {
    const { product, id } = c.req.valid('param');
    const items = await c.env.stores().attachments.loadAttachments(product, id);
    return c.json({ items: items.map(encodeAttachment) }, 200);
  })
  .openapi(getRoute, async (c) => {
    const { product, id, name } = c.req.valid('param');
    const ports = { attachments: c.env.stores().attachments, objects: c.env.process.objects };
    const found = await findAttachment(ports, { product, reportId: id, name });
    if (found === null) {
      const detail = `The report has no file of that name.`;
      const fix = `See \`GET /v1/reports/${product}/${id}/attachments\`.`;
      return problem(c, { status: 404, code: 'unknown-attachment', detail, fix });
    }
    return sendFile(c, found);
  });
