// /mail/{link}: where the links in letters lead, and where one POST of a mail program ends them (RFC 8058).
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { mailAnswerPage, mailPage } from '../../pages/mail/page.tsx';
import type { HttpEnv } from '../shared/http-env.ts';
import { problemAnswers, routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';

const params = z.object({ link: z.string().max(400).meta({ example: 'nova.cjE.seal' }) });

const showRoute = createRoute({
  method: 'get',
  path: '/mail/{link}',
  summary: 'The page behind the link in a letter',
  description: 'Changes nothing, since programs that read mail follow links.',
  request: { params },
  responses: { 200: htmlAnswer('The page.'), ...problemAnswers(404) },
});

const stopRoute = createRoute({
  method: 'post',
  path: '/mail/{link}',
  summary: 'End letters about a report, and forget the address',
  description: 'Whatever the body: mail programs send `List-Unsubscribe=One-Click`. A second time changes nothing.',
  request: { params },
  responses: { 200: htmlAnswer('It is ended.'), ...problemAnswers(404) },
});

const confirmRoute = createRoute({
  method: 'post',
  path: '/mail/{link}/confirm',
  summary: 'Say yes to letters about a report',
  request: { params },
  responses: { 200: htmlAnswer('Letters will come.'), ...problemAnswers(404) },
});

export const mailPageRoutes = routes()
  .openapi(showRoute, async (c) => {
    const { link } = c.req.valid('param');
    const report = c.env.process.mailLinks.checkLink(link);
    if (report === null) return refuseUnknownLink(c);
    const state = await c.env.stores().mailWishes.loadMailState(report);
    if (state === 'none') return page(c, mailAnswerPage({ isConfirmed: false }), 200);
    return page(c, mailPage({ ...report, link, isAgreed: state === 'agreed' }), 200);
  })
  .openapi(stopRoute, async (c) => {
    const report = c.env.process.mailLinks.checkLink(c.req.valid('param').link);
    if (report === null) return refuseUnknownLink(c);
    await c.env.stores().letters.recordStopped(report);
    return page(c, mailAnswerPage({ isConfirmed: false }), 200);
  })
  .openapi(confirmRoute, async (c) => {
    const report = c.env.process.mailLinks.checkLink(c.req.valid('param').link);
    const isKnown = report !== null && (await c.env.stores().letters.recordConfirmed(report, c.get('nowMs')));
    return isKnown ? page(c, mailAnswerPage({ isConfirmed: true }), 200) : refuseUnknownLink(c);
  });

function refuseUnknownLink(c: Context<HttpEnv>) {
  const detail = 'This link leads to no letters: they were ended, or a part of it is missing.';
  return problem(c, { status: 404, code: 'unknown-link', detail, fix: 'Open the link in the letter itself.' });
}
