// Reads reports out whole, page by page: rows, texts, and the names of their files.
import type { Attachment } from '../domain/issue/attachment.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Objects } from './ports/objects.ts';
import type { ReportFilter, Reports } from './ports/reports.ts';
import { type ShownReport, showReport } from './show-report.ts';

export type ExportPorts = {
  readonly reports: Reports;
  readonly attachments: Attachments;
  readonly objects: Objects;
};

export type ExportedReport = ShownReport & { readonly attachments: readonly Attachment[] };

/** Half a megabyte each at most, twice that in JSON: a page is what an answer may have. */
export const maxExported = 5;

/** One after the other: an export is in no hurry, and a Worker has six connections. */
export async function exportReports(
  ports: ExportPorts,
  filter: ReportFilter,
  page: PageRequest,
): Promise<Page<ExportedReport>> {
  const { items, next } = await ports.reports.loadReports(filter, page);
  const exported: ExportedReport[] = [];
  for (const { product, id } of items) {
    // One that was erased meanwhile is nobody's to export.
    const shown = await showReport(ports, { product, id });
    if (shown === null) continue;
    exported.push({ ...shown, attachments: await ports.attachments.loadAttachments(product, id) });
  }
  return { items: exported, next };
}
