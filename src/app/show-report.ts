// Shows a report with its cleaned text, wherever that is: it waits in the database until it is in storage.
import { maxTextBytes } from '../domain/issue/filing.ts';
import type { Report } from '../domain/report/report.ts';
import type { Objects } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';

/** `text` is null when storage no longer holds it. */
export type ShownReport = { readonly report: Report; readonly text: string | Uint8Array | null };

export async function showReport(
  ports: { readonly reports: Reports; readonly objects: Objects },
  { product, id }: { readonly product: string; readonly id: string },
): Promise<ShownReport | null> {
  const report = await ports.reports.loadReport(product, id);
  if (report === null) return null;
  const waiting = await ports.reports.loadWaitingText(product, report.id);
  return { report, text: waiting ?? (await ports.objects.loadObject(report.objectKey, 2 * maxTextBytes)) };
}
