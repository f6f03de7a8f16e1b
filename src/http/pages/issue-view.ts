// Puts the page of an issue together: what everybody sees, and the forms for those who may steer it.
import type { Context } from 'hono';
import { glanceAtReport } from '../../app/glance-at-report.ts';
import type { IssueDetails } from '../../app/ports/issues.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { type Issue, namedBuilds } from '../../domain/issue/issue.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Doing } from '../../pages/issues/done.tsx';
import type { IssueForms } from '../../pages/issues/forms.tsx';
import { issuePage } from '../../pages/issues/issue.tsx';
import { issueModel, statusOf, type Versions } from '../../pages/issues/model.ts';
import { printableLine } from '../../pages/printable.ts';
import type { ReportWithFiles } from '../../pages/reports/row.ts';
import { textCodec } from '../../wire/text-codec.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { accountOf } from './account.ts';

/** Enough to find last Friday's in. */
const offeredBuilds = 20;

/** What was sent and comes back, with what was wrong. */
export type Returned = Partial<Pick<IssueForms, 'errors' | 'note'>> & {
  readonly values?: Partial<IssueForms['values']>;
};

export async function showIssue<S extends 200 | 409 | 422>(
  c: Context<HttpEnv>,
  found: IssueDetails,
  {
    status,
    returned = {},
    done = null,
  }: { readonly status: S; readonly returned?: Returned; readonly done?: Doing | null },
) {
  const bearer = c.get('bearer');
  const maySteer = mayAct(bearer, ['engineer'], found.issue.product);
  const [reports, glance, versions] = await Promise.all([
    loadReportsOf(c, found.issue, { limit: shownReports, after: null }),
    glanceAt(c, found),
    c.env.stores().buildNames.loadVersions(namedBuilds(found.issue)),
  ]);
  const offered = maySteer ? await loadBuildNames(c, found.issue.product) : [];
  const forms = maySteer ? formsOf(found, offered, returned) : null;
  const model = issueModel({ ...found, reports, glance, versions, nowMs: c.get('nowMs') });
  return page(c, issuePage({ ...model, forms, done }, accountOf(bearer)), status);
}

const glanceAt = async (c: Context<HttpEnv>, { issue, representative }: IssueDetails) =>
  representative === null
    ? null
    : glanceAtReport(
        { reports: c.env.stores().reports, objects: c.env.process.objects, codec: textCodec },
        { product: issue.product, id: representative },
      );

/** Enough to see what they have in common; the rest is a page away. */
const shownReports = 10;

/** With their files. */
export async function loadReportsOf(
  c: Context<HttpEnv>,
  { product, number }: Issue,
  asked: PageRequest,
): Promise<Page<ReportWithFiles>> {
  const { reports, attachments } = c.env.stores();
  const filter = { product, build: null, kind: null, issue: number, device: null };
  const { items, next } = await reports.loadReports(filter, asked);
  const files = await attachments.loadAttachmentsOf(
    product,
    items.map(({ id }) => id),
  );
  const withFiles = items.map((report) => ({ report, files: files.filter(({ reportId }) => reportId === report.id) }));
  return { items: withFiles, next };
}

async function loadBuildNames(c: Context<HttpEnv>, product: string): Promise<string[]> {
  const filter = { product, channel: null, state: 'sealed' } as const;
  const { items } = await c.env.stores().builds.loadBuilds(filter, { limit: offeredBuilds, after: null });
  return items.map(({ version }) => version);
}

function formsOf({ issue, keys, keyTitles }: IssueDetails, builds: readonly string[], returned: Returned): IssueForms {
  const { assignee, isHidden, version, mergedInto } = issue;
  const asItIs = {
    status: '',
    fixedIn: '',
    assignee: assignee ?? '',
    isHidden,
    remark: '',
    audience: 'tester',
    into: '',
  } as const;
  return {
    parent: version,
    values: { ...asItIs, ...returned.values },
    seen: { assignee: asItIs.assignee, isHidden },
    builds,
    keys: keys.map((key) => ({ key, title: titleOf(keyTitles[key]) })),
    isMerged: mergedInto !== null,
    errors: returned.errors ?? {},
    note: returned.note ?? null,
  };
}

const titleOf = (title: string | undefined): string | null => (title === undefined ? null : printableLine(title, 80));

/** What somebody did while this visitor was looking, for the page that comes back to them. */
export function wordsOfConflict({ comments, issue }: IssueDetails, versions: Versions): string {
  const last = comments.findLast(({ audience }) => audience === 'change');
  const who = last === undefined ? '' : ` ${last.author}: "${last.text}"`;
  return `Not saved: the issue was changed while you looked at it.${who} It is now: ${statusOf(issue, versions).status}, owner ${issue.assignee ?? 'nobody'}. What you changed is still in the form; save again to have it so all the same.`;
}

/** One of another product looks like one that is not there. */
export const refuseIssue = (c: Context<HttpEnv>, { product, number }: Pick<Issue, 'product' | 'number'>) =>
  problem(c, {
    status: 404,
    code: 'unknown-issue',
    detail: `There is no issue ${number} of ${product} that you could see.`,
    fix: 'Find it in the list of issues.',
  });
