// Turns issues into what their pages print: every text made printable, every instant in words.
import { deriveCountWords, deriveDurationWords } from '../../domain/gate/wording.ts';
import type { DroppedReports, Issue, IssueBuild, IssueComment, IssueDay } from '../../domain/issue/issue.ts';
import type { ReporterAnswer } from '../../domain/loop/answer.ts';
import type { AnswerWeek } from '../../domain/loop/answer-times.ts';
import type { RetestAnswer, RetestCount } from '../../domain/loop/retest.ts';
import type { Page } from '../../domain/page.ts';
import type { Glance } from '../../domain/report/glance.ts';
import type { Tone } from '../parts.tsx';
import { printableLine, printableText } from '../printable.ts';
import { type ReportRow, type ReportWithFiles, reportRow } from '../reports/row.ts';
import { filePathOf, issuePathOf, notesPathOf, reportPathOf } from '../ways.ts';
import { type Instant, instantOf } from '../when.tsx';
import { type GlanceView, glanceView } from './glance.tsx';
import type { IssueSearch } from './search.tsx';

export type IssueRow = {
  readonly href: string;
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly tone: Tone;
  readonly devices: string;
  readonly reports: string;
  readonly firstBuild: string;
  readonly lastBuild: string;
  readonly owner: string;
  readonly last: Instant | null;
};

export type IssuesModel = {
  readonly product: string;
  readonly products: readonly string[];
  readonly search: IssueSearch;
  readonly rows: readonly IssueRow[];
  /** Searches that most visits begin with. */
  readonly ways: readonly { readonly label: string; readonly href: string; readonly isHere: boolean }[];
  readonly newestHref: string;
  readonly olderHref: string | null;
  readonly isFirst: boolean;
  /** Weeks with how long a first answer took. */
  readonly answers: readonly (readonly string[])[];
};

/** What builds are called, by id. */
export type Versions = ReadonlyMap<string, string>;

export const versionOf = (build: string | null, versions: Versions): string =>
  printableLine(build === null ? '' : (versions.get(build) ?? build));

/** What becomes of an issue, in a word or two. */
export function statusOf(
  { status, fixedIn, mergedInto, regressedMs }: Issue,
  versions: Versions,
): { status: string; tone: Tone } {
  if (regressedMs !== null)
    return { status: `Regressed, fixed in ${versionOf(fixedIn ?? '?', versions)}`, tone: 'bad' };
  if (mergedInto !== null) return { status: `Same as ${mergedInto}`, tone: 'plain' };
  if (status === 'fixed') {
    const comes = fixedIn !== null && versions.has(fixedIn) ? '' : ', to come';
    return { status: `Fixed in ${versionOf(fixedIn ?? '?', versions)}${comes}`, tone: 'good' };
  }
  if (status === 'new') return { status: 'New', tone: 'warn' };
  if (status === 'in-progress') return { status: 'In progress', tone: 'cool' };
  return { status: status === 'triaged' ? 'Triaged' : 'Will not be fixed', tone: 'plain' };
}

const rowOf = (issue: Issue, versions: Versions, nowMs: number): IssueRow => ({
  href: issuePathOf(issue),
  number: String(issue.number),
  title: printableLine(issue.title),
  ...statusOf(issue, versions),
  devices: deriveCountWords(issue.devices),
  reports: deriveCountWords(issue.reports),
  firstBuild: versionOf(issue.firstBuild, versions),
  lastBuild: versionOf(issue.lastBuild, versions),
  owner: printableLine(issue.assignee ?? ''),
  last: instantOf(issue.lastMs, nowMs),
});

export type IssuesParts = {
  readonly product: string;
  readonly products: readonly string[];
  readonly search: IssueSearch;
  readonly page: Page<Issue>;
  /** The version of the build that was sealed last. */
  readonly newestBuild: string | null;
  readonly isFirst: boolean;
  readonly answers: readonly AnswerWeek[];
  readonly versions: Versions;
  readonly nowMs: number;
};

const waitWords = (ms: number | null): string => (ms === null ? '–' : deriveDurationWords(ms / 1000));

const given = (search: IssueSearch): Record<string, string> =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''));

function waysOf(product: string, search: IssueSearch, newestBuild: string | null): IssuesModel['ways'] {
  const here = String(new URLSearchParams(given(search)));
  const way = (label: string, asked: Record<string, string>) => ({
    label: printableLine(label),
    href: `/issues?${new URLSearchParams({ product, ...asked })}`,
    isHere: here === String(new URLSearchParams(asked)),
  });
  return [
    way('All', {}),
    ...(newestBuild === null
      ? []
      : [way(`New in ${newestBuild}`, { build: newestBuild, fresh: 'yes', sort: 'devices' })]),
    way('Open, or back again', { standing: 'open', sort: 'devices' }),
  ];
}

export function issuesModel({
  product,
  products,
  search,
  page,
  newestBuild,
  isFirst,
  answers,
  versions,
  nowMs,
}: IssuesParts): IssuesModel {
  const query = new URLSearchParams({ product, ...given(search), after: page.next ?? '' });
  return {
    product,
    products,
    search,
    ways: product === '' ? [] : waysOf(product, search, newestBuild),
    newestHref: `/issues?${new URLSearchParams({ product, ...given(search) })}`,
    rows: page.items.map((issue) => rowOf(issue, versions, nowMs)),
    olderHref: page.next === null ? null : `/issues?${query}`,
    isFirst,
    answers: answers.map(({ weekMs, reported, medianMs, p90Ms, unanswered }) => [
      instantOf(weekMs, nowMs)?.iso.slice(0, 10) ?? '',
      deriveCountWords(reported),
      waitWords(medianMs),
      waitWords(p90Ms),
      deriveCountWords(unanswered),
    ]),
  };
}

/** A build and a model that an issue was met on, with devices and reports. */
export const metRow = ({ build, version, model, devices, reports }: IssueBuild): readonly string[] => [
  printableLine(version ?? build),
  printableLine(model === '' ? 'unknown' : model),
  deriveCountWords(devices),
  deriveCountWords(reports),
];

export type IssueModel = IssueRow & {
  readonly product: string;
  readonly first: Instant | null;
  /** Release notes that tell of it; null where none do. */
  readonly notesHref: string | null;
  readonly readFirstHref: string | null;
  /** What that report says; null where it has no text that could be read. */
  readonly glance: GlanceView | null;
  /** Their titles where they differ from that of the issue: copies of one crash say the same. */
  readonly reportRows: readonly ReportRow[];
  /** Where the rest of them is; null where there is none. */
  readonly allReportsHref: string | null;
  readonly merged: string;
  /** The issue that it goes on in; null for one that stands by itself. */
  readonly goesOn: { readonly number: string; readonly href: string } | null;
  /** What came beyond the share of its senders; empty for nothing. */
  readonly dropped: string;
  readonly builds: readonly (readonly string[])[];
  /** How many of all are shown; empty where they are all. */
  readonly moreBuilds: string;
  readonly days: readonly (readonly string[])[];
  readonly comments: readonly Said[];
  readonly retests: readonly (readonly string[])[];
  readonly retestWords: string;
  readonly remarks: readonly Said[];
  /** The oldest first, as words are read. */
  readonly answers: readonly Answered[];
};

type Said = { readonly by: string; readonly text: string; readonly at: Instant | null };

/** What a reporter wrote later; the file has all of it. */
type Answered = Said & { readonly file: { readonly name: string; readonly href: string } };

export const rowOfIssue = (each: ReportWithFiles, { title }: Issue, nowMs: number): ReportRow => ({
  ...reportRow(each, nowMs),
  ...(each.report.title === title ? { title: '' } : {}),
});

export type IssueParts = {
  readonly issue: Issue;
  readonly dropped: DroppedReports;
  readonly builds: readonly IssueBuild[];
  readonly buildsTotal: number;
  readonly days: readonly IssueDay[];
  readonly comments: readonly IssueComment[];
  readonly merged: readonly number[];
  readonly retests: readonly RetestCount[];
  readonly remarks: readonly {
    readonly answer: RetestAnswer;
    readonly model: string | null;
    readonly remark: string;
    readonly atMs: number;
  }[];
  readonly answers: readonly ReporterAnswer[];
  readonly representative: string | null;
  readonly glance: Glance | null;
  /** The newest of its reports, with their files. */
  readonly reports: Page<ReportWithFiles>;
  readonly versions: Versions;
  readonly nowMs: number;
};

export const issueModel = ({
  issue,
  dropped,
  builds,
  buildsTotal,
  days,
  comments,
  merged,
  retests,
  remarks,
  answers,
  representative,
  glance,
  reports,
  versions,
  nowMs,
}: IssueParts): IssueModel => ({
  ...rowOf(issue, versions, nowMs),
  product: issue.product,
  first: instantOf(issue.firstMs, nowMs),
  notesHref:
    issue.fixedIn === null || issue.regressedMs !== null || issue.isHidden || !versions.has(issue.fixedIn)
      ? null
      : notesPathOf(issue.product, versionOf(issue.fixedIn, versions)),
  readFirstHref: representative === null ? null : reportPathOf({ product: issue.product, id: representative }),
  glance: glance === null ? null : glanceView(glance),
  reportRows: reports.items.map((each) => rowOfIssue(each, issue, nowMs)),
  allReportsHref: reports.next === null ? null : `${issuePathOf(issue)}/reports`,
  merged: merged.join(', '),
  goesOn:
    issue.mergedInto === null
      ? null
      : { number: String(issue.mergedInto), href: issuePathOf({ product: issue.product, number: issue.mergedInto }) },
  dropped: droppedWordsOf(dropped),
  builds: builds.map(metRow),
  moreBuilds:
    builds.length < buildsTotal
      ? `The latest ${deriveCountWords(builds.length)} of ${deriveCountWords(buildsTotal)} builds and models.`
      : '',
  days: days.map(({ dayMs, devices, reports }) => [
    instantOf(dayMs, nowMs)?.iso.slice(0, 10) ?? '',
    deriveCountWords(devices),
    deriveCountWords(reports),
  ]),
  comments: comments.map(({ author, audience, text, atMs }) => ({
    by: printableLine(
      audience === 'change' ? author : `${author}, ${audience === 'tester' ? 'to testers' : 'internal'}`,
    ),
    text: printableText(text),
    at: instantOf(atMs, nowMs),
  })),
  retests: retests.map(({ model, fixed, stillThere }) => [
    printableLine(model === '' ? 'unknown' : model),
    deriveCountWords(fixed),
    deriveCountWords(stillThere),
  ]),
  retestWords: retestWordsOf(retests),
  remarks: remarks.map(({ answer, model, remark, atMs }) => ({
    by: `${answer === 'fixed' ? 'Fixed' : 'Still there'}, on ${printableLine(model ?? 'an unknown model')}`,
    text: printableText(remark),
    at: instantOf(atMs, nowMs),
  })),
  answers: answers.toReversed().map(({ report, file, model, words, atMs }) => ({
    by: `A reporter, on ${printableLine(model ?? 'an unknown model')}`,
    text: printableText(words),
    at: instantOf(atMs, nowMs),
    file: { name: printableLine(file), href: filePathOf({ product: issue.product, id: report }, file) },
  })),
});

function droppedWordsOf({ reports, devices }: DroppedReports): string {
  if (reports === 0) return '';
  const whose = devices === 0 ? 'their sender' : deriveCountWords(devices) + (devices === 1 ? ' device' : ' devices');
  return `${deriveCountWords(reports)} more, beyond the share of ${whose}`;
}

function retestWordsOf(retests: readonly RetestCount[]): string {
  const sum = (of: 'fixed' | 'stillThere') => retests.reduce((total, each) => total + each[of], 0);
  return `${deriveCountWords(sum('fixed'))} fixed, ${deriveCountWords(sum('stillThere'))} still there.`;
}
