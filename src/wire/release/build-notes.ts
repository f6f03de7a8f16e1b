// Release notes of a build, as JSON, as text, and as Markdown or HTML in which no word of a title or a name is markup.
import * as z from 'zod';
import type { BuildNotes } from '../../domain/loop/build-notes.ts';
import { reportKinds } from '../../domain/report/report.ts';
import { slug } from '../names.ts';

export const buildNotes = z
  .object({
    product: slug,
    build: z.string(),
    version: z.string(),
    vendorVersion: z.string().nullable(),
    issues: z
      .array(
        z.object({
          number: z.int(),
          kind: z.enum(reportKinds),
          title: z.string(),
          devices: z.int(),
          credits: z.array(z.string()).describe('Reporters who agreed to be named.'),
        }),
      )
      .describe('What the build fixes, that on most devices first; what came back is left out.'),
    credits: z.array(z.string()).describe('Everybody who is named, once.'),
  })
  .meta({ id: 'BuildNotes' });

export const encodeBuildNotes = ({ issues, credits, ...build }: BuildNotes): z.input<typeof buildNotes> => ({
  ...build,
  issues: issues.map((issue) => ({ ...issue, credits: [...issue.credits] })),
  credits: [...credits],
});

type Encode = (text: string) => string;

/** Nothing in a line may steer a terminal, turn the line around or begin another (properties 85). */
const lineOf: Encode = (text) =>
  text
    .replaceAll(/[\t\r\n\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();

/**
 * Any ASCII punctuation may stand behind a backslash (CommonMark 0.31, 2.4); these can mean something, links without
 * brackets included. A dot between digits and a hyphen inside a word never do, so versions stay readable.
 */
const encodeMarkdownText: Encode = (text) =>
  lineOf(text).replaceAll(
    /[\\`*_{}[\]<>()#+!|~&$@:="'/^]|(?<!\d)\.|\.(?!\d)|(?<![A-Za-z\d])-|-(?![A-Za-z\d])/g,
    '\\$&',
  );

const htmlSigns: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const encodeHtmlText: Encode = (text) => lineOf(text).replaceAll(/[&<>"']/g, (sign) => htmlSigns[sign] ?? '');

type Notes = Omit<BuildNotes, 'build'>;

const nameOf = ({ version, vendorVersion }: Notes): string =>
  vendorVersion === null ? version : `${version} (${vendorVersion})`;

const sections = [
  { kinds: ['crash', 'bug'], title: 'Fixed' },
  { kinds: ['idea'], title: 'Done as you wished' },
] as const;

const sectionsOf = ({ issues }: Notes) =>
  sections
    .map(({ kinds, title }) => ({ title, issues: issues.filter(({ kind }) => kinds.some((each) => each === kind)) }))
    .filter((section) => section.issues.length > 0);

const none = 'No issue that testers may see is fixed in this build.';

/** For the terminal: the same lines with nothing escaped. */
export const encodeNotesText = (notes: Notes): string[] => encodeLines(notes, lineOf);

export const encodeNotesMarkdown = (notes: Notes): string[] => encodeLines(notes, encodeMarkdownText);

function encodeLines(notes: Notes, text: Encode): string[] {
  const lines = [`# ${text(notes.product)} ${text(nameOf(notes))}`];
  for (const { title, issues } of sectionsOf(notes)) {
    lines.push('', `## ${title}`, '');
    for (const { title: said, credits } of issues)
      lines.push(`- ${text(said)}${credits.length === 0 ? '' : ` (thanks to ${credits.map(text).join(', ')})`}`);
  }
  if (notes.issues.length === 0) lines.push('', none);
  if (notes.credits.length > 0) lines.push('', '## Thanks', '', `Reported by ${notes.credits.map(text).join(', ')}.`);
  return lines;
}

/** A fragment, to be put into a page; names stand in `bdi`, so that they turn nothing around them. */
export function encodeNotesHtml(notes: Notes): string[] {
  const text = encodeHtmlText;
  const names = (credits: readonly string[]): string => credits.map((name) => `<bdi>${text(name)}</bdi>`).join(', ');
  const lines = ['<section>', `<h1>${text(notes.product)} ${text(nameOf(notes))}</h1>`];
  for (const { title, issues } of sectionsOf(notes)) {
    lines.push(`<h2>${title}</h2>`, '<ul>');
    for (const { title: said, credits } of issues)
      lines.push(`<li><bdi>${text(said)}</bdi>${credits.length === 0 ? '' : ` (thanks to ${names(credits)})`}</li>`);
    lines.push('</ul>');
  }
  if (notes.issues.length === 0) lines.push(`<p>${none}</p>`);
  if (notes.credits.length > 0) lines.push('<h2>Thanks</h2>', `<p>Reported by ${names(notes.credits)}.</p>`);
  return [...lines, '</section>'];
}
