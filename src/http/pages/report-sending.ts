// Sends the report form on: checked as a whole first, so that a mistake costs nothing that was typed; then filed with its files.
import type { Context } from 'hono';
import { AppError } from '../../app/app-error.ts';
import { fileReport } from '../../app/file-report.ts';
import { giveLink } from '../../app/follow-report.ts';
import { giveCredit } from '../../app/give-credit.ts';
import { takeWithinShare } from '../../app/take-within-share.ts';
import { isPublicRole, type Token } from '../../domain/catalog/token.ts';
import type { Problem } from '../../domain/result.ts';
import type { ReportModel } from '../../pages/report/model.ts';
import {
  listFiles,
  parseReportForm,
  type ReportDraft,
  type ReportFields,
  type ReportForm,
} from '../../wire/pages/report-form.ts';
import { filingPorts } from '../device/reporting.ts';
import { settleSoon } from '../device/settle-soon.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { attachFiles, type CheckedFile, checkFiles } from './report-files.ts';
import { makeReportForm, makeUnstoredForm } from './report-form.ts';
import { type MailAnswer, wishForMail } from './report-letters.ts';
import { checkReporter, type Looker, loadLooker } from './reporter.ts';
import { openTester } from './tester-session.ts';

export const newFormId = (c: Context<HttpEnv>): string => `form-${c.env.process.entropy.randomHex(16)}`;

export type Sent =
  | { readonly ok: true; readonly href: string }
  | { readonly ok: false; readonly status: 409 | 422 | 503; readonly form: ReportModel };

type Refusal = {
  readonly status: 409 | 422;
  readonly problems: readonly Problem[];
  /** What the form shows instead of what was sent. */
  readonly changes: Partial<ReportFields>;
};

/** An error page would take away what was typed. The form keeps its id, so that sending it again never files twice. */
export async function sendReportForm(c: Context<HttpEnv>, { files, ...values }: ReportForm): Promise<Sent> {
  try {
    return await send(c, values, listFiles({ files }));
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.endsWith('-unavailable')) throw error;
    c.env.log('error', 'a report could not be stored', { code: error.code, cause: String(error.cause ?? error) });
    return { ok: false, status: 503, form: makeUnstoredForm(values, error.message) };
  }
}

async function send(c: Context<HttpEnv>, values: ReportFields, files: readonly File[]): Promise<Sent> {
  const looker = await loadLooker(c);
  const checked = await checkForm(c, { values, files }, looker);
  const outcome = checked.ok ? await file(c, checked, looker.visitor) : checked.refusal;
  if ('href' in outcome) return { ok: true, href: outcome.href };
  const { status, problems, changes } = outcome;
  return { ok: false, status, form: await makeReportForm(c, { looker, values: { ...values, ...changes }, problems }) };
}

type Ready = { readonly draft: ReportDraft; readonly files: readonly CheckedFile[] };
type Checked = ({ readonly ok: true } & Ready) | { readonly ok: false; readonly refusal: Refusal };

async function checkForm(
  c: Context<HttpEnv>,
  { values, files }: { readonly values: ReportFields; readonly files: readonly File[] },
  looker: Looker,
): Promise<Checked> {
  const parsed = parseReportForm(values);
  const reporter = checkReporter(c, values, looker);
  // Files cost time to look at; a stranger's are not.
  const checked = reporter.ok ? await checkFiles(files) : { problems: [], files: [] };
  if (reporter.ok && reporter.device !== null && values.token !== '') openTester(c, reporter.device);
  if (parsed.ok && reporter.ok && checked.problems.length === 0) {
    const device = reporter.device?.deviceId ?? parsed.value.device;
    return { ok: true, draft: { ...parsed.value, device }, files: checked.files };
  }
  const problems = [
    ...(parsed.ok ? [] : parsed.problems),
    ...(reporter.ok ? [] : reporter.problems),
    ...checked.problems,
  ];
  const isDamaged = problems.some(({ where }) => where === 'id');
  const changes = {
    ...(isDamaged ? { id: newFormId(c) } : {}),
    // A secret goes back into the page only when it is the right one.
    ...(problems.some(({ where }) => where === 'token') ? { token: '' } : {}),
  };
  const again = files.length > 0 && checked.problems.length === 0 ? [chooseAgain] : [];
  return { ok: false, refusal: { status: 422, problems: [...problems, ...again], changes } };
}

/** Browsers do not put files back into a form. */
const chooseAgain: Problem = { where: 'files', what: 'Your files are not sent yet.', fix: 'Choose them again.' };

async function file(
  c: Context<HttpEnv>,
  { draft: { device, same, credit, mail, ...draft }, files }: Ready,
  visitor: Token | null,
): Promise<Refusal | { href: string }> {
  const { product } = draft;
  const sentBy = visitor?.name ?? null;
  const sameAs = same === null ? null : await c.env.stores().loopFacts.loadJoinKey(product, same);
  if (same !== null && sameAs === null) return refuseSame();
  const filed = {
    ...draft,
    deviceId: device,
    sentBy,
    isPublic: visitor !== null && isPublicRole(visitor.role),
    release: null,
    fingerprint: null,
    ...(sameAs === null ? {} : { sameAs }),
  };
  const ports = filingPorts(c);
  const nowMs = c.get('nowMs');
  const answer = await takeWithinShare(ports, filed, nowMs, () => fileReport(ports, filed, nowMs));
  if (!answer.ok) {
    if (answer.refusal === 'key-over-share') return refuseMore('This token');
    if (answer.refusal === 'unknown-product') return refuseProduct(product);
    return answer.refusal === 'over-limit' ? refuseMore('This device') : refuseSecondUse(c);
  }
  const { report } = answer;
  const problems = await attachFiles(c, report, { files, sentBy, isPublic: filed.isPublic });
  if (problems.length > 0) return { status: 422, problems, changes: {} };
  await giveCredit(c.env.stores(), { product, reportId: report.id, name: credit }, c.get('nowMs'));
  const link = await giveLink(
    { testers: c.env.stores().testers, ...c.env.process },
    { product, reportId: report.id },
    c.get('nowMs'),
  );
  const asked = mail === null ? null : await wishForMail(c, { product, reportId: report.id, address: mail });
  settleSoon(c);
  return {
    href: thanksHref({ product, build: draft.build, report: report.id, issue: report.issueNumber, link }, asked),
  };
}

type Thanks = { product: string; build: string; report: string; issue: number; link: string };

const thanksHref = ({ issue, ...rest }: Thanks, mail: MailAnswer | null): string =>
  `/report/thanks?${new URLSearchParams({ ...rest, issue: String(issue), ...(mail === null ? {} : { mail }) })}`;

const refuseAt = (where: string, what: string, fix: string): Refusal => ({
  status: 422,
  problems: [{ where, what, fix }],
  changes: {},
});

const refuseProduct = (product: string): Refusal =>
  refuseAt('product', `There is no product "${product}".`, 'Check its name.');

const refuseMore = (who: string): Refusal =>
  refuseAt('form', `${who} has sent very many reports within the hour.`, 'Send it again in a quarter of an hour.');

function refuseSame(): Refusal {
  const refusal = refuseAt('same', 'That issue is not open any more.', 'Choose another, or none.');
  return { ...refusal, changes: { same: '' } };
}

/** Somebody went back in their browser and wrote something else. */
function refuseSecondUse(c: Context<HttpEnv>): Refusal {
  const what = 'This form was sent before, with other words.';
  const problem = { where: 'form', what, fix: 'Send it again to file it as another report.' };
  return { status: 409, problems: [problem], changes: { id: newFormId(c) } };
}
