// `orange export`: reports, issues, or all that is known of one device, into a file of JSON Lines.
import { CliError, stopWhenInterrupted } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { appendPage, type ExportFile, endExport, openExport } from './export/export-file.ts';
import { listSections, type Section, type Wanted } from './export/sections.ts';
import type { Session } from './session.ts';
import { countWords } from './terminal/figures.ts';
import { faint, name } from './terminal/words.ts';

type Options = Wanted & { readonly out: string };

export const exportCommand = (run: Run) =>
  newCommand({
    name: 'export',
    about: 'Export reports, issues, or all that is known of a device',
    more:
      'One JSON object a line, with `record` as its first field: device, moment, issue or report. Reports come with their texts and the ' +
      'names of their files. After Ctrl-C or a dead network the same command goes on where it was; a file that is whole is never replaced.',
    takes: ['product'],
    json: ['file, lines, resumed'],
    examples: [
      ['All reports and issues of a product', 'orange export --reports --issues --out nova.jsonl'],
      ['Its owner asks what is stored of a device', 'orange export --device SN-0042 --out sn-0042.jsonl'],
    ],
  })
    .option('--issues', 'the issues of the product')
    .option('--reports', 'its reports')
    .option('--device <id>', 'what is stored of this device: itself, its life, its reports')
    .requiredOption('--out <file>', 'where to put it')
    .action(
      acting(run, async (session, { out, ...wanted }: Options) => {
        const product = session.settings.product();
        const sections = listSections(product, wanted);
        if (sections.length === 0) throw nothingAsked;
        const asked = JSON.stringify([product, sections.map(({ path, query }) => [path, query])]);
        const file = await openExport(out, asked);
        const resumed = file.progress.lines;
        if (resumed > 0) session.printer.note(faint(`Goes on behind ${countWords(resumed)} lines.`));
        try {
          const { lines } = (await exportSections(session, sections, { file, asked })).progress;
          return {
            json: { file: out, lines, resumed },
            lines: [['wrote ', name(out), `, ${countWords(lines)} lines`]],
          };
        } finally {
          await file.handle.close();
        }
      }),
    );

/** A page at a time, so memory holds no more than one. */
async function exportSections(
  { api, surroundings }: Session,
  sections: readonly Section[],
  begun: { readonly file: ExportFile; readonly asked: string },
): Promise<ExportFile> {
  const { asked } = begun;
  let { file } = begun;
  for (let section = sections[file.progress.section]; section !== undefined; ) {
    stopWhenInterrupted(surroundings.interrupt);
    const { record, path, query, parse } = section;
    const { items, next } = await api().get(path, parse, { ...query, after: file.progress.after });
    const lines = items.map((item) => ({ record, ...(item as object) }));
    file = await appendPage(file, { asked, items: lines, next });
    section = sections[file.progress.section];
  }
  await endExport(file);
  return file;
}

const nothingAsked = new CliError('it is not said what to write out', {
  code: 'usage',
  fix: 'Add --reports, --issues or --device <id>.',
  exitCode: 2,
});
