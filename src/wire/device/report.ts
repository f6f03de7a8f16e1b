// Reports as devices and people send them.
import * as z from 'zod';
import { maxAttachmentBytes, maxUploadBytes } from '../../domain/issue/attachment.ts';
import { maxTextBytes } from '../../domain/issue/filing.ts';
import { reportKinds } from '../../domain/report/report.ts';
import { buildName, slug } from '../names.ts';
import { withoutMarks } from '../one-line.ts';
import { bounds, deviceId } from './checkin.ts';

export const reportId = z
  .string()
  .regex(bounds.eventId, 'must be 1 to 64 of letters, digits, ".", "_", ":" and "-"')
  .meta({ id: 'ReportId', example: 'r-2026-11-20-1' });

/** A line that prints safely anywhere. */
const titleLine = z
  .string()
  .overwrite(withoutMarks)
  .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]{1,200}$/u, 'must be 1 to 200 characters without control characters');

/** A UTF-16 unit is at most three bytes, so most texts need no counting. */
const fits = (text: string): boolean =>
  text.length * 3 <= maxTextBytes || new TextEncoder().encode(text).length <= maxTextBytes;

export const reportBody = z
  .object({
    id: reportId.describe('Made by the sender; the same id again is the same report.'),
    product: slug.optional().describe('Needed only with an access token that is for every product.'),
    kind: z.enum(reportKinds),
    build: buildName
      .optional()
      .describe(
        'What ran: id, version or vendor string. A build that nobody published is kept as well. May be left out where `release`, `fingerprint` or a line of the text says it.',
      ),
    release: buildName.optional().describe('As Sentry’s SDKs name it: `package@version+build`.'),
    fingerprint: buildName.optional().describe('Android’s `ro.build.fingerprint`.'),
    device: deviceId.optional().describe('A device that speaks for itself may leave it out.'),
    title: titleLine.optional().describe('Needed but for crashes, which are called by what their text says.'),
    text: z
      .string()
      .min(1)
      .max(maxTextBytes)
      .refine(fits, `must be at most ${maxTextBytes} bytes of UTF-8`)
      .describe('The stack trace, the steps, the wish. Kept without personal data. At most 512 KiB.'),
  })
  .refine(({ kind, title }) => kind === 'crash' || title !== undefined, { path: ['title'], message: 'is missing' })
  .meta({ id: 'FileReport' });

/** What stands beside bytes that are no JSON. */
export const rawReportQuery = z.object({
  build: buildName.optional().describe('As in `POST /v1/reports`; may be left out where the bytes say it.'),
  release: buildName.optional(),
  fingerprint: buildName.optional(),
  device: deviceId.optional().describe('A device that speaks for itself may leave it out.'),
});

export const report = z
  .object({
    product: slug,
    id: reportId,
    kind: z.enum(reportKinds),
    device: z.string().nullable(),
    model: z.string().nullable(),
    build: z
      .object({ id: z.string().nullable(), reported: z.string() })
      .describe('`id` is null while nobody published a build of the reported name.'),
    title: z.string(),
    issue: z.int().describe('Number of the issue in which reports of the same fault gather.'),
    sizeBytes: z.int(),
    receivedMs: z.int(),
  })
  .meta({ id: 'Report' });

/** The answer to who files one. */
export const takenReport = report
  .extend({
    issue: report.shape.issue
      .nullable()
      .describe(
        'Number of the issue in which reports of the same fault gather. Null for a crash that was taken in a rush: it is durable ' +
          'and not read yet, so that its issue, its model and the id of its build are unknown. `GET` it to know them.',
      ),
  })
  .meta({ id: 'TakenReport' });

export const attachmentName = z
  .string()
  .min(1)
  .max(200)
  .describe('What the file is called; a label, of which signs that could mislead are left out.');

export const attachment = z
  .object({
    name: z.string(),
    form: z
      .enum(['text', 'image', 'closed'])
      .describe(
        '`text` and `image` are kept without personal data, `closed` is an archive or a dump, which is never opened.',
      ),
    contentType: z.string(),
    sizeBytes: z.int(),
    isStored: z.boolean().describe('False while it is being uploaded.'),
  })
  .meta({ id: 'Attachment' });

export const attachmentList = z.object({ items: z.array(attachment) }).meta({ id: 'Attachments' });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex');

export const uploadBody = z
  .object({
    name: attachmentName,
    sizeBytes: z.int().min(1).max(maxUploadBytes),
    sha256,
  })
  .describe(`For archives of more than ${maxAttachmentBytes} bytes; whatever is smaller is sent by PUT.`)
  .meta({ id: 'AttachLarge' });

export const uploadAnswer = z
  .object({
    attachment,
    partBytes: z.int().describe('Length of every part but the last.'),
    parts: z.array(z.object({ partNumber: z.int(), url: z.string() })).describe('PUT each part to its address.'),
    expiresS: z.int(),
  })
  .meta({ id: 'AttachmentUpload' });

/** Storage of one machine answers tags of 171 characters. */
const partEtag = z
  .string()
  .regex(/^[!-~]{1,400}$/, 'must be the ETag that storage answered')
  .meta({ description: 'The ETag that storage answered to the part, as it was.' });

export const uploadedBody = z
  .object({
    parts: z
      .array(z.object({ partNumber: z.int().min(1).max(10_000), etag: partEtag }))
      .min(1)
      .max(128),
  })
  .meta({ id: 'AttachmentUploaded' });

/** What is an address is judged where it is kept. */
export const mailWishBody = z
  .object({ address: z.string().min(3).max(260).meta({ example: 'ada@example.com' }) })
  .meta({ id: 'MailWish' });
