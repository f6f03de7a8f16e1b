// PUT /v1/reports/{product}/{id}/mail: whoever filed a report wants to be written to about it.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { askForMail } from '../../app/ask-for-mail.ts';
import { mailWishBody, reportId } from '../../wire/device/report.ts';
import { productId } from '../../wire/release/names.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { chooseReporter } from './reporting.ts';
import { requireSender } from './require-sender.ts';

const wishRoute = createRoute({
  method: 'put',
  path: '/v1/reports/{product}/{id}/mail',
  summary: 'Ask to be written to about a report',
  description:
    'By the device that filed it, or by whoever speaks for its product. The address is kept sealed; it gets one letter that asks ' +
    'whether this is meant, and nothing else before it says yes. It goes with the report.',
  middleware: requireSender('gateway', 'engineer'),
  request: { params: z.object({ product: productId, id: reportId }), ...jsonBody(mailWishBody) },
  responses: { 204: { description: 'They are asked.' }, ...problemAnswers(400, 401, 403, 404, 409) },
});

export const reportMailRoutes = routes().openapi(wishRoute, async (c) => {
  const { product, id } = c.req.valid('param');
  const reporter = chooseReporter(c, { product, device: null });
  if (!reporter.ok) return reporter.response;
  const { stores, process } = c.env;
  if (process.postman === null)
    return refuseMail(c, 'mail-off', 'This service writes no letters.', 'Follow the report on its page.');
  const report = await stores().reports.loadReport(product, id);
  const isOwn = report !== null && (reporter.sentBy !== null || report.deviceId === reporter.deviceId);
  if (!isOwn) return refuseReport(c, id);
  const wish = { product, reportId: id, address: c.req.valid('json').address };
  const ports = { letters: stores().letters, mailLinks: process.mailLinks, messageSigner: process.messageSigner };
  switch (await askForMail(ports, wish, c.get('nowMs'))) {
    case 'asked':
      return c.body(null, 204);
    case 'malformed-address':
      return problem(c, {
        status: 400,
        code: 'malformed-address',
        detail: 'body.address is no mail address that can be written to.',
        fix: 'Give one such as ada@example.com.',
      });
    case 'not-asked':
      return refuseMail(
        c,
        'not-asked',
        'This address was asked often enough today.',
        'Answer the letter that is there.',
      );
  }
});

const refuseMail = (c: Context<HttpEnv>, code: string, detail: string, fix: string) =>
  problem(c, { status: 409, code, detail, fix });

function refuseReport(c: Context<HttpEnv>, id: string) {
  const detail = `There is no report "${id}" of yours.`;
  return problem(c, { status: 404, code: 'unknown-report', detail, fix: 'File the report first.' });
}
