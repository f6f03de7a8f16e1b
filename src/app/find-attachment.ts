// Finds a file that came with a report: its bytes where they are few, the way to storage where they are many.
import { type Attachment, maxAttachmentBytes } from '../domain/issue/attachment.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Objects } from './ports/objects.ts';

/** A download begins within a minute, and may last. */
const expiresS = 60;

export type FoundAttachment =
  | { readonly kind: 'bytes'; readonly attachment: Attachment; readonly bytes: Uint8Array }
  | { readonly kind: 'elsewhere'; readonly attachment: Attachment; readonly url: string };

/** Null for a name that the report does not have, and for a file that is on its way or gone. */
export async function findAttachment(
  { attachments, objects }: { readonly attachments: Attachments; readonly objects: Objects },
  { product, reportId, name }: { readonly product: string; readonly reportId: string; readonly name: string },
): Promise<FoundAttachment | null> {
  const attachment = (await attachments.loadAttachments(product, reportId)).find((each) => each.name === name);
  if (attachment === undefined || attachment.uploadId !== null) return null;
  if (attachment.sizeBytes > maxAttachmentBytes)
    return { kind: 'elsewhere', attachment, url: await objects.signDownload(attachment.objectKey, expiresS) };
  const bytes = await objects.loadObject(attachment.objectKey, maxAttachmentBytes);
  return bytes === null ? null : { kind: 'bytes', attachment, bytes };
}
