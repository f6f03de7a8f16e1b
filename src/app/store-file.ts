// Stores a cleaned file of a report under its digest, and only then writes it down.
import { type Attachment, attachmentObjectKey, cleanName, maxAttachments } from '../domain/issue/attachment.ts';
import type { CleanedFile } from '../domain/privacy/clean-file.ts';
import { cleanName as withoutPersonal } from '../domain/privacy/clean-name.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Digest } from './ports/digest.ts';
import type { Objects } from './ports/objects.ts';

/** What `cleanFile` made of a file that may be kept. */
export type AcceptedFile = Extract<CleanedFile, { ok: true }>;

export type StoreAnswer =
  | { readonly ok: true; readonly attachment: Attachment }
  | { readonly ok: false; readonly refusal: 'too-many-attachments' | 'attachment-taken' };

export type StorePorts = { readonly attachments: Attachments; readonly objects: Objects; readonly digest: Digest };

export type StoredFile = {
  readonly product: string;
  readonly reportId: string;
  readonly name: string;
  readonly cleaned: AcceptedFile;
  /** What is kept of an archive lies below the digest of the archive, so that the same archive is known again. */
  readonly digestOf?: Uint8Array;
};

/** For a file that is cleaned already, of a report that is known to be its sender's. */
export async function storeFile(ports: StorePorts, file: StoredFile, nowMs: number): Promise<StoreAnswer> {
  const { product, reportId, cleaned } = file;
  const { form, contentType, bytes } = cleaned;
  const { sha256 } = await ports.digest(file.digestOf ?? bytes);
  const attachment: Attachment = {
    product,
    reportId,
    name: attachmentName(file.name),
    form,
    contentType,
    sizeBytes: bytes.length,
    objectKey: attachmentObjectKey(sha256),
    uploadId: null,
    createdMs: nowMs,
  };
  const refusal = await findRefusal(ports, attachment);
  if (refusal !== null) return { ok: false, refusal };
  await ports.objects.putObject(attachment.objectKey, bytes, contentType);
  const recorded = await ports.attachments.recordAttachment(attachment, maxAttachments);
  if (recorded === null) return { ok: false, refusal: 'too-many-attachments' };
  if (recorded.objectKey !== attachment.objectKey) return { ok: false, refusal: 'attachment-taken' };
  return { ok: true, attachment: recorded };
}

/** Asked before anything is in storage, where nobody would find again what no report has. What races past it is refused by its row. */
async function findRefusal(
  { attachments }: Pick<StorePorts, 'attachments'>,
  { product, reportId, name, objectKey }: Attachment,
): Promise<Extract<StoreAnswer, { ok: false }>['refusal'] | null> {
  const attached = await attachments.loadAttachments(product, reportId);
  const present = attached.find((each) => each.name === name);
  if (present === undefined) return attached.length >= maxAttachments ? 'too-many-attachments' : null;
  return present.uploadId === null && present.objectKey !== objectKey ? 'attachment-taken' : null;
}

/** Names carry personal data as texts do, and as names do that have underscores for spaces. */
export const attachmentName = (name: string): string =>
  cleanName(withoutPersonal(cleanText(name).text).replaceAll(/[<>]/g, ''));
