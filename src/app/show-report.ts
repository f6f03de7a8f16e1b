// Shows a report with its cleaned text, wherever that is: it waits in the database until it is in storage.
import { maxTextBytes } from '../domain/issue/filing.ts';
import { outerId } from '../domain/report/bugreport/inner-id.ts';
import type { Report } from '../domain/report/report.ts';
import { loadInnerReports } from './file-inner-crashes.ts';
import type { Objects } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';

export type ShownReport = {
  readonly report: Report;
  /** Null when storage no longer holds it. */
  readonly text: string | Uint8Array | null;
  /** Crashes that were found in its files or its log, the newest first. */
  readonly inside: readonly Report[];
  /** The report that this crash was found inside of. */
  readonly foundIn: Report | null;
};

export async function showReport(
  ports: { readonly reports: Reports; readonly objects: Objects },
  { product, id }: { readonly product: string; readonly id: string },
): Promise<ShownReport | null> {
  const report = await ports.reports.loadReport(product, id);
  if (report === null) return null;
  const outer = outerId(report.id);
  const [waiting, inside, foundIn] = await Promise.all([
    ports.reports.loadWaitingText(product, report.id),
    loadInnerReports(ports.reports, report),
    outer === null ? null : ports.reports.loadReport(product, outer),
  ]);
  const text = waiting ?? (await ports.objects.loadObject(report.objectKey, 2 * maxTextBytes));
  return { report, text, inside, foundIn: foundIn?.deviceId === report.deviceId ? foundIn : null };
}
