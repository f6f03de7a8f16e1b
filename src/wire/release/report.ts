// Reports as engineers list and read them.
import * as z from 'zod';
import type { Attachment } from '../../domain/issue/attachment.ts';
import { type Report, reportKinds } from '../../domain/report/report.ts';
import { deviceId } from '../device/checkin.ts';
import { attachment, report, reportId, type takenReport } from '../device/report.ts';
import { buildName, slug } from '../names.ts';
import { pageOf, placePageQuery } from './names.ts';

export const reportQuery = placePageQuery.extend({
  product: slug,
  build: buildName.optional().describe('The id of a build, or a name as senders give it.'),
  kind: z.enum(reportKinds).optional(),
  issue: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('The number of an issue.'),
  device: deviceId.optional(),
});

export const reportPage = pageOf(report);

const reportWithText = report
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

type Taken = Omit<Report, 'issueNumber'> & { readonly issueNumber: number | null };

/** Field by field: to copy the rest of an object costs more than all else that is done to answer a report in a rush. */
export const encodeTaken = (taken: Taken): z.input<typeof takenReport> => ({
  product: taken.product,
  id: taken.id,
  kind: taken.kind,
  device: taken.deviceId,
  model: taken.model,
  build: { id: taken.buildId, reported: taken.reportedBuild },
  title: taken.title,
  issue: taken.issueNumber,
  sizeBytes: taken.sizeBytes,
  receivedMs: taken.receivedMs,
});

export const encodeReport = (filed: Report): z.input<typeof report> => ({
  ...encodeTaken(filed),
  issue: filed.issueNumber,
});

export const erasedReports = z.object({ erased: z.int() }).meta({ id: 'ErasedReports' });

export const erasedDevice = z.object({ reports: z.int(), wasEnrolled: z.boolean() }).meta({ id: 'ErasedDevice' });

export const encodeAttachment = ({
  name,
  form,
  contentType,
  sizeBytes,
  uploadId,
}: Attachment): z.input<typeof attachment> => ({ name, form, contentType, sizeBytes, isStored: uploadId === null });
