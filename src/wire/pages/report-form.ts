// What the page to report a bug or an idea sends: read field by field, so that each mistake is told beside its field.
import * as z from 'zod';
import { parseMailAddress } from '../../domain/event/letter.ts';
import { maxCreditChars } from '../../domain/loop/build-notes.ts';
import { ok, type Problem, type Result } from '../../domain/result.ts';
import { deviceId } from '../device/checkin.ts';
import { reportId } from '../device/report.ts';
import { buildName, slug } from '../names.ts';
import { cleanLine } from '../one-line.ts';

/** Longest text of the form, in UTF-16 units: whatever the script, it stays below the 64 KiB that a report may have. */
export const maxFormTextChars = 20_000;
export const maxFormTitleChars = 200;

/** People report bugs and ideas; crashes are for devices. */
const formKinds = ['bug', 'idea'] as const;

const field = z.string().default('');

/** Where none was chosen browsers send an empty file, which some parsers hand over as an empty text. */
const file = z
  .custom<File | ''>((value) => value instanceof File || value === '', 'must be a file')
  .meta({ type: 'string', format: 'binary' });

/** A form never fails on its shape alone: what is missing is empty, and told as that. */
const reportFields = z.object({
  id: field.meta({ description: 'Made with the form; the same id again is the same report.' }),
  product: field,
  build: field.meta({ description: 'The version or the vendor string.' }),
  device: field,
  kind: field.meta({ description: '`bug` or `idea`.' }),
  title: field,
  text: field,
  token: field.meta({ description: 'The device token, for those who are not logged in.' }),
  same: field.meta({ description: 'The number of an open issue that it is the same as.' }),
  agree: field.meta({ description: '`yes`: to be named in release notes.' }),
  credit: field.meta({ description: 'The name to be named by.' }),
  mail: field.meta({ description: 'The address to be written to, where the service writes letters.' }),
});

/** One, several or none, however the parser hands them over. */
export const filesField = z
  .union([file, z.array(file)])
  .optional()
  .meta({ description: 'Screenshots and logs.' });

export const reportForm = reportFields.extend({ files: filesField });

export type ReportFields = z.output<typeof reportFields>;
export type ReportForm = z.output<typeof reportForm>;

/** What the page asks for while somebody writes. */
export const similarForm = reportFields.pick({ product: true, device: true, title: true, text: true, token: true });

export const similarAnswer = z
  .object({
    items: z.array(
      z.object({
        number: z.int(),
        title: z.string(),
        words: z.string().describe('How many devices have it, and what becomes of it.'),
      }),
    ),
  })
  .meta({ id: 'SimilarIssues' });

/** Files of a form, without the empty one that stands for none. */
export const listFiles = ({ files }: Pick<ReportForm, 'files'>): File[] =>
  (Array.isArray(files) ? files : [files]).filter(
    (each) => each instanceof File && (each.size > 0 || each.name !== ''),
  ) as File[];

/** For links that fill the form in; what does not fit is shown as it came, for the person to mend. */
export const reportFormQuery = z.object({
  product: z.string().max(200).optional(),
  build: z.string().max(200).optional(),
  device: z.string().max(200).optional(),
});

/** Follows one report; whoever has it may. */
export const reportLink = z.string().regex(/^or_[A-Za-z0-9_-]{43}$/, 'must be the link that the thanks page gave');

export const thanksQuery = z.object({
  product: slug,
  build: buildName.optional(),
  report: reportId,
  issue: z.coerce.number().int().min(1).max(2_147_483_647),
  link: reportLink.optional(),
  mail: z.enum(['asked', 'not-asked']).optional().describe('Whether a letter asks for their yes.'),
});

export type ReportDraft = {
  readonly id: string;
  readonly product: string;
  readonly build: string;
  readonly device: string | null;
  readonly kind: (typeof formKinds)[number];
  readonly title: string;
  readonly text: string;
  /** The issue that it is the same as. */
  readonly same: number | null;
  /** The name to be thanked by; null for those who did not agree. */
  readonly credit: string | null;
  /** The address to be written to. */
  readonly mail: string | null;
};

const mailAddress = z.string().refine((text) => parseMailAddress(text) !== null);

const shapes = {
  id: reportId,
  product: slug,
  build: buildName,
  device: deviceId.nullable(),
  kind: z.enum(formKinds),
  title: z.string().min(1).max(maxFormTitleChars),
  text: z.string().min(1).max(maxFormTextChars),
  same: z.int().min(1).max(2_147_483_647).nullable(),
  credit: z.string().min(1).max(maxCreditChars).nullable(),
  mail: mailAddress.nullable(),
} satisfies Record<keyof ReportDraft, z.ZodType>;

/** What to do, by field, in words for somebody who holds a phone and not this code. */
const remedies: Record<keyof ReportDraft, { what: string; fix: string }> = {
  id: { what: 'This form is damaged.', fix: 'Send it once more.' },
  product: { what: 'No product has such a name.', fix: 'Write its short name: small letters, digits and hyphens.' },
  build: {
    what: 'This cannot be a build.',
    fix: 'Write the version as the device shows it, without spaces, like 1.4.0 or V14.0.3.0.TKACNXM.',
  },
  device: { what: 'This cannot be a device.', fix: 'Write its id, up to 64 letters and digits, or leave it out.' },
  kind: { what: 'Neither a bug nor an idea is chosen.', fix: 'Choose one of the two.' },
  title: {
    what: 'The title is empty or too long.',
    fix: `Say it in one line of at most ${maxFormTitleChars} characters.`,
  },
  text: {
    what: 'The description is empty or too long.',
    fix: `Say what happened in at most ${maxFormTextChars} characters.`,
  },
  same: { what: 'No issue has such a number.', fix: 'Choose one of those offered, or none.' },
  credit: {
    what: 'You agreed to be named, and the name is empty or too long.',
    fix: `Write one of at most ${maxCreditChars} characters, or take the tick away.`,
  },
  mail: { what: 'This is no mail address.', fix: 'Write one such as ada@example.com, or nothing.' },
};

/** Problems name their field in `where`. */
export function parseReportForm(fields: ReportFields): Result<ReportDraft> {
  const cleaned = {
    id: fields.id,
    product: fields.product.trim(),
    build: fields.build.trim(),
    device: fields.device.trim() === '' ? null : fields.device.trim(),
    kind: fields.kind,
    title: cleanLine(fields.title),
    text: textOf(fields),
    same: fields.same.trim() === '' ? null : Number(fields.same),
    credit: fields.agree === 'yes' ? cleanLine(fields.credit) : null,
    mail: fields.mail.trim() === '' ? null : fields.mail.trim(),
  };
  const parsed = z.object(shapes).safeParse(cleaned);
  if (parsed.success) return ok(parsed.data);
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  return { ok: false, problems: draftFields.filter((name) => wrong.has(name)).map(problemAt) };
}

/** Who says "me too" need not say more. */
function textOf({ text, same }: ReportFields): string {
  const said = text.replace(/\r\n?/g, '\n').trim();
  return said === '' && same.trim() !== '' ? 'Me too.' : said;
}

const draftFields = [
  'id',
  'product',
  'build',
  'device',
  'kind',
  'title',
  'text',
  'same',
  'credit',
  'mail',
] as const satisfies (keyof ReportDraft)[];

const problemAt = (where: keyof ReportDraft): Problem => ({ where, ...remedies[where] });
