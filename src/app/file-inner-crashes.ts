// Files the crashes that stand inside of a report, each as a report of its own: a bugreport of a person is heard as what it shows.
import { deriveKeys } from '../domain/issue/keys.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import type { InnerCrash } from '../domain/report/bugreport/inner-crash.ts';
import { isInnerId, listInnerIds } from '../domain/report/bugreport/inner-id.ts';
import type { Report } from '../domain/report/report.ts';
import { type FileReportPorts, fileReport } from './file-report.ts';
import type { Reports } from './ports/reports.ts';

export type FoundInside = {
  /** The report that they came with. */
  readonly report: Pick<Report, 'product' | 'id' | 'deviceId' | 'reportedBuild'>;
  readonly sentBy: string | null;
  readonly crashes: readonly InnerCrash[];
  /** Strict key of what the report says itself, which is not filed twice. */
  readonly own: string | null;
};

/**
 * As many as there is room for under the report; the same file again, or another with the same crash, changes nothing. What is
 * refused, because its sender has sent their share, stays in the file that it came in.
 */
export async function fileInnerCrashes(ports: FileReportPorts, found: FoundInside, nowMs: number): Promise<void> {
  const { report, sentBy, crashes, own } = found;
  if (crashes.length === 0 || isInnerId(report.id)) return;
  const { product, deviceId, reportedBuild: build } = report;
  const before = await loadInnerReports(ports.reports, report);
  const free = listInnerIds(report.id).filter((id) => before.every((each) => each.id !== id));
  for (const crash of crashes) {
    const { text } = cleanText(crash.text);
    const { strict, title } = deriveKeys({ kind: 'crash', title: '', text });
    if (strict === own || before.some((each) => each.title === title)) continue;
    const id = free.shift();
    if (id === undefined) return;
    const named = { build, release: null, fingerprint: null };
    const filed = { product, id, kind: 'crash', deviceId, sentBy, ...named, title: '', text } as const;
    const answer = await fileReport(ports, filed, nowMs);
    if (!answer.ok) return;
  }
}

/** The reports that were found inside of one, the newest crash first. An id of another device that looks like it is none of them. */
export async function loadInnerReports(
  reports: Pick<Reports, 'loadReport'>,
  { product, id, deviceId }: Pick<Report, 'product' | 'id' | 'deviceId'>,
): Promise<Report[]> {
  if (isInnerId(id)) return [];
  const found = await Promise.all(listInnerIds(id).map((each) => reports.loadReport(product, each)));
  return found
    .filter((report) => report !== null)
    .filter((report) => report.deviceId === deviceId && report.kind === 'crash');
}
