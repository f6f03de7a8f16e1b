// Files a report: its text goes to object storage under its digest first, then the row and its issue, in one transaction.
import { deriveFingerprint } from '../domain/report/fingerprint.ts';
import {
  isSameReport,
  type NewReport,
  type Report,
  type ReportKind,
  reportObjectKey,
} from '../domain/report/report.ts';
import type { Objects } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';

export type FiledReport = {
  readonly product: string;
  readonly id: string;
  readonly kind: ReportKind;
  readonly build: string;
  readonly deviceId: string | null;
  readonly title: string;
  readonly text: string;
  /** The text as UTF-8, and the SHA-256 of these bytes in hex. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
};

export type FileReportAnswer =
  | { readonly ok: true; readonly report: Report; readonly isNew: boolean }
  | { readonly ok: false; readonly refusal: 'unknown-product' }
  /** The id belongs to another report, which stands in `current`. */
  | { readonly ok: false; readonly refusal: 'report-id-taken'; readonly current: Report };

/** Idempotent by the sender's id. A row is written only when the text is stored: `objectKey` never points at nothing. */
export async function fileReport(
  ports: { readonly reports: Reports; readonly objects: Objects },
  filed: FiledReport,
  nowMs: number,
): Promise<FileReportAnswer> {
  const { product, id, kind, build, deviceId, title, text, bytes, sha256 } = filed;
  const objectKey = reportObjectKey(sha256);
  // Taken is fine: what lies under a digest is what we would put there.
  await ports.objects.putObject(objectKey, bytes, 'text/plain; charset=utf-8');
  const report: NewReport = {
    product,
    id,
    kind,
    deviceId,
    reportedBuild: build,
    title,
    objectKey,
    sizeBytes: bytes.length,
    receivedMs: nowMs,
    fingerprint: deriveFingerprint({ kind, title, text }),
  };
  const recorded = await ports.reports.recordReport(report);
  if (recorded === null) return { ok: false, refusal: 'unknown-product' };
  if (!recorded.isNew && !isSameReport(report, recorded.report)) {
    return { ok: false, refusal: 'report-id-taken', current: recorded.report };
  }
  return { ok: true, ...recorded };
}
