// Finishes the upload of a large archive: joined, there only once it is what was said, and opened so that nothing personal stays in it.
import { type Attachment, attachmentObjectKey } from '../domain/issue/attachment.ts';
import { isArchive, packedForm } from '../domain/report/packed/packed-form.ts';
import { sourceOfObject } from './archive-source.ts';
import { type AttachPorts, cleanedText, hearCrashes, loadOwnReport } from './attach-file.ts';
import { type OpenedArchive, openGzip, openZip } from './open-archive.ts';
import type { UploadedPart, Uploads } from './ports/objects.ts';
import { attachmentName } from './store-file.ts';

export type FinishAttachmentAnswer =
  | { readonly ok: true; readonly attachment: Attachment }
  | {
      readonly ok: false;
      readonly refusal: 'unknown-report' | 'unknown-attachment' | 'parts-unknown' | 'content-differs' | 'not-packed';
    };

export type FinishAttachmentPorts = AttachPorts & { readonly uploads: Uploads };

type Finished = {
  readonly product: string;
  readonly reportId: string;
  readonly deviceId: string | null;
  readonly sentBy: string | null;
  /** As of `AttachedFile`. */
  readonly isPublic?: boolean | undefined;
  readonly name: string;
  readonly parts: readonly UploadedPart[];
};

/** Enough for the mark of every archive. */
const headBytes = 64;

/** What goes to storage by itself is cleaned by nobody, so only what is packed may; zip and gzip are opened, and what was read is kept instead. */
export async function finishAttachment(
  ports: FinishAttachmentPorts,
  file: Finished,
  nowMs: number,
): Promise<FinishAttachmentAnswer> {
  const { product, reportId } = file;
  if ((await loadOwnReport(ports.reports, file)) === null) return { ok: false, refusal: 'unknown-report' };
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
  const opened = await openUpload(ports, stated, packedForm(head));
  const attachment =
    opened === null
      ? { ...stated, uploadId: null }
      : await keepOpened(ports, { stated, opened, sha256: digest.sha256 });
  await ports.attachments.recordUploaded(attachment, uploadId);
  if (opened !== null) {
    await ports.objects.recordRemoved(objectKey);
    await hearCrashes(ports, file, { crashes: opened.crashes, isArchive: true, nowMs });
  }
  return { ok: true, attachment };
}

/** Null for what cannot be opened, which stays closed. */
async function openUpload(
  ports: FinishAttachmentPorts,
  { objectKey, sizeBytes }: Attachment,
  form: string | null,
): Promise<OpenedArchive | null> {
  if (form !== 'zip' && form !== 'gz') return null;
  const source = sourceOfObject(ports.objects, objectKey, sizeBytes);
  const opened = form === 'zip' ? await openZip(ports, source) : await openGzip(ports, source);
  return opened.text === '' ? null : opened;
}

type Kept = { readonly stated: Attachment; readonly opened: OpenedArchive; readonly sha256: string };

/** Below the digest of the archive, so that the same archive is known again. */
async function keepOpened(ports: FinishAttachmentPorts, { stated, opened, sha256 }: Kept): Promise<Attachment> {
  const { form, contentType, bytes } = cleanedText(ports, opened.text);
  const objectKey = attachmentObjectKey(sha256);
  await ports.objects.putObject(objectKey, bytes, contentType);
  return { ...stated, form, contentType, sizeBytes: bytes.length, objectKey, uploadId: null };
}
