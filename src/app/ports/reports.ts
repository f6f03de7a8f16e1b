// The port to reports: kept once each, waiting until they are counted.
import type { Filing } from '../../domain/issue/filing.ts';
import type { Repeats, Share } from '../../domain/issue/repeats.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Report, ReportKind } from '../../domain/report/report.ts';

export type ReportFilter = {
  readonly product: string;
  /** The id of a build, or a name that senders give. */
  readonly build: string | null;
  readonly kind: ReportKind | null;
  /** Number of an issue. */
  readonly issue: number | null;
  readonly device: string | null;
};

export type Recorded =
  | { readonly ok: true; readonly report: Report; readonly isNew: boolean }
  | { readonly ok: false; readonly refusal: 'unknown-product' }
  /** Whoever sends it has sent their share; counted, and not kept. */
  | { readonly ok: false; readonly refusal: 'over-limit'; readonly share: Share }
  /** Nothing is judged while reports of its id or its sender wait unread. */
  | { readonly ok: false; readonly refusal: 'unread' };

/** A report that waits to be settled. */
export type WaitingReport = { readonly seq: number; readonly objectKey: string; readonly body: string };

export type Reports = {
  /**
   * Adds the report with its text to the issue that knows one of its keys, making one if need be, in one transaction. A
   * known id is left as it was. Durable once it resolves.
   */
  recordReport(filing: Filing): Promise<Recorded>;
  /** Counts what was refused without a look. */
  recordRepeats(repeats: readonly Repeats[]): Promise<void>;
  /** Newest first. */
  loadReports(filter: ReportFilter, page: PageRequest): Promise<Page<Report>>;
  loadReport(product: string, reportId: string): Promise<Report | null>;
  /** The text of a report that is not in storage yet; null once it is. */
  loadWaitingText(product: string, reportId: string): Promise<string | null>;
  /** The oldest first, of those that were read; fewer than `limit` where their texts are long. */
  loadWaiting(limit: number): Promise<WaitingReport[]>;
  /**
   * Counts the reports in their issues, and leaves their texts to whoever stores them, in one transaction; each is counted
   * once, whoever else settles. Answers how many; null while another settles.
   */
  recordSettled(seqs: readonly number[]): Promise<number | null>;
};
