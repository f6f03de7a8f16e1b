// How issues are written for people: a line in lists, a page in detail.
import type { IssueAnswer as Issue, IssueDetailsAnswer as IssueDetails } from '../../wire/release/issue.ts';
import { amountWords, countWords, distanceWords, instantWords, minuteWords } from '../terminal/figures.ts';
import { details, fittedTable, table } from '../terminal/table.ts';
import { bad, faint, good, type Line, strong, type Word } from '../terminal/words.ts';

/** `fixed in nova-7`, `regressed`: what becomes of it. */
export function statusWord(issue: Issue): Word {
  const { status, fixedIn, mergedInto, regressedMs, versions } = issue;
  if (regressedMs !== null) return bad(`regressed (fixed in ${buildWord(issue, fixedIn)})`);
  if (mergedInto !== null) return faint(`same as ${mergedInto}`);
  if (status !== 'fixed') return status;
  const comes = versions[fixedIn ?? ''] === undefined ? ', to come' : '';
  return good(`fixed in ${buildWord(issue, fixedIn)}${comes}`);
}

/** What people call a build that the issue names. */
const buildWord = ({ versions }: Issue, id: string | null): string => (id === null ? '-' : (versions[id] ?? id));

/** `width` in cells of a terminal, where there is one; elsewhere times are such that they can be kept. */
export const issueTable = (
  items: readonly Issue[],
  { nowMs, width }: { nowMs: number; width: number | null },
): Line[] =>
  fittedTable(
    items,
    [
      { title: 'issue', of: ({ number }) => strong(String(number)), align: 'right' },
      { title: 'status', of: statusWord },
      { title: 'devices', of: ({ devices }) => countWords(devices), align: 'right' },
      { title: 'reports', of: ({ reports }) => countWords(reports), align: 'right', spare: 3 },
      { title: 'first build', of: (issue) => buildWord(issue, issue.firstBuild) },
      { title: 'last build', of: (issue) => buildWord(issue, issue.lastBuild), spare: 4 },
      { title: 'owner', of: ({ assignee }) => assignee ?? '-', spare: 2 },
      {
        title: 'last',
        of: ({ lastMs }) => (width === null ? minuteWords(lastMs) : distanceWords(lastMs, nowMs)),
        spare: 1,
      },
      { title: 'title', of: ({ title }) => title },
    ],
    { none: 'No issues.', width },
  );

export const describeIssue = (found: IssueDetails): Line[] => [
  strong(found.issue.title),
  ...details([
    ['issue', `${found.issue.number}, a ${found.issue.kind}`],
    ['status', statusWord(found.issue)],
    ['owner', found.issue.assignee ?? 'nobody'],
    ['met', `on ${amountWords(found.issue.devices, 'device')}, in ${amountWords(found.issue.reports, 'report')}`],
    ...(found.dropped.reports === 0 ? [] : [['not kept', droppedWords(found.dropped)] as const]),
    ['first', `${buildWord(found.issue, found.issue.firstBuild)}, ${instantWords(found.issue.firstMs)}`],
    ['last', `${buildWord(found.issue, found.issue.lastBuild)}, ${instantWords(found.issue.lastMs)}`],
    ['read first', found.representative === null ? '-' : `orange report show ${found.representative}`],
    ...(found.merged.length === 0 ? [] : [['merged', found.merged.join(', ')] as const]),
  ]),
  ...(found.issue.mergedInto === null ? countLines(found) : [goesOn(found.issue.mergedInto)]),
  ...(found.retests.length === 0 ? [] : ['', ...retestTable(found.retests)]),
  ...found.remarks.map(
    ({ answer, model, remark, atMs }): Line => [
      faint(`${minuteWords(atMs)}, a tester on ${model ?? '-'}, ${answer === 'fixed' ? 'fixed' : 'still there'}: `),
      remark,
    ],
  ),
  ...[...found.answers]
    .reverse()
    .flatMap(({ report, model, words, atMs }): Line[] => [
      faint(`${minuteWords(atMs)}, a reporter on ${model ?? '-'}, in report ${report}:`),
      ...words.split(/\r?\n/).map((line) => `  ${line}`),
    ]),
  '',
  ...found.comments.flatMap(({ author, audience, text, atMs }): Line[] => [
    faint(`${minuteWords(atMs)}, ${author}${audience === 'change' ? '' : ` (${audience})`}:`),
    ...text.split(/\r?\n/).map((line) => `  ${line}`),
  ]),
  ...found.keys.map(
    (key): Line => [faint(`key ${key}`), ` ${found.keys.length > 1 ? (found.keyTitles[key] ?? '') : ''}`],
  ),
];

/** All that came in of it is counted there. */
const goesOn = (into: number): Line => `Its reports go on in issue ${into}: orange issue show ${into}`;

const countLines = (found: IssueDetails): Line[] => [
  '',
  ...table(
    found.builds,
    [
      { title: 'build', of: ({ build, version }) => (version === null ? build : `${build} (${version})`) },
      { title: 'model', of: ({ model }) => (model === '' ? '-' : model) },
      { title: 'devices', of: ({ devices }) => countWords(devices), align: 'right' },
      { title: 'reports', of: ({ reports }) => countWords(reports), align: 'right' },
      { title: 'last', of: ({ lastMs }) => minuteWords(lastMs) },
    ],
    'Not counted yet: in a second or two.',
  ),
  ...(found.builds.length < found.buildsTotal ? [moreBuilds(found)] : []),
  '',
  ...table(
    found.days,
    [
      { title: 'day', of: ({ dayMs }) => minuteWords(dayMs).slice(0, 10) },
      { title: 'reports', of: ({ reports }) => countWords(reports), align: 'right' },
      { title: 'new devices', of: ({ devices }) => countWords(devices), align: 'right' },
    ],
    '',
  ),
];

const moreBuilds = ({ issue: { number }, builds, buildsTotal }: IssueDetails): Line =>
  faint(
    `The latest ${countWords(builds.length)} of ${countWords(buildsTotal)} builds and models; all: orange issue show ${number} --all-builds`,
  );

/** Whatever a loop sends beyond its share, so that nobody takes twenty reports for all there were. */
const droppedWords = ({ reports, devices }: IssueDetails['dropped']): string =>
  `${countWords(reports)} more, beyond the share of ${devices === 0 ? 'their sender' : amountWords(devices, 'device')}`;

/** What testers said of the build that fixes it. */
const retestTable = (retests: IssueDetails['retests']): Line[] =>
  table(
    retests,
    [
      { title: 'retested on', of: ({ model }) => (model === '' ? '-' : model) },
      { title: 'fixed', of: ({ fixed }) => countWords(fixed), align: 'right' },
      { title: 'still there', of: ({ stillThere }) => countWords(stillThere), align: 'right' },
    ],
    '',
  );
