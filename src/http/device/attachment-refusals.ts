// What a file that was not attached is answered.
import type { Context } from 'hono';
import type { AttachAnswer } from '../../app/attach-file.ts';
import type { BeginAttachmentAnswer } from '../../app/begin-attachment.ts';
import type { FinishAttachmentAnswer } from '../../app/finish-attachment.ts';
import { maxAttachments } from '../../domain/issue/attachment.ts';
import { fileRestS } from '../../domain/issue/file-share.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

type BeginRefusal = Extract<BeginAttachmentAnswer, { ok: false }>['refusal'];
type Refusal = BeginRefusal | Extract<AttachAnswer | FinishAttachmentAnswer, { ok: false }>['refusal'];

export const attachmentSentences = {
  'unknown-report': [404, 'You filed no such report.', 'File the report first, and use the id that the answer names.'],
  'unknown-attachment': [404, 'No upload of that name was begun.', 'Begin it with POST …/attachments.'],
  'too-many-attachments': [
    422,
    `A report has at most ${maxAttachments} attachments.`,
    'Put the files into one archive.',
  ],
  'attachment-taken': [409, 'Another file of that name is attached.', 'Give this one another name.'],
  'image-unreadable': [
    422,
    'The picture cannot be read, so what it says about its place cannot be taken out.',
    'Save it again as PNG or JPEG.',
  ],
  'image-kind': [
    422,
    'Files of this kind (pictures, films, sounds, documents) say things about their maker and place that cannot be taken out.',
    'Send pictures as JPEG, PNG, WebP or GIF, and words as text.',
  ],
  'over-file-share': [
    429,
    'More bytes of files came from this sender within the hour than are kept.',
    'Come back after the time in Retry-After.',
  ],
  'parts-unknown': [422, 'Storage does not know these parts.', 'Send the parts again, or begin again.'],
  'not-packed': [
    422,
    'What goes straight to storage has to be an archive: personal data cannot be taken out of it here.',
    'Pack it as zip, gz, zst, xz, bz2 or 7z, or send it as an attachment of up to 8 MiB.',
  ],
  'content-differs': [422, 'What was sent is not what was said: its length or its SHA-256 differs.', 'Begin again.'],
} as const satisfies Record<Refusal, readonly [404 | 409 | 422 | 429, string, string]>;

export function refuseAttachment<R extends Refusal>(c: Context<HttpEnv>, refusal: R) {
  const [status, detail, fix] = attachmentSentences[refusal];
  const rest = status === 429 ? { retryAfterS: fileRestS } : {};
  return problem(c, { status: status as (typeof attachmentSentences)[R][0], code: refusal, detail, fix, ...rest });
}
