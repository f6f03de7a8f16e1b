// An issue: the reports of one fault, what is known of it, and what becomes of it.
import type { ReportKind } from '../report/report.ts';

/** What stands first: the last met, or what most devices met. */
export const issueOrders = ['last', 'devices'] as const;
export type IssueOrder = (typeof issueOrders)[number];

export const issueStatuses = ['new', 'triaged', 'in-progress', 'fixed', 'wont-fix', 'duplicate'] as const;
export type IssueStatus = (typeof issueStatuses)[number];

/** `tester`: shown to those who reported it. `internal`: never. `change`: written by the service when something changed. */
export const commentAudiences = ['tester', 'internal', 'change'] as const;
export type CommentAudience = (typeof commentAudiences)[number];

export type Issue = {
  readonly product: string;
  readonly number: number;
  readonly kind: ReportKind;
  readonly title: string;
  readonly status: IssueStatus;
  /** The build that fixes it, by its version while it is still to come; only with status `fixed`. */
  readonly fixedIn: string | null;
  /** The issue that goes on in its place; only with status `duplicate`. */
  readonly mergedInto: number | null;
  readonly assignee: string | null;
  readonly firstBuild: string | null;
  readonly lastBuild: string | null;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly reports: number;
  readonly devices: number;
  readonly regressedMs: number | null;
  readonly changedMs: number;
  /** Grows with what people, or a regression, make of it; whoever changes it may name what they saw. */
  readonly version: number;
  /** Testers are never shown its title. */
  readonly isHidden: boolean;
};

/** Builds that an issue names, by id where they are published. */
export const namedBuilds = ({ firstBuild, lastBuild, fixedIn }: Issue): string[] =>
  [firstBuild, lastBuild, fixedIn].filter((build) => build !== null);

/** Statuses of issues that somebody still has to look at. */
export const openStatuses: readonly IssueStatus[] = ['new', 'triaged', 'in-progress'];

export const isOpen = ({ status, regressedMs }: Pick<Issue, 'status' | 'regressedMs'>): boolean =>
  openStatuses.includes(status) || regressedMs !== null;

export type IssueComment = {
  readonly id: number;
  readonly audience: CommentAudience;
  readonly author: string;
  readonly text: string;
  /** What a change made of the issue; null where its status stayed. */
  readonly status: IssueStatus | null;
  readonly fixedIn: string | null;
  readonly atMs: number;
};

/** A comment about to be written: most say nothing about the status. */
export type NewComment = Pick<IssueComment, 'audience' | 'author' | 'text' | 'atMs'> &
  Partial<Pick<IssueComment, 'status' | 'fixedIn'>> & {
    /** It tells that the fault came back after its fix; its reporters hear so much, and not its text. */
    readonly isBack?: boolean;
  };

/** About a change; `told` is what its reporters hear of it, null for what is none of their business. */
export type ChangeComment = NewComment & { readonly told: string | null };

/** What a report from a device that has the fix says of its issue. */
export const deriveBackComment = (atMs: number): NewComment => ({
  ...{ audience: 'change', author: 'device', atMs, isBack: true },
  text: 'It is back: a device reported it from the build that should have it fixed, or a later one.',
});

/** Where an issue was met: a build and a model. */
export type IssueBuild = {
  readonly build: string;
  readonly version: string | null;
  /** Order of published builds; null for one that nobody published. */
  readonly counter: number | null;
  readonly model: string;
  readonly reports: number;
  readonly devices: number;
  readonly firstMs: number;
  readonly lastMs: number;
};

/** What came beyond the share of its sender: counted, not kept, and in no other count. */
export type DroppedReports = { readonly reports: number; readonly devices: number };

export type IssueDay = { readonly dayMs: number; readonly reports: number; readonly devices: number };

/** A fault of a build that has the fix is back; builds that nobody published have no place in the order and prove nothing. */
export function isRegression(
  issue: Pick<Issue, 'status' | 'regressedMs'> & { readonly fixedCounter: number | null },
  reportCounter: number | null,
): boolean {
  if (issue.status !== 'fixed' || issue.regressedMs !== null) return false;
  return issue.fixedCounter !== null && reportCounter !== null && reportCounter >= issue.fixedCounter;
}
