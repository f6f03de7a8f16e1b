// `orange build notes`: release notes of a build from the issues that it fixes, with thanks to those who reported them.
import { InvalidArgumentError } from 'commander';
import { buildNotes, encodeNotesHtml, encodeNotesMarkdown, encodeNotesText } from '../wire/release/build-notes.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { encodeJson } from './terminal/printer.ts';

const formats = ['text', 'md', 'html', 'json'] as const;
type Format = (typeof formats)[number];

const encoders: Readonly<Record<Format, (notes: Parameters<typeof encodeNotesText>[0]) => string[]>> = {
  text: encodeNotesText,
  md: encodeNotesMarkdown,
  html: encodeNotesHtml,
  json: (notes) => encodeJson(notes).split('\n'),
};

function readFormat(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format === undefined) throw new InvalidArgumentError(`It is one of ${formats.join(', ')}.`);
  return format;
}

export const buildNotesCommand = (run: Run) =>
  newCommand({
    name: 'notes',
    about: 'Write release notes from the issues that a build fixes',
    more: 'Titles are those of the issues that testers may see; named is who agreed to it. In Markdown and HTML no word of theirs is markup. At a terminal it is text to read; into a file or a pipe it is Markdown.',
    takes: ['product'],
    json: ['product, build, version, vendorVersion', 'issues[]: number, kind, title, devices, credits[]', 'credits[]'],
    examples: [
      ['For a forum', 'orange build notes 1.4.1 > notes.md'],
      ['For a page', 'orange build notes 1.4.1 --format html > notes.html'],
    ],
  })
    .argument('<build>', 'version, vendor string or id')
    .option('--format <name>', 'text, md, html or json; text at a terminal and md elsewhere when left out', readFormat)
    .action(
      acting(run, async ({ api, settings, surroundings }, build: string, given: { format?: Format }) => {
        const notes = await api().get(
          path`/v1/products/${settings.product()}/builds/${build}/notes`,
          reading(buildNotes),
        );
        const format = given.format ?? (surroundings.stdout.isTTY === true ? 'text' : 'md');
        return { json: notes, lines: encoders[format](notes) };
      }),
    );
