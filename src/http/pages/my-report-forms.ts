// /my-reports/{product}/{report}/…: what reporters say of their own report: a retest, their name, that it is the same as another.
import { createRoute } from '@hono/zod-openapi';
import { answerRetest } from '../../app/answer-retest.ts';
import { giveCredit } from '../../app/give-credit.ts';
import { joinIssue } from '../../app/join-issue.ts';
import { creditForm, ownReportParams, retestForm, sameForm } from '../../wire/pages/my-report.ts';
import { listFiles } from '../../wire/pages/report-form.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer } from '../shared/page.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { findOwn, goBack, refuseOwn, showOwn } from './own-report.ts';
import { pageProblems } from './problem-page.ts';
import { attachFiles, checkFiles } from './report-files.ts';

const path = '/my-reports/{product}/{report}';
const urlencoded = 'application/x-www-form-urlencoded';
const back = { 303: { description: 'Back to the report.' } };

const retestBody = {
  required: true,
  content: { 'multipart/form-data': { schema: retestForm }, [urlencoded]: { schema: retestForm } },
} as const;

const retestRoute = createRoute({
  method: 'post',
  path: `${path}/retest`,
  summary: 'Say whether a build fixed what was reported',
  description:
    'Counts as evidence on the issue. "Still there" from a device that said at check-in that it runs the fixing build, or a later one, opens the issue again.',
  middleware: requireSameOrigin,
  request: { params: ownReportParams, body: retestBody },
  responses: {
    ...back,
    422: htmlAnswer('A file is refused; the answer is not taken yet.'),
    409: htmlAnswer('Nobody is asked about that build any more.'),
    ...pageProblems(400, 403, 404),
  },
});

const creditRoute = createRoute({
  method: 'post',
  path: `${path}/credit`,
  summary: 'Agree to be named in release notes, or take it back',
  middleware: requireSameOrigin,
  request: { params: ownReportParams, body: { required: true, content: { [urlencoded]: { schema: creditForm } } } },
  responses: { ...back, ...pageProblems(400, 403, 404) },
});

const sameRoute = createRoute({
  method: 'post',
  path: `${path}/same`,
  summary: 'Say that a report is the same as another open issue',
  middleware: requireSameOrigin,
  request: { params: ownReportParams, body: { required: true, content: { [urlencoded]: { schema: sameForm } } } },
  responses: { ...back, 409: htmlAnswer('It can no longer be joined.'), ...pageProblems(400, 403, 404) },
});

export const myReportFormRoutes = routes()
  .openapi(retestRoute, async (c) => {
    const { link, files, ...given } = c.req.valid('form');
    const found = await findOwn(c, c.req.valid('param'), link);
    if (found === null) return refuseOwn(c);
    // Before the answer is taken: whoever has to choose another file answers again.
    const checked = await checkFiles(listFiles({ files }));
    const sent = { files: checked.files, sentBy: found.looker.visitor?.name ?? null };
    const problems = checked.problems.length > 0 ? checked.problems : await attachFiles(c, found.own.report, sent);
    if (problems.length > 0) {
      const text = `Your answer is not taken yet. ${problems.map(({ what, fix }) => `${what} ${fix}`).join(' ')}`;
      return showOwn(c, found, { status: 422, note: { text, tone: 'bad' }, written: { remark: given.remark } });
    }
    const answer = await answerRetest(c.env.stores(), found.own, given, c.get('nowMs'));
    if (answer.ok) return goBack(c, found, answer.outcome === 'counted' ? 'retest' : answer.outcome);
    const text = 'Your answer was not taken: this report does not ask about that build any more.';
    // The form is gone with the question: what they wrote may be added all the same.
    return showOwn(c, found, { status: 409, note: { text, tone: 'bad' }, written: { words: given.remark } });
  })
  .openapi(creditRoute, async (c) => {
    const { link, credit } = c.req.valid('form');
    const { product, report } = c.req.valid('param');
    const found = await findOwn(c, { product, report }, link);
    if (found === null) return refuseOwn(c);
    await giveCredit(c.env.stores(), { product, reportId: report, name: credit }, c.get('nowMs'));
    return goBack(c, found, 'credit');
  })
  .openapi(sameRoute, async (c) => {
    const { link, same } = c.req.valid('form');
    const { product, report } = c.req.valid('param');
    const found = await findOwn(c, { product, report }, link);
    if (found === null) return refuseOwn(c);
    if (same === null) return goBack(c, found, null);
    const joined = await joinIssue(
      c.env.stores(),
      { product, reportId: report, into: same },
      { nowMs: c.get('nowMs') },
    );
    if (joined) return goBack(c, found, 'same');
    const text = 'It stays an issue of its own: somebody has looked at it already, or the other is not open any more.';
    return showOwn(c, found, { status: 409, note: { text, tone: 'bad' } });
  });
