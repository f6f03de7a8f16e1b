// Finds the report that somebody may follow, and puts its page together.
import type { Context } from 'hono';
import { maxRemarkChars } from '../../app/answer-retest.ts';
import { findOwnReport, isRetestOpen, readSteps } from '../../app/follow-report.ts';
import type { OwnReport, OwnReportDetails } from '../../app/ports/testers.ts';
import { type ShownReport, showReport } from '../../app/show-report.ts';
import { maxCreditChars } from '../../domain/loop/build-notes.ts';
import { isRetestAsked } from '../../domain/loop/retest.ts';
import type { OwnReportModel, OwnReportParts, Written } from '../../pages/my-reports/model.ts';
import { ownReportModel, ownReportPathOf } from '../../pages/my-reports/model.ts';
import { ownReportPage } from '../../pages/my-reports/report.tsx';
import { maxFormTextChars } from '../../wire/pages/report-form.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { accountOf } from './account.ts';
import { loadMail } from './report-letters.ts';
import { type Looker, loadLooker } from './reporter.ts';

type Ref = { readonly product: string; readonly report: string };

export type Found = { readonly own: OwnReportDetails; readonly looker: Looker; readonly link: string | null };

export async function findOwn(
  c: Context<HttpEnv>,
  { product, report }: Ref,
  link: string | null,
): Promise<Found | null> {
  const looker = await loadLooker(c);
  const follower = { link, device: looker.tester, bearer: looker.visitor };
  const ports = { testers: c.env.stores().testers, digest: c.env.process.digest };
  const own = await findOwnReport(ports, { product, reportId: report }, follower);
  return own === null ? null : { own, looker, link };
}

export const ownParts = (own: OwnReport): OwnReportParts => ({
  report: own.report,
  issue: own.issue,
  version: own.build?.version ?? null,
  isAsked: isRetestOpen(own),
  answer: own.answer,
});

export async function showOwn<S extends 200 | 409 | 422>(
  c: Context<HttpEnv>,
  { own, looker: { visitor }, link }: Found,
  {
    status,
    note,
    written = {},
  }: {
    readonly status: S;
    readonly note: OwnReportModel['note'];
    readonly written?: Partial<Written>;
  },
) {
  const { report, issue, device, build, credit } = own;
  const reading = { reports: c.env.stores().reports, objects: c.env.process.objects };
  const [shown, files, mail] = await Promise.all([
    showReport(reading, report),
    c.env.stores().attachments.loadAttachments(report.product, report.id),
    loadMail(c, { product: report.product, reportId: report.id }),
  ]);
  const model = ownReportModel(
    {
      ...ownParts(own),
      steps: readSteps(own),
      files: files.filter(({ uploadId }) => uploadId === null).map(({ name }) => name),
      text: textOf(shown),
      buildId: build?.id ?? null,
      mayRetest: isRetestAsked(issue, device, build),
      credit,
      mail,
      link,
      note,
      written: { remark: '', words: '', ...written },
    },
    c.get('nowMs'),
  );
  const limits = { remarkChars: maxRemarkChars, creditChars: maxCreditChars, wordsChars: maxFormTextChars };
  return page(c, ownReportPage(model, limits, visitor === null ? null : accountOf(visitor)), status);
}

const decoder = new TextDecoder();

function textOf(shown: ShownReport | null): string {
  const text = shown?.text ?? '';
  return text instanceof Uint8Array ? decoder.decode(text) : text;
}

/** What was just done, as the page then says. */
export type Done = 'retest' | 'reopened' | 'too-early' | 'more' | 'credit' | 'same' | 'mail' | 'mail-ended';

export function goBack(c: Context<HttpEnv>, { own: { report }, link }: Found, done: Done | null) {
  const query = new URLSearchParams({ ...(link === null ? {} : { link }), ...(done === null ? {} : { done }) });
  return c.redirect(`${ownReportPathOf(report)}${query.size === 0 ? '' : `?${query}`}`, 303);
}

/** One that is not there and one of somebody else look alike. */
export const refuseOwn = (c: Context<HttpEnv>) =>
  problem(c, {
    status: 404,
    code: 'unknown-report',
    detail: 'There is no such report that you could see.',
    fix: 'Open it by its whole link, or give the token of its device at /my-reports.',
  });
