// /my-reports/{product}/{report}/mail: reporters ask to be written to from the page of their report, or end it.
import { createRoute } from '@hono/zod-openapi';
import { parseMailAddress } from '../../domain/event/letter.ts';
import { mailForm, ownReportParams } from '../../wire/pages/my-report.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer } from '../shared/page.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { findOwn, goBack, refuseOwn, showOwn } from './own-report.ts';
import { pageProblems } from './problem-page.ts';
import { wishForMail } from './report-letters.ts';

const mailRoute = createRoute({
  method: 'post',
  path: '/my-reports/{product}/{report}/mail',
  summary: 'Ask to be written to about a report, or end it with an empty address',
  middleware: requireSameOrigin,
  request: {
    params: ownReportParams,
    body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: mailForm } } },
  },
  responses: {
    303: { description: 'Back to the report.' },
    409: htmlAnswer('That address was asked often enough today, or no letters are written.'),
    422: htmlAnswer('This is no address.'),
    ...pageProblems(400, 403, 404),
  },
});

export const myReportMailRoutes = routes().openapi(mailRoute, async (c) => {
  const { link, mail } = c.req.valid('form');
  const { product, report: reportId } = c.req.valid('param');
  const found = await findOwn(c, { product, report: reportId }, link);
  if (found === null) return refuseOwn(c);
  const address = mail.trim();
  if (address === '') {
    await c.env.stores().letters.recordStopped({ product, reportId });
    return goBack(c, found, 'mail-ended');
  }
  if (parseMailAddress(address) === null) {
    const text = 'This is no mail address. Write one such as ada@example.com, or nothing.';
    return showOwn(c, found, { status: 422, note: { text, tone: 'bad' } });
  }
  if ((await wishForMail(c, { product, reportId, address })) === 'asked') return goBack(c, found, 'mail');
  const text = 'Nothing is written: that address was asked often enough today.';
  return showOwn(c, found, { status: 409, note: { text, tone: 'bad' } });
});
