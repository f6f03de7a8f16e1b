// A file that came with a report: what it is, under which name, and how large it may be.
import type { FileForm } from '../privacy/clean-file.ts';

export const attachmentForms = ['text', 'image', 'closed'] as const satisfies readonly FileForm[];

export type Attachment = {
  readonly product: string;
  readonly reportId: string;
  /** A label that its sender chose; where the file lies does not depend on it. */
  readonly name: string;
  readonly form: FileForm;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly objectKey: string;
  /** Storage's id of the upload while the bytes are on their way; null once they are there. */
  readonly uploadId: string | null;
  readonly createdMs: number;
};

/** What passes through the service, unpacked: an isolate has 128 MB, and the bytes are in it up to three times. */
export const maxAttachmentBytes = 8 * 1024 * 1024;
/** What goes straight to storage: a bugreport of Android has 10 to 100 MB. */
export const maxUploadBytes = 512 * 1024 * 1024;
export const maxAttachments = 16;

/** Attached bytes lie below their SHA-256, apart from those of reports. */
export const attachmentObjectKey = (sha256: string): string => `attachments/${sha256}`;
/** An upload that is not yet what was said of it is nobody's but its report's. */
export const uploadObjectKey = (product: string, random: string): string => `uploads/${product}/${random}`;

/** One line without separators of paths or signs that steer, of at most 100 characters; `file` when nothing is left. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const safe = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]+/gu, '')
    .replace(/^[. ]+/, '')
    .slice(0, 100)
    .trim();
  return safe === '' ? 'file' : safe;
}
