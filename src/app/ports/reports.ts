// The port to reports and the issues they gather in.
import type { Page, PageRequest } from '../../domain/page.ts';
import type { NewReport, Report, ReportKind } from '../../domain/report/report.ts';

export type ReportFilter = {
  readonly product: string;
  /** The id of a build, or a name that senders give. */
  readonly build: string | null;
  readonly kind: ReportKind | null;
};

export type ReportRecord = { readonly report: Report; readonly isNew: boolean };

export type Reports = {
  /**
   * Adds the report and counts it in the issue of its fingerprint, making that if need be, in one transaction. A known id
   * is left as it was and counts nothing. Null when there is no such product.
   */
  recordReport(report: NewReport): Promise<ReportRecord | null>;
  /** Newest first. */
  loadReports(filter: ReportFilter, page: PageRequest): Promise<Page<Report>>;
  loadReport(product: string, reportId: string): Promise<Report | null>;
};
