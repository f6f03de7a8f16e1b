// Reports as devices and people send them.
import * as z from 'zod';
import { maxReportBytes, reportKinds } from '../../domain/report/report.ts';
import { buildName, slug } from '../names.ts';
import { bounds, deviceId } from './checkin.ts';

export const reportId = z
  .string()
  .regex(bounds.eventId, 'must be 1 to 64 of letters, digits, ".", "_", ":" and "-"')
  .meta({ id: 'ReportId', example: 'r-2026-11-20-1' });

/** A line that prints safely anywhere. */
const titleLine = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]{1,200}$/u, 'must be 1 to 200 characters without control characters');

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

export const reportBody = z
  .object({
    id: reportId.describe('Made by the sender; the same id again is the same report.'),
    product: slug.optional().describe('Needed only with an access token that is for every product.'),
    kind: z.enum(reportKinds),
    build: buildName.describe(
      'What ran: the version or the vendor string. A build that nobody published is kept as well.',
    ),
    device: deviceId.optional().describe('A device that speaks for itself may leave it out.'),
    title: titleLine,
    text: z
      .string()
      .min(1)
      .max(maxReportBytes)
      .refine((text) => byteLength(text) <= maxReportBytes, `must be at most ${maxReportBytes} bytes of UTF-8`)
      .describe('The stack trace, the steps, the wish: kept as it is. At most 64 KiB.'),
  })
  .meta({ id: 'FileReport' });

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
