// Finishes the upload of a large archive: joined, and there only once its length and digest are what was said.
import type { Attachment } from '../domain/issue/attachment.ts';
import { isArchive } from '../domain/report/packed/packed-form.ts';
import { attachmentName, isOwnReport } from './attach-file.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Objects, UploadedPart, Uploads } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';

export type FinishAttachmentAnswer =
  | { readonly ok: true; readonly attachment: Attachment }
  | {
      readonly ok: false;
      readonly refusal: 'unknown-report' | 'unknown-attachment' | 'parts-unknown' | 'content-differs' | 'not-packed';
    };

export type FinishAttachmentPorts = {
  readonly reports: Reports;
  readonly attachments: Attachments;
  readonly uploads: Uploads;
  readonly objects: Objects;
};

type Finished = {
  readonly product: string;
  readonly reportId: string;
  readonly deviceId: string | null;
  readonly name: string;
  readonly parts: readonly UploadedPart[];
};

/** Enough for the mark of every archive. */
const headBytes = 64;

/** What goes to storage by itself is cleaned by nobody, so only what is packed may. */
export async function finishAttachment(ports: FinishAttachmentPorts, file: Finished): Promise<FinishAttachmentAnswer> {
  const { product, reportId } = file;
  if (!(await isOwnReport(ports.reports, file))) return { ok: false, refusal: 'unknown-report' };
  const name = attachmentName(file.name);
  const stated = (await ports.attachments.loadAttachments(product, reportId)).find((each) => each.name === name);
  if (stated === undefined) return { ok: false, refusal: 'unknown-attachment' };
  if (stated.uploadId === null) return { ok: true, attachment: stated };
  const { objectKey, uploadId } = stated;
  // An answer that was lost is asked for again: then the parts are joined already.
  const isJoined =
    (await ports.uploads.putJoined(objectKey, uploadId, file.parts)) ||
    (await ports.objects.headObject(objectKey)) !== null;
  if (!isJoined) return { ok: false, refusal: 'parts-unknown' };
  const digest = await ports.objects.loadDigest(objectKey);
  if (digest === null || digest.sizeBytes !== stated.sizeBytes || !objectKey.endsWith(`-${digest.sha256}`)) {
    await ports.objects.recordRemoved(objectKey);
    return { ok: false, refusal: 'content-differs' };
  }
  const head = await ports.objects.loadRange(objectKey, 0, Math.min(headBytes, digest.sizeBytes));
  if (head === null || !isArchive(head)) {
    await ports.objects.recordRemoved(objectKey);
    return { ok: false, refusal: 'not-packed' };
  }
  const attachment = { ...stated, uploadId: null };
  await ports.attachments.recordUploaded(attachment, uploadId);
  return { ok: true, attachment };
}
