// /my-reports/{product}/{report}/more: reporters answer what they were asked, or add what they found out, in words or files.
import { createRoute } from '@hono/zod-openapi';
import { noteAddition } from '../../app/note-addition.ts';
import type { Digest } from '../../app/ports/digest.ts';
import { cleanText } from '../../domain/privacy/clean-text.ts';
import type { Problem } from '../../domain/result.ts';
import { moreForm, ownReportParams } from '../../wire/pages/my-report.ts';
import { listFiles } from '../../wire/pages/report-form.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer } from '../shared/page.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { findOwn, goBack, refuseOwn, showOwn } from './own-report.ts';
import { pageProblems } from './problem-page.ts';
import { attachFiles, checkFiles } from './report-files.ts';

const moreRoute = createRoute({
  method: 'post',
  path: '/my-reports/{product}/{report}/more',
  summary: 'Add words or files to a report',
  description:
    'Words are kept as a file of the report, and go with it; those who work on the issue are told that they came.',
  middleware: requireSameOrigin,
  request: {
    params: ownReportParams,
    body: {
      required: true,
      content: {
        'multipart/form-data': { schema: moreForm },
        'application/x-www-form-urlencoded': { schema: moreForm },
      },
    },
  },
  responses: {
    303: { description: 'Back to the report.' },
    422: htmlAnswer('There is nothing to add, or a file is refused.'),
    ...pageProblems(400, 403, 404),
  },
});

const sentencesOf = (problems: readonly Problem[]): string =>
  problems.map(({ what, fix }) => `${what} ${fix}`).join(' ');

/** By the second and what is kept of them, so that the same words sent twice are one file, and others are another. */
async function nameWords(words: string, nowMs: number, digest: Digest): Promise<string> {
  const { sha256 } = await digest(cleanText(words).text);
  return `answer-${new Date(nowMs).toISOString().slice(0, 19).replace(/[T:]/g, '-')}-${sha256.slice(0, 6)}.txt`;
}

export const myReportMoreRoutes = routes().openapi(moreRoute, async (c) => {
  const { link, words, ...rest } = c.req.valid('form');
  const found = await findOwn(c, c.req.valid('param'), link);
  if (found === null) return refuseOwn(c);
  const files = listFiles(rest);
  const name = words.trim() === '' ? null : await nameWords(words, c.get('nowMs'), c.env.process.digest);
  const refuse = (text: string, written = words) =>
    showOwn(c, found, { status: 422, note: { text, tone: 'bad' }, written: { words: written } });
  if (name === null && files.length === 0)
    return refuse('There is nothing to add yet. Write something, or choose a file.');
  const own = name === null ? [] : [new File([words], name, { type: 'text/plain' })];
  const checked = await checkFiles([...own, ...files]);
  const sent = { files: checked.files, sentBy: found.looker.visitor?.name ?? null };
  const { report, issue } = found.own;
  if (checked.problems.length > 0) return refuse(`Nothing is added yet. ${sentencesOf(checked.problems)}`);
  const { attachments } = c.env.stores();
  const namesOf = async () => (await attachments.loadAttachments(report.product, report.id)).map((each) => each.name);
  const before = new Set(await namesOf());
  const problems = await attachFiles(c, report, sent);
  const after = await namesOf();
  // What is sent again is there already, and a report has a bounded number of files: so has an issue of such notes.
  const added = after.filter((each) => !before.has(each));
  const addition = {
    report: report.id,
    said: name !== null && added.includes(name) ? { file: name, words } : null,
    files: added.filter((each) => each !== name).length,
  };
  if (added.length > 0) await noteAddition(c.env.stores(), issue, addition, c.get('nowMs'));
  if (problems.length === 0) return goBack(c, found, 'more');
  const areWordsKept = name !== null && after.includes(name);
  return refuse(`${areWordsKept ? 'Your words are added. ' : ''}${sentencesOf(problems)}`, areWordsKept ? '' : words);
});
