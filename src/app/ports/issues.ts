// The port to issues: what reports gathered in them, and what people decide about them.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type {
  ChangeComment,
  DroppedReports,
  Issue,
  IssueBuild,
  IssueComment,
  IssueDay,
  IssueOrder,
  IssueStatus,
  NewComment,
} from '../../domain/issue/issue.ts';
import type { MergeRefusal } from '../../domain/issue/merge.ts';
import type { NewAnswer, ReporterAnswer } from '../../domain/loop/answer.ts';
import type { Retest, RetestCount } from '../../domain/loop/retest.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

export type IssueFilter = {
  readonly product: string;
  /** Any of these; all when empty. */
  readonly statuses: readonly IssueStatus[];
  /** Only what somebody still has to look at: of an open status, or regressed. */
  readonly isOpen: boolean;
  /** Regressed ones, whatever their status, or the others. */
  readonly isRegressed: boolean | null;
  /** Met on this build, by id, version, vendor string or reported name. */
  readonly build: string | null;
  /** And met there first. */
  readonly isNewInBuild: boolean;
  readonly model: string | null;
  readonly assignee: string | null;
  /** A key of its reports. */
  readonly signature: string | null;
  /** All of these words, in the title or the first report. */
  readonly words: string | null;
  /** The number decides between equals, the higher one first. A cursor belongs to the order that it was made in. */
  readonly order: IssueOrder;
};

export type IssueDetails = {
  readonly issue: Issue;
  /** The latest build first; the 200 latest pairs of build and model of `buildsTotal`. */
  readonly builds: readonly IssueBuild[];
  readonly buildsTotal: number;
  readonly dropped: DroppedReports;
  /** The last 30 days that had any, the oldest first. */
  readonly days: readonly IssueDay[];
  /** The oldest first. */
  readonly comments: readonly IssueComment[];
  readonly keys: readonly string[];
  /** Of the issue that each key founded; a key that never founded one is left out. */
  readonly keyTitles: Readonly<Record<string, string>>;
  /** Numbers of issues that were merged into it. */
  readonly merged: readonly number[];
  /** What those who reported it say of the build that fixes it; devices by model. */
  readonly retests: readonly RetestCount[];
  /** What they said beside it, the latest first. */
  readonly remarks: readonly Pick<Retest, 'answer' | 'model' | 'remark' | 'atMs'>[];
  /** What reporters added in words, the latest first: the beginning of the file that keeps all of it. */
  readonly answers: readonly ReporterAnswer[];
  /** The report to read first: the newest of the latest build. */
  readonly representative: string | null;
};

/** What may change, by people. `mergedInto` and the status that goes with it change by merging alone. */
export type IssueChange = Partial<Pick<Issue, 'status' | 'fixedIn' | 'assignee' | 'regressedMs' | 'isHidden'>>;

export type Issues = {
  loadIssues(filter: IssueFilter, page: PageRequest): Promise<Page<Issue>>;
  loadIssue(product: string, number: number): Promise<IssueDetails | null>;
  /** All pairs of build and model that it was met on, by their names; null for an issue that is not there. */
  loadMet(product: string, number: number, page: PageRequest): Promise<Page<IssueBuild> | null>;
  /** With a comment that says so, and the audit. False when it is no longer of the `version` that `issue` has. */
  recordChange(issue: Issue, change: IssueChange, comment: ChangeComment, audit: AuditEntry): Promise<boolean>;
  /** With `answer`, the comment says that a reporter added it; listeners are told. */
  recordComment(
    product: string,
    number: number,
    comment: NewComment,
    audit: AuditEntry,
    answer?: NewAnswer,
  ): Promise<boolean>;
  /** All keys of `from` lead to `into` from now on, for ever, and so does what was merged into it before. Null when it is done. */
  recordMerge(
    product: string,
    pair: { from: number; into: number; parent?: number | null },
    comment: NewComment,
    audit: AuditEntry,
  ): Promise<MergeRefusal | null>;
  /** Gives a key an issue of its own again; answers its number, or null when the key is not of that issue, or its last one, or the issue not of the version `parent`. */
  recordSplit(
    product: string,
    pair: { from: number; key: string; parent?: number | null },
    comment: NewComment,
    audit: AuditEntry,
  ): Promise<number | null>;
};
