// PUT /v1/reports/{product}/{id}: a crash as the bytes that the system wrote, for devices that have no JSON to put them in.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { fileCrash } from '../../app/file-crash.ts';
import { maxAttachmentBytes } from '../../domain/issue/attachment.ts';
import { rawReportQuery, reportId, takenReport } from '../../wire/device/report.ts';
import { productId } from '../../wire/release/names.ts';
import { encodeTaken } from '../../wire/release/report.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { readBody } from '../shared/read-body.ts';
import { unpacked } from '../shared/unpacked.ts';
import { attachPorts, chooseReporter, filingPorts, refuseMissing, refuseReport, reporters } from './reporting.ts';
import { requireSender } from './require-sender.ts';
import { settleSoon } from './settle-soon.ts';

const putRoute = createRoute({
  method: 'put',
  path: '/v1/reports/{product}/{id}',
  summary: 'File a crash as the bytes that it was written in',
  description:
    'A tombstone as text or protobuf, a minidump, a log, or a zip or gzip file with one of them, such as a bugreport. At most 8 MiB, packed with gzip, deflate or br if you like; of a text the ' +
    'first 512 KiB are kept. Otherwise as `POST /v1/reports`.',
  middleware: [requireSender(...reporters), unpacked(maxAttachmentBytes)] as const,
  request: {
    params: z.object({ product: productId, id: reportId }),
    query: rawReportQuery,
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
    },
  },
  responses: {
    200: jsonAnswer('It was filed before.', takenReport),
    201: jsonAnswer('It is filed.', takenReport),
    ...problemAnswers(400, 401, 403, 404, 409, 429),
  },
});

export const rawReportRoutes = routes().openapi(putRoute, async (c) => {
  const { product, id } = c.req.valid('param');
  const { device = null, build = null, release = null, fingerprint = null } = c.req.valid('query');
  const reporter = chooseReporter(c, { product, device });
  if (!reporter.ok) return reporter.response;
  const bytes = await readBody(c);
  if (bytes.length === 0) return refuseMissing(c, 'bytes', 'Send what the system wrote.');
  const filed = { ...reporter, id, title: '', build, release, fingerprint, bytes };
  const answer = await fileCrash(ports(c), filed, c.get('nowMs'));
  if (!answer.ok) return refuseReport(c, answer, filed);
  settleSoon(c);
  return c.json(encodeTaken(answer.report), answer.isNew ? 201 : 200);
});

const ports = (c: Context<HttpEnv>) => ({ ...filingPorts(c), ...attachPorts(c) });
