// Reports as engineers list and read them.
import * as z from 'zod';
import { type Report, reportKinds } from '../../domain/report/report.ts';
import { report } from '../device/report.ts';
import { buildName, slug } from '../names.ts';
import { pageOf, pageQuery } from './names.ts';

export const reportQuery = pageQuery.extend({
  product: slug,
  build: buildName.optional().describe('The id of a build, or a name as senders give it.'),
  kind: z.enum(reportKinds).optional(),
});

export const reportPage = pageOf(report);

export const reportWithText = report
  .extend({ text: z.string().nullable().describe('As it was received; null when storage no longer holds it.') })
  .meta({ id: 'ReportWithText' });

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
