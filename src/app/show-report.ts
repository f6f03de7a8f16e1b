// Shows a report with its text as it was received.
import type { Report } from '../domain/report/report.ts';
import { maxReportBytes } from '../domain/report/report.ts';
import type { Objects } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';

/** `bytes` is null when storage no longer holds the text. */
export type ShownReport = { readonly report: Report; readonly bytes: Uint8Array | null };

export async function showReport(
  ports: { readonly reports: Reports; readonly objects: Objects },
  { product, id }: { readonly product: string; readonly id: string },
): Promise<ShownReport | null> {
  const report = await ports.reports.loadReport(product, id);
  if (report === null) return null;
  return { report, bytes: await ports.objects.loadObject(report.objectKey, maxReportBytes) };
}
