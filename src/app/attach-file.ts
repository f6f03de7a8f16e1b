// Attaches a file to a report: looked at, cleaned, stored under its digest, and only then written down.
import { type Attachment, attachmentObjectKey, cleanName, maxAttachments } from '../domain/issue/attachment.ts';
import { type CleanedFile, cleanFile } from '../domain/privacy/clean-file.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import { isMinidump } from '../domain/report/fingerprint/minidump/minidump.ts';
import { binaryReportText } from '../domain/report/fingerprint/report-text.ts';
import { type KeyByFilePorts, keyByFile } from './key-by-file.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Digest } from './ports/digest.ts';
import type { Reports } from './ports/reports.ts';

export type AttachPorts = KeyByFilePorts & {
  readonly attachments: Attachments;
  readonly digest: Digest;
};

export type AttachedFile = {
  readonly product: string;
  readonly reportId: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The device that speaks for itself: it attaches to its own reports only. Null for a bearer. */
  readonly deviceId: string | null;
};

/** What `cleanFile` made of a file that may be kept. */
export type AcceptedFile = Extract<CleanedFile, { ok: true }>;

export type AttachAnswer =
  | { readonly ok: true; readonly attachment: Attachment }
  | { readonly ok: false; readonly refusal: 'unknown-report' | 'too-many-attachments' | 'attachment-taken' }
  | { readonly ok: false; readonly refusal: Extract<CleanedFile, { ok: false }>['refusal'] };

/**
 * Idempotent by name and content. A tombstone in protobuf is kept as its text, under its name with `.txt`, for only a text
 * can be cleaned; a minidump stays as it is, with such a text beside it. Either gives a crash that says nothing itself its keys.
 */
export async function attachFile(ports: AttachPorts, file: AttachedFile, nowMs: number): Promise<AttachAnswer> {
  if (!(await isOwnReport(ports.reports, file))) return { ok: false, refusal: 'unknown-report' };
  const printed = binaryReportText(file.bytes);
  if (printed === null) return keep(ports, file, nowMs);
  const text = { ...file, name: `${file.name.slice(0, 190)}.txt`, bytes: ports.codec.encode(printed) };
  const isDump = isMinidump(file.bytes);
  const kept = isDump ? await keep(ports, file, nowMs) : null;
  if (kept !== null && !kept.ok) return kept;
  const keptText = await keep(ports, text, nowMs);
  const cleaned = cleanText(printed).text.replaceAll('\0', '\uFFFD');
  await keyByFile(ports, { product: file.product, reportId: file.reportId, text: cleaned }, nowMs);
  return kept ?? keptText;
}

async function keep(ports: AttachPorts, file: AttachedFile, nowMs: number): Promise<AttachAnswer> {
  const cleaned = cleanFile(file.bytes, ports.codec);
  return cleaned.ok ? storeFile(ports, file, cleaned, nowMs) : cleaned;
}

type StorePorts = Pick<AttachPorts, 'attachments' | 'objects' | 'digest'>;

/** For a file that is cleaned already, of a report that is known to be its sender's. */
export async function storeFile(
  ports: StorePorts,
  file: Pick<AttachedFile, 'product' | 'reportId' | 'name'>,
  { form, contentType, bytes }: AcceptedFile,
  nowMs: number,
): Promise<AttachAnswer> {
  const { sizeBytes, sha256 } = await ports.digest(bytes);
  const attachment: Attachment = {
    product: file.product,
    reportId: file.reportId,
    name: attachmentName(file.name),
    form,
    contentType,
    sizeBytes,
    objectKey: attachmentObjectKey(sha256),
    uploadId: null,
    createdMs: nowMs,
  };
  await ports.objects.putObject(attachment.objectKey, bytes, contentType);
  const recorded = await ports.attachments.recordAttachment(attachment, maxAttachments);
  if (recorded === null) return { ok: false, refusal: 'too-many-attachments' };
  if (recorded.objectKey !== attachment.objectKey) return { ok: false, refusal: 'attachment-taken' };
  return { ok: true, attachment: recorded };
}

/** Names carry personal data as texts do. */
export const attachmentName = (name: string): string => cleanName(cleanText(name).text.replaceAll(/[<>]/g, ''));

/** A report of somebody else looks like one that is not there. */
export async function isOwnReport(
  reports: Reports,
  { product, reportId, deviceId }: Pick<AttachedFile, 'product' | 'reportId' | 'deviceId'>,
): Promise<boolean> {
  const report = await reports.loadReport(product, reportId);
  return report !== null && (deviceId === null || report.deviceId === deviceId);
}
