// Derives the events of issues from what was just recorded about them.
import type { ChangeComment, Issue, NewComment } from '../issue/issue.ts';
import type { EventData, IssueFacts, NewEvent } from './event.ts';

type Known = Pick<
  Issue,
  | 'product'
  | 'number'
  | 'kind'
  | 'title'
  | 'status'
  | 'fixedIn'
  | 'mergedInto'
  | 'assignee'
  | 'regressedMs'
  | 'isHidden'
>;
type Said = NewComment;
type Answered = Omit<EventData['issue.answered'], 'issue'>;

const factsOf = ({
  number,
  kind,
  title,
  status,
  fixedIn,
  mergedInto,
  assignee,
  regressedMs,
  isHidden,
}: Known): IssueFacts => ({
  number,
  kind,
  title,
  status,
  fixedIn,
  mergedInto,
  assignee,
  regressed: regressedMs !== null,
  hidden: isHidden,
});

const head = ({ product, number }: Known, atMs: number) => ({ product, subject: `issue/${number}`, atMs }) as const;

export const deriveIssueMade = (issue: Known & Pick<Issue, 'firstBuild' | 'firstMs'>): NewEvent => ({
  ...head(issue, issue.firstMs),
  type: 'issue.made',
  data: { issue: factsOf(issue), build: issue.firstBuild },
});

export const deriveIssueChanged = (
  before: Known,
  after: Known,
  { author, text, told, atMs }: ChangeComment,
): NewEvent => ({
  ...head(after, atMs),
  type: 'issue.changed',
  data: {
    issue: factsOf(after),
    before: { status: before.status, fixedIn: before.fixedIn, assignee: before.assignee },
    by: author,
    sentence: text,
    told,
  },
});

/** Nothing for what the house says to itself. */
export const deriveIssueCommented = (issue: Known, { audience, author, text, atMs }: Said): readonly NewEvent[] =>
  audience === 'tester'
    ? [{ ...head(issue, atMs), type: 'issue.commented', data: { issue: factsOf(issue), by: author, text } }]
    : [];

export const deriveIssueAnswered = (issue: Known, added: Answered, atMs: number): NewEvent => ({
  ...head(issue, atMs),
  type: 'issue.answered',
  data: { issue: factsOf(issue), ...added },
});

export const deriveIssueRegressed = (issue: Known, atMs: number): NewEvent => ({
  ...head(issue, atMs),
  type: 'issue.regressed',
  data: { issue: factsOf(issue) },
});

export const deriveIssueMerged = (issue: Known, { author, atMs }: Said): NewEvent => ({
  ...head(issue, atMs),
  type: 'issue.merged',
  data: { issue: factsOf(issue), by: author },
});

export const deriveIssueSplit = (issue: Known, from: number, { author, atMs }: Said): NewEvent => ({
  ...head(issue, atMs),
  type: 'issue.split',
  data: { issue: factsOf(issue), from, by: author },
});

/** Told when there is somebody to ask; who it is stays with their reports. */
export const deriveRetestAsked = (
  issue: Known,
  { build, reporters }: { readonly build: string; readonly reporters: number },
  atMs: number,
): readonly NewEvent[] =>
  reporters === 0
    ? []
    : [{ ...head(issue, atMs), type: 'issue.retest-asked', data: { issue: factsOf(issue), build, reporters } }];
