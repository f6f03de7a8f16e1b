// POST /v1/reports: crashes, bugs and ideas, from devices and from people.
import { createRoute } from '@hono/zod-openapi';
import { takeReport } from '../../app/take-report.ts';
import { reportBody, takenReport } from '../../wire/device/report.ts';
import { encodeTaken } from '../../wire/release/report.ts';
import { maxReportBodyBytes } from '../shared/body-sizes.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { unpacked } from '../shared/unpacked.ts';
import { chooseReporter, filingPorts, refuseReport, reporters } from './reporting.ts';
import { requireSender } from './require-sender.ts';
import { settleSoon } from './settle-soon.ts';

const fileRoute = createRoute({
  method: 'post',
  path: '/v1/reports',
  summary: 'File a report: a crash, a bug or an idea',
  description:
    'Bound to the build that ran. Answered once it is durable. The same id again is answered with what is there, and counts once; ' +
    'an id that another sender took gives way to one of yours, which the answer names. Personal data is removed before anything is ' +
    'stored. The body may be packed with gzip, deflate or br. A device in a loop is told to rest (429).',
  middleware: [requireSender(...reporters), unpacked(maxReportBodyBytes)] as const,
  request: jsonBody(reportBody),
  responses: {
    200: jsonAnswer('It was filed before.', takenReport),
    201: jsonAnswer('It is filed.', takenReport),
    ...problemAnswers(400, 401, 403, 404, 409, 429),
  },
});

export const reportRoutes = routes().openapi(fileRoute, async (c) => {
  const body = c.req.valid('json');
  const reporter = chooseReporter(c, { product: body.product ?? null, device: body.device ?? null });
  if (!reporter.ok) return reporter.response;
  const { id, kind, text, title = '', build = null, release = null, fingerprint = null } = body;
  const filed = { ...reporter, id, kind, text, title, build, release, fingerprint };
  const answer = await takeReport(filingPorts(c), filed, c.get('nowMs'));
  if (!answer.ok) return refuseReport(c, answer, filed);
  settleSoon(c);
  return c.json(encodeTaken(answer.report), answer.isNew ? 201 : 200);
});
