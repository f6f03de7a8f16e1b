// What the pages of a tester's own reports send.
import * as z from 'zod';
import { retestAnswers } from '../../domain/loop/retest.ts';
import { attachmentName, reportId } from '../device/report.ts';
import { buildName, slug } from '../names.ts';
import { filesField, maxFormTextChars, reportLink } from './report-form.ts';

export const ownReportParams = z.object({ product: slug, report: reportId });

const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
const about = { description: 'Follows the report, for those who came by it.' };

/** Empty where the browser is known by its session. */
const link = reportLink.or(z.literal('')).optional().transform(orNull).meta(about);

/** One that was cut off on its way leads nowhere, and testers are told so in their words. */
const linkFollowed = z.string().max(500).optional().transform(orNull).meta(about);

export const ownReportQuery = z.object({
  link: linkFollowed,
  done: z
    .enum(['retest', 'reopened', 'too-early', 'more', 'credit', 'same', 'mail', 'mail-ended'])
    .optional()
    .describe('What was just done.'),
});

/** How a download of one report finds it. */
export const ownDataQuery = ownReportQuery.pick({ link: true });

export const ownFileParams = ownReportParams.extend({ name: attachmentName });

export const testerForm = z.object({ token: z.string().max(512).default('') });

export const retestForm = z.object({
  link,
  build: buildName,
  answer: z.enum(retestAnswers),
  remark: z.string().max(20_000).default(''),
  files: filesField,
});

export const moreForm = z.object({ link, words: z.string().max(maxFormTextChars).default(''), files: filesField });

export const creditForm = z.object({ link, credit: z.string().max(1_000).default('') });

export const eraseForm = z.object({ link, sure: z.string().max(10).default('') });

export const eraseAllForm = eraseForm.pick({ sure: true });

export const mailForm = z.object({ link, mail: z.string().max(1_000).default('') });

export const sameForm = z.object({
  link,
  same: z
    .string()
    .regex(/^\d{0,10}$/, 'must be the number of an issue, or empty')
    .default('')
    .transform((text) => (text === '' ? null : Number(text))),
});
