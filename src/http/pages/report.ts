// /report: people file bugs and ideas from a browser, with their session or with the token of their device.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AppError } from '../../app/app-error.ts';
import { fileReport } from '../../app/file-report.ts';
import type { Token } from '../../domain/catalog/token.ts';
import type { Problem } from '../../domain/result.ts';
import type { ReportModel } from '../../pages/report/model.ts';
import { reportPage } from '../../pages/report/page.tsx';
import { thanksPage } from '../../pages/report/thanks.tsx';
import {
  parseReportForm,
  type ReportDraft,
  type ReportFields,
  reportForm,
  reportFormQuery,
  thanksQuery,
} from '../../wire/pages/report-form.ts';
import { filingPorts } from '../device/reporting.ts';
import { settleSoon } from '../device/settle-soon.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { makeReportForm, makeUnstoredForm } from './report-form.ts';
import { checkReporter } from './reporter.ts';
import { loadVisitor } from './session.ts';

const formBody = { required: true, content: { 'application/x-www-form-urlencoded': { schema: reportForm } } } as const;

const formRoute = createRoute({
  method: 'get',
  path: '/report',
  summary: 'The page to report a bug or an idea',
  description: 'Open to everybody; product, build and device may be filled in by the link.',
  request: { query: reportFormQuery },
  responses: { 200: htmlAnswer('The page.'), ...pageProblems(400) },
});

const sendRoute = createRoute({
  method: 'post',
  path: '/report',
  summary: 'File a report from the page',
  description:
    'By the session of an engineer or operator, or with the token of the device in the form. The same form twice is one report. From pages of this service only.',
  middleware: requireSameOrigin,
  request: { body: formBody },
  responses: {
    303: { description: 'It is filed: on to the thanks.' },
    409: htmlAnswer('The form was sent before with other words; it comes back with an id of its own.'),
    422: htmlAnswer('The form as it was filled in, with what is wrong.'),
    503: htmlAnswer('The form as it was filled in: it cannot be stored right now.'),
    ...pageProblems(400, 403),
  },
});

const thanksRoute = createRoute({
  method: 'get',
  path: '/report/thanks',
  summary: 'The page after a report was sent',
  request: { query: thanksQuery },
  responses: { 200: htmlAnswer('The page.'), ...pageProblems(400) },
});

export const reportPageRoutes = routes()
  .openapi(formRoute, async (c) => {
    const visitor = await loadVisitor(c);
    const { product = visitor?.productId ?? '', build = '', device = '' } = c.req.valid('query');
    const values = { id: newFormId(c), product, build, device, kind: 'bug', title: '', text: '', token: '' };
    return page(c, reportPage(await makeReportForm(c, { visitor, values, problems: [] })), 200);
  })
  .openapi(sendRoute, async (c) => {
    const values = c.req.valid('form');
    const sent = await trySend(c, values);
    if (sent.ok) return c.redirect(sent.href, 303);
    if (sent.status === 503) c.header('retry-after', '30');
    return page(c, reportPage(sent.form), sent.status);
  })
  .openapi(thanksRoute, async (c) => {
    const { build = null, ...filed } = c.req.valid('query');
    const visitor = await loadVisitor(c);
    return page(c, thanksPage({ ...filed, build }, visitor === null ? null : accountOf(visitor)), 200);
  });

const newFormId = (c: Context<HttpEnv>): string => `form-${c.env.process.entropy.randomHex(16)}`;

type Sent =
  | { readonly ok: true; readonly href: string }
  | { readonly ok: false; readonly status: 409 | 422 | 503; readonly form: ReportModel };

type Refusal = {
  readonly status: 409 | 422;
  readonly problems: readonly Problem[];
  /** What the form shows instead of what was sent. */
  readonly changes: Partial<ReportFields>;
};

/** An error page would take away what was typed. The form keeps its id, so that sending it again never files twice. */
async function trySend(c: Context<HttpEnv>, values: ReportFields): Promise<Sent> {
  try {
    return await send(c, values);
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.endsWith('-unavailable')) throw error;
    c.env.log('error', 'a report could not be stored', { code: error.code, cause: String(error.cause ?? error) });
    return { ok: false, status: 503, form: makeUnstoredForm(values, error.message) };
  }
}

async function send(c: Context<HttpEnv>, values: ReportFields): Promise<Sent> {
  const visitor = await loadVisitor(c);
  const checked = checkForm(c, values, visitor);
  const outcome = checked.ok ? await file(c, checked.draft, visitor?.name ?? null) : checked.refusal;
  if ('href' in outcome) return { ok: true, href: outcome.href };
  const { status, problems, changes } = outcome;
  return { ok: false, status, form: await makeReportForm(c, { visitor, values: { ...values, ...changes }, problems }) };
}

type Checked = { readonly ok: true; readonly draft: ReportDraft } | { readonly ok: false; readonly refusal: Refusal };

function checkForm(c: Context<HttpEnv>, values: ReportFields, visitor: Token | null): Checked {
  const parsed = parseReportForm(values);
  const reporter = checkReporter(c, values, visitor);
  if (parsed.ok && reporter.ok) {
    return { ok: true, draft: { ...parsed.value, device: reporter.deviceId ?? parsed.value.device } };
  }
  const problems = [...(parsed.ok ? [] : parsed.problems), ...(reporter.ok ? [] : reporter.problems)];
  const isDamaged = problems.some(({ where }) => where === 'id');
  const changes = {
    ...(isDamaged ? { id: newFormId(c) } : {}),
    // A secret goes back into the page only when it is the right one.
    ...(problems.some(({ where }) => where === 'token') ? { token: '' } : {}),
  };
  return { ok: false, refusal: { status: 422, problems, changes } };
}

async function file(
  c: Context<HttpEnv>,
  { device, ...draft }: ReportDraft,
  sentBy: string | null,
): Promise<Refusal | { href: string }> {
  const filed = { ...draft, deviceId: device, sentBy, release: null, fingerprint: null };
  const answer = await fileReport(filingPorts(c), filed, c.get('nowMs'));
  if (answer.ok) {
    settleSoon(c);
    return { href: thanksHref({ ...draft, id: answer.report.id }, answer.report.issueNumber) };
  }
  if (answer.refusal === 'unknown-product') return refuseProduct(draft.product);
  return answer.refusal === 'over-limit' ? refuseMore() : refuseSecondUse(c);
}

const thanksHref = ({ id, product, build }: Pick<ReportDraft, 'id' | 'product' | 'build'>, issue: number): string =>
  `/report/thanks?${new URLSearchParams({ product, build, report: id, issue: String(issue) })}`;

function refuseProduct(product: string): Refusal {
  const problem = { where: 'product', what: `There is no product "${product}".`, fix: 'Check its name.' };
  return { status: 422, problems: [problem], changes: {} };
}

function refuseMore(): Refusal {
  const what = 'This device has sent very many reports within the hour.';
  return {
    status: 422,
    problems: [{ where: 'form', what, fix: 'Send it again in a quarter of an hour.' }],
    changes: {},
  };
}

/** Somebody went back in their browser and wrote something else. */
function refuseSecondUse(c: Context<HttpEnv>): Refusal {
  const what = 'This form was sent before, with other words.';
  const problem = { where: 'form', what, fix: 'Send it again to file it as another report.' };
  return { status: 409, problems: [problem], changes: { id: newFormId(c) } };
}
