// POST /v1/reports: crashes, bugs and ideas, from devices and from people.
import { createRoute } from '@hono/zod-openapi';
import { fileReport } from '../../app/file-report.ts';
import { deriveProduct, type Sender } from '../../app/take-checkins.ts';
import type { Role } from '../../domain/catalog/token.ts';
import { report, reportBody } from '../../wire/device/report.ts';
import { encodeReport } from '../../wire/release/report.ts';
import { refuseUnknownProduct } from '../release/unknown-product.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { sha256Hex } from '../shared/require-role.ts';
import { requireSender } from './require-sender.ts';

const reporters: readonly Role[] = ['gateway', 'engineer'];

const fileRoute = createRoute({
  method: 'post',
  path: '/v1/reports',
  summary: 'File a report: a crash, a bug or an idea',
  description: 'Bound to the build that ran. The same id again is answered with what is there, and counts once.',
  middleware: requireSender(...reporters),
  request: jsonBody(reportBody),
  responses: {
    200: jsonAnswer('It was filed before.', report),
    201: jsonAnswer('It is filed.', report),
    ...problemAnswers(400, 401, 403, 404, 409),
  },
});

/** A device reports on itself; whoever bears an access token may name a device, or none. */
const isForeign = (sender: Sender, device: string | undefined): boolean =>
  sender.kind === 'device' && device !== undefined && device !== sender.deviceId;

export const reportRoutes = routes().openapi(fileRoute, async (c) => {
  const { product: stated = null, device, text, ...filed } = c.req.valid('json');
  const sender = c.get('sender');
  const choice = deriveProduct(sender, stated, reporters);
  if (!choice.ok && choice.refusal === 'product-missing') {
    const errors = [
      { where: 'body.product', what: 'is missing', fix: 'Name the product: this token is for every one.' },
    ];
    return problem(c, { status: 400, code: 'malformed-request', detail: 'body.product is missing', errors });
  }
  if (!choice.ok || isForeign(sender, device)) {
    const detail = 'This token may not report on another product or device.';
    return problem(c, { status: 403, code: 'foreign-report', detail, fix: 'Leave `product` and `device` out.' });
  }
  const bytes = new TextEncoder().encode(text);
  const deviceId = sender.kind === 'device' ? sender.deviceId : (device ?? null);
  const content = { text, bytes, sha256: await sha256Hex(bytes) };
  const ports = { reports: c.env.stores().reports, objects: c.env.process.objects };
  const answer = await fileReport(ports, { ...filed, ...content, product: choice.product, deviceId }, c.get('nowMs'));
  if (answer.ok) return c.json(encodeReport(answer.report), answer.isNew ? 201 : 200);
  if (answer.refusal === 'unknown-product') return refuseUnknownProduct(c, choice.product);
  return problem(c, {
    status: 409,
    code: 'report-id-taken',
    detail: `The id "${filed.id}" belongs to another report.`,
    fix: 'Make a new id for each report, such as a UUID.',
    current: encodeReport(answer.current),
  });
});
