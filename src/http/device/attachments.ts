// /v1/reports/{product}/{id}/attachments: files that belong to a report, small ones through the service, archives past it.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { attachFile } from '../../app/attach-file.ts';
import { beginAttachment, partBytes, uploadExpiresS } from '../../app/begin-attachment.ts';
import { finishAttachment } from '../../app/finish-attachment.ts';
import { maxAttachmentBytes } from '../../domain/issue/attachment.ts';
import {
  attachment,
  attachmentName,
  reportId,
  uploadAnswer,
  uploadBody,
  uploadedBody,
} from '../../wire/device/report.ts';
import { productId } from '../../wire/release/names.ts';
import { encodeAttachment } from '../../wire/release/report.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { readBody } from '../shared/read-body.ts';
import { unpacked } from '../shared/unpacked.ts';
import { refuseAttachment } from './attachment-refusals.ts';
import { attachPorts, chooseReporter, reporters } from './reporting.ts';
import { requireSender } from './require-sender.ts';

const path = '/v1/reports/{product}/{id}/attachments';
const ofReport = z.object({ product: productId, id: reportId });
const ofAttachment = ofReport.extend({ name: attachmentName });
const anyBytes = {
  required: true,
  content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
} as const;

const putRoute = createRoute({
  method: 'put',
  path: `${path}/{name}`,
  summary: 'Attach a file to a report',
  description:
    'At most 8 MiB, packed with gzip, deflate or br if you like. What it is is decided by its bytes: texts lose personal data, pictures ' +
    'their metadata, of zip and gzip files only what was read in them is kept. A tombstone in protobuf is kept as its text, a minidump with its text beside it. The same file again is answered with what is there.',
  middleware: [requireSender(...reporters), unpacked(maxAttachmentBytes)] as const,
  request: { params: ofAttachment, body: anyBytes },
  responses: { 200: jsonAnswer('It is attached.', attachment), ...problemAnswers(400, 401, 403, 404, 409, 422, 429) },
});

const beginRoute = createRoute({
  method: 'post',
  path,
  summary: 'Begin to attach a large archive',
  description:
    'Its parts go straight to storage. For archives only: zip and gzip files are opened once they are there, and what was read in them is kept instead; others stay closed.',
  middleware: requireSender(...reporters),
  request: { params: ofReport, ...jsonBody(uploadBody) },
  responses: {
    200: jsonAnswer('Where the parts go.', uploadAnswer),
    ...problemAnswers(400, 401, 403, 404, 409, 422, 429),
  },
});

const finishRoute = createRoute({
  method: 'post',
  path: `${path}/{name}/complete`,
  summary: 'Finish attaching a large archive',
  middleware: requireSender(...reporters),
  request: { params: ofAttachment, ...jsonBody(uploadedBody) },
  responses: { 200: jsonAnswer('It is attached.', attachment), ...problemAnswers(400, 401, 403, 404, 422) },
});

/** A device sees its own reports, a public key those that came by it, another bearer those of its product. */
const reporterOf = (c: Context<HttpEnv>, product: string) => chooseReporter(c, { product, device: null });

const ports = (c: Context<HttpEnv>) => {
  const { uploads, entropy } = c.env.process;
  return { ...attachPorts(c), uploads, entropy };
};

export const attachmentRoutes = routes()
  .openapi(putRoute, async (c) => {
    const { product, id, name } = c.req.valid('param');
    const reporter = reporterOf(c, product);
    if (!reporter.ok) return reporter.response;
    const file = {
      product,
      reportId: id,
      name,
      bytes: await readBody(c),
      deviceId: reporter.deviceId,
      sentBy: reporter.sentBy,
      isPublic: reporter.isPublic,
    };
    const answer = await attachFile(ports(c), file, c.get('nowMs'));
    return answer.ok ? c.json(encodeAttachment(answer.attachment), 200) : refuseAttachment(c, answer.refusal);
  })
  .openapi(beginRoute, async (c) => {
    const { product, id } = c.req.valid('param');
    const reporter = reporterOf(c, product);
    if (!reporter.ok) return reporter.response;
    const { deviceId, sentBy, isPublic } = reporter;
    const file = { product, reportId: id, ...c.req.valid('json'), deviceId, sentBy, isPublic };
    const answer = await beginAttachment(ports(c), file, c.get('nowMs'));
    if (!answer.ok) return refuseAttachment(c, answer.refusal);
    const parts = answer.parts.map((part) => ({ ...part }));
    return c.json({ attachment: encodeAttachment(answer.attachment), partBytes, parts, expiresS: uploadExpiresS }, 200);
  })
  .openapi(finishRoute, async (c) => {
    const { product, id, name } = c.req.valid('param');
    const reporter = reporterOf(c, product);
    if (!reporter.ok) return reporter.response;
    const file = {
      product,
      reportId: id,
      name,
      ...c.req.valid('json'),
      deviceId: reporter.deviceId,
      sentBy: reporter.sentBy,
      isPublic: reporter.isPublic,
    };
    const answer = await finishAttachment(ports(c), file, c.get('nowMs'));
    return answer.ok ? c.json(encodeAttachment(answer.attachment), 200) : refuseAttachment(c, answer.refusal);
  });
