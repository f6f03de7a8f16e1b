// Begins the upload of a large archive that goes straight to storage: it is opened once it is there, and never shown.
import { type Attachment, maxAttachments, uploadObjectKey } from '../domain/issue/attachment.ts';
import { isOverFileShare, loadOwnReport } from './attach-file.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Entropy } from './ports/entropy.ts';
import type { FileShares } from './ports/file-shares.ts';
import type { PartUrl, Uploads } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';
import { attachmentName } from './store-file.ts';

/** S3 takes parts of 5 MiB and more, equal but for the last. */
export const partBytes = 16 * 1024 * 1024;
export const uploadExpiresS = 3_600;

export type StatedFile = {
  readonly product: string;
  readonly reportId: string;
  readonly deviceId: string | null;
  readonly sentBy: string | null;
  /** As of `AttachedFile`. */
  readonly isPublic?: boolean | undefined;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
};

export type BeginAttachmentAnswer =
  | { readonly ok: true; readonly attachment: Attachment; readonly parts: readonly PartUrl[] }
  | {
      readonly ok: false;
      readonly refusal: 'unknown-report' | 'too-many-attachments' | 'attachment-taken' | 'over-file-share';
    };

export type BeginAttachmentPorts = {
  readonly reports: Reports;
  readonly attachments: Attachments;
  readonly fileShares: FileShares;
  readonly uploads: Uploads;
  readonly entropy: Entropy;
};

/** Asked again it begins again; what is there already is answered without parts. */
export async function beginAttachment(
  ports: BeginAttachmentPorts,
  file: StatedFile,
  nowMs: number,
): Promise<BeginAttachmentAnswer> {
  const { product, reportId, sizeBytes, sha256 } = file;
  const report = await loadOwnReport(ports.reports, file);
  if (report === null) return { ok: false, refusal: 'unknown-report' };
  const name = attachmentName(file.name);
  const attached = await ports.attachments.loadAttachments(product, reportId);
  const present = attached.find((each) => each.name === name);
  if (present !== undefined && present.uploadId === null) {
    const isSame = present.objectKey.endsWith(sha256);
    return isSame ? { ok: true, attachment: present, parts: [] } : { ok: false, refusal: 'attachment-taken' };
  }
  if (present === undefined && attached.length >= maxAttachments) return { ok: false, refusal: 'too-many-attachments' };
  if (await isOverFileShare(ports, { ...file, deviceId: report.deviceId }, nowMs))
    return { ok: false, refusal: 'over-file-share' };
  const key = uploadObjectKey(product, `${ports.entropy.randomHex(16)}-${sha256}`);
  const uploadId = await ports.uploads.recordUpload(key);
  const shown = { form: 'closed', contentType: 'application/octet-stream' } as const;
  const attachment: Attachment = {
    product,
    reportId,
    name,
    ...shown,
    sizeBytes,
    objectKey: key,
    uploadId,
    createdMs: nowMs,
  };
  const recorded = await ports.attachments.recordAttachment(attachment, maxAttachments);
  if (recorded?.uploadId !== uploadId) {
    await ports.uploads.recordAbandoned(key, uploadId);
    return { ok: false, refusal: recorded === null ? 'too-many-attachments' : 'attachment-taken' };
  }
  // What was begun before is nobody's any more, and would keep its parts.
  if (present?.uploadId != null) await ports.uploads.recordAbandoned(present.objectKey, present.uploadId);
  const partNumbers = Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => index + 1);
  return {
    ok: true,
    attachment,
    parts: await ports.uploads.signParts({ key, uploadId, partNumbers, expiresS: uploadExpiresS }),
  };
}
