// Reports as engineers list and read them.
import * as z from 'zod';
import type { Attachment } from '../../domain/issue/attachment.ts';
import { type Report, reportKinds } from '../../domain/report/report.ts';
import { deviceId } from '../device/checkin.ts';
import { attachment, report, reportId, type takenReport } from '../device/report.ts';
import { buildName, slug } from '../names.ts';
import { pageOf, pageQuery } from './names.ts';

export const reportQuery = pageQuery.extend({
  product: slug,
  build: buildName.optional().describe('The id of a build, or a name as senders give it.'),
  kind: z.enum(reportKinds).optional(),
  issue: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('The number of an issue.'),
  device: deviceId.optional(),
});

export const reportPage = pageOf(report);

export const reportWithText = report
  .extend({
    text: z.string().nullable().describe('Without personal data; null when storage no longer holds it.'),
    attachments: z.array(attachment).describe('The files that came with it, by name.'),
  })
  .meta({ id: 'ReportWithText' });

export const shownReport = reportWithText
  .extend({
    inside: z
      .array(z.object({ id: reportId, title: z.string(), issue: z.int() }))
      .describe('Crashes that were found in its files or its log, each a report of its own, the newest first.'),
    foundIn: reportId
      .nullable()
      .describe('The report that this crash was found inside of; null for one that came by itself.'),
  })
  .meta({ id: 'ShownReport' });

export const reportExportPage = pageOf(reportWithText);

export const encodeTaken = ({
  issueNumber,
  ...rest
}: Omit<Report, 'issueNumber'> & { readonly issueNumber: number | null }): z.input<typeof takenReport> => ({
  ...encodeReport({ ...rest, issueNumber: 0 }),
  issue: issueNumber,
});

export function encodeReport({
  reportedBuild,
  buildId,
  deviceId,
  issueNumber,
  objectKey: _,
  ...rest
}: Report): z.input<typeof report> {
  return { ...rest, device: deviceId, build: { id: buildId, reported: reportedBuild }, issue: issueNumber };
}

export const erasedReports = z.object({ erased: z.int() }).meta({ id: 'ErasedReports' });

export const erasedDevice = z.object({ reports: z.int(), wasEnrolled: z.boolean() }).meta({ id: 'ErasedDevice' });

export const encodeAttachment = ({
  name,
  form,
  contentType,
  sizeBytes,
  uploadId,
}: Attachment): z.input<typeof attachment> => ({ name, form, contentType, sizeBytes, isStored: uploadId === null });
