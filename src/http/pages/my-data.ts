// /my-data and /my-data/erase, a report's …/data and …/files: testers take what is stored of them, and have all of it erased.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { findAttachment } from '../../app/find-attachment.ts';
import { giveOwnData, giveOwnReport, type OwnDataPorts, type OwnDatum } from '../../app/give-own-data.ts';
import { eraseDevice, eraseFiled } from '../../app/remove-reports.ts';
import { eraseAllForm, ownDataQuery, ownFileParams, ownReportParams } from '../../wire/pages/my-report.ts';
import { packZip } from '../../wire/pages/zip.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { sendFile } from '../shared/send-file.ts';
import { listOwnFiles } from './own-data-files.ts';
import { findOwn, refuseOwn } from './own-report.ts';
import { ownerOf, showOwnReports } from './own-reports.ts';
import { pageProblems } from './problem-page.ts';
import { loadLooker } from './reporter.ts';
import { streamOf } from './stream-of.ts';
import { closeTester } from './tester-session.ts';

const binary = z.string().meta({ format: 'binary' });
const archive = { description: 'A zip archive.', content: { 'application/zip': { schema: binary } } };

const allRoute = createRoute({
  method: 'get',
  path: '/my-data',
  summary: 'Download all that is stored of whoever looks',
  description: 'Of a device also what it said about itself, and its crashes. One archive, made while it is read.',
  responses: { 200: archive, 303: { description: 'To the way in.' } },
});

const oneRoute = createRoute({
  method: 'get',
  path: '/my-reports/{product}/{report}/data',
  summary: 'Download all that is stored of one report, by whoever filed it',
  request: { params: ownReportParams, query: ownDataQuery },
  responses: { 200: archive, ...pageProblems(400, 404) },
});

const fileRoute = createRoute({
  method: 'get',
  path: '/my-reports/{product}/{report}/files/{name}',
  summary: 'Download a file of a report, by whoever filed it',
  description: 'As it is kept, and always as a download of nameless bytes.',
  request: { params: ownFileParams, query: ownDataQuery },
  responses: {
    200: { description: 'Its bytes.', content: { 'application/octet-stream': { schema: binary } } },
    302: { description: 'Where to download it.' },
    ...pageProblems(400, 404),
  },
});

/** Not below /my-reports: the address of a report called `..` would lead there. */
const eraseRoute = createRoute({
  method: 'post',
  path: '/my-data/erase',
  summary: 'Erase all that is stored of whoever asks',
  description:
    'Of a device itself, its life and all its reports; of a person who logged in what they filed. What was counted goes on under a ' +
    'pseudonym, which is all that the audit names.',
  middleware: requireSameOrigin,
  request: { body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: eraseAllForm } } } },
  responses: {
    303: { description: 'It is gone.' },
    422: htmlAnswer('It is not said that this is meant.'),
    ...pageProblems(400, 403),
  },
});

const portsOf = (c: Context<HttpEnv>): OwnDataPorts => ({ ...c.env.stores(), objects: c.env.process.objects });

function sendArchive(c: Context<HttpEnv>, data: AsyncIterable<OwnDatum>, name: string) {
  const { stream, done } = streamOf(packZip(listOwnFiles(data, new URL(c.req.url).origin)));
  // The database stays open until the last of it is read.
  c.env.background(done);
  c.header('content-disposition', `attachment; filename="${name}"`);
  return c.body(stream, 200, { 'content-type': 'application/zip' });
}

export const myDataRoutes = routes()
  .openapi(allRoute, async (c) => {
    const owner = ownerOf(await loadLooker(c));
    if (owner === null) return c.redirect('/my-reports', 303);
    return sendArchive(c, giveOwnData(portsOf(c), owner), 'my-reports.zip');
  })
  .openapi(oneRoute, async (c) => {
    const found = await findOwn(c, c.req.valid('param'), c.req.valid('query').link);
    if (found === null) return refuseOwn(c);
    return sendArchive(c, giveOwnReport(portsOf(c), found.own.report), 'my-report.zip');
  })
  .openapi(fileRoute, async (c) => {
    const { name, ...ref } = c.req.valid('param');
    const own = await findOwn(c, ref, c.req.valid('query').link);
    if (own === null) return refuseOwn(c);
    const found = await findAttachment(portsOf(c), { product: ref.product, reportId: ref.report, name });
    if (found !== null) return sendFile(c, found);
    const detail = 'Your report has no file of that name.';
    return problem(c, { status: 404, code: 'unknown-attachment', detail, fix: 'Its page lists its files.' });
  })
  .openapi(eraseRoute, async (c) => {
    const owner = ownerOf(await loadLooker(c));
    if (owner === null) return c.redirect('/my-reports', 303);
    if (c.req.valid('form').sure !== 'yes') return showOwnReports(c, { after: null, note: 'unsure' }, 422);
    const { removals, reports, testers } = c.env.stores();
    const { objects, entropy } = c.env.process;
    const by = { actor: 'reporter', nowMs: c.get('nowMs') };
    if (owner.by === 'device') {
      await eraseDevice({ removals, objects, entropy }, owner, by);
      closeTester(c);
    } else await eraseFiled({ removals, reports, testers, objects, entropy }, owner, by);
    return c.redirect('/my-reports?done=all-erased', 303);
  });
