// The port to what testers see and say of their own reports.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Issue, NewComment } from '../../domain/issue/issue.ts';
import type { Told } from '../../domain/loop/progress.ts';
import type { FixingBuild, Retest, RetestAnswer, RetestingDevice } from '../../domain/loop/retest.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Report } from '../../domain/report/report.ts';

/** Whose reports: those of a device, or those that the bearer of a token filed from a browser. */
export type Owner =
  | { readonly by: 'device'; readonly product: string; readonly device: string }
  /** `product` null for every one. */
  | { readonly by: 'bearer'; readonly name: string; readonly product: string | null };

export type OwnReport = {
  readonly report: Report;
  readonly issue: Issue;
  /** Null when the report names no device that is enrolled. */
  readonly device: RetestingDevice | null;
  /** The build that should fix it. */
  readonly build: FixingBuild | null;
  /** The last answer about that build. */
  readonly answer: RetestAnswer | null;
};

export type OwnReportDetails = OwnReport & {
  readonly told: readonly Told[];
  /** With the version of the build they are about. */
  readonly retests: readonly (Retest & { readonly build: string })[];
  readonly credit: string | null;
};

export type NewRetest = {
  readonly product: string;
  readonly reportId: string;
  readonly buildId: string;
  readonly answer: RetestAnswer;
  readonly remark: string;
  readonly atMs: number;
};

/** An issue that goes back to its engineers by an answer. */
export type Reopening = { readonly number: number; readonly comment: NewComment; readonly audit: AuditEntry };

export type Testers = {
  /** Newest first; crashes that devices sent by themselves are left out. */
  loadOwnReports(owner: Owner, page: PageRequest): Promise<Page<OwnReport>>;
  loadOwnReport(product: string, reportId: string): Promise<OwnReportDetails | null>;
  /** Whether a link with that digest leads to the report. */
  isLinked(product: string, reportId: string, sha256: string): Promise<boolean>;
  /** Nothing happens when it is there already. */
  recordLink(link: { product: string; reportId: string; sha256: string; createdMs: number }): Promise<void>;
  /** Null takes the name away. */
  recordCredit(
    report: { product: string; reportId: string },
    credit: { name: string; agreedMs: number } | null,
  ): Promise<void>;
  /** Takes the place of an earlier answer about the same build. With `reopening`, a fixed issue becomes regressed, once. */
  recordRetest(retest: NewRetest, reopening: Reopening | null): Promise<void>;
  /**
   * Merges the issue that this report alone made, and that nobody has looked at, into another that is open and shown. False
   * when it is not so.
   */
  recordJoined(
    report: { product: string; reportId: string },
    into: number,
    comment: NewComment,
    audit: AuditEntry,
  ): Promise<boolean>;
};
