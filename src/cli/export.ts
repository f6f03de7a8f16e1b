// `orange export`: reports, issues, or all that is known of one device, into a file of JSON Lines.
import { issueDetails } from '../wire/release/issue.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { CliError, stopWhenInterrupted } from './cli-error.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { appendPage, closeExport, type ExportFile, endExport, openExport } from './export/export-file.ts';
import { bringFiles } from './export/report-files.ts';
import { listSections, type Section, type Wanted } from './export/sections.ts';
import { maxIssueNumber } from './issue-show.ts';
import type { Session } from './session.ts';
import { amountWords } from './terminal/figures.ts';
import { faint, name } from './terminal/words.ts';

type Options = Wanted & { readonly out: string; readonly files?: string };

export const exportCommand = (run: Run) =>
  newCommand({
    name: 'export',
    about: 'Export reports, issues, or all that is known of a device',
    more:
      'One JSON object a line, with `record` as its first field: device, moment, issue or report. Reports come with their texts and the ' +
      'names of their files; with --files the files come, too, into a folder a report: open with care what devices sent. After Ctrl-C or a dead network the same command goes on where it was; a file that is whole is never replaced.',
    takes: ['product'],
    json: ['file, lines, resumed, files'],
    examples: [
      ['All reports and issues of a product', 'orange export --reports --issues --out nova.jsonl'],
      [
        'What came in about one issue, with logs and pictures',
        'orange export --issue 12 --files issue-12 --out issue-12.jsonl',
      ],
      ['Its owner asks what is stored of a device', 'orange export --device SN-0042 --out sn-0042.jsonl'],
    ],
  })
    .option('--issues', 'the issues of the product')
    .option('--reports', 'its reports')
    .option('--device <id>', 'what is stored of this device: itself, its life, its reports')
    .option('--issue <number>', 'the reports of this issue', wholeNumber(1, maxIssueNumber))
    .option('--build <name>', 'the reports of this build')
    .option('--files <folder>', 'put the files of reports there')
    .requiredOption('--out <file>', 'where to put it')
    .action(
      acting(run, async (session, { out, files, ...wanted }: Options) => {
        const product = session.settings.product();
        const sections = listSections(product, wanted);
        if (sections.length === 0) throw nothingAsked;
        // An empty file would look like an issue without reports.
        if (wanted.issue !== undefined)
          await session.api().get(path`/v1/issues/${product}/${wanted.issue}`, reading(issueDetails));
        const asked = JSON.stringify([product, sections.map((section) => [section.path, section.query])]);
        const file = await openExport(out, asked);
        const resumed = file.progress.lines;
        if (resumed > 0) session.printer.note(faint(`Goes on behind ${amountWords(resumed, 'line')}.`));
        try {
          const done = await exportSections(session, sections, { file, asked, files: files ?? null });
          const { lines } = done.file.progress;
          const more = files === undefined ? '' : `, and ${amountWords(done.brought, 'file')}`;
          return {
            json: { file: out, lines, resumed, files: done.brought },
            lines: [['wrote ', name(out), `, ${amountWords(lines, 'line')}${more}`]],
          };
        } finally {
          await closeExport(file);
        }
      }),
    );

/** A page at a time, so memory holds no more than one. */
async function exportSections(
  session: Session,
  sections: readonly Section[],
  begun: { readonly file: ExportFile; readonly asked: string; readonly files: string | null },
): Promise<{ readonly file: ExportFile; readonly brought: number }> {
  const { api, surroundings } = session;
  const { asked, files } = begun;
  let { file } = begun;
  let brought = 0;
  for (let section = sections[file.progress.section]; section !== undefined; ) {
    stopWhenInterrupted(surroundings.interrupt);
    const { record, query, parse, reportsOf } = section;
    const { items, next } = await api().get(section.path, parse, { ...query, after: file.progress.after });
    // Before the page is noted: after a cut they are looked for again.
    if (files !== null) brought += await bringFiles(session, files, reportsOf(items));
    const lines = items.map((item) => ({ record, ...(item as object) }));
    file = await appendPage(file, { asked, items: lines, next });
    section = sections[file.progress.section];
  }
  await endExport(file);
  return { file, brought };
}

const nothingAsked = new CliError('it is not said what to write out', {
  code: 'usage',
  fix: 'Add --reports, --issues, --issue <number>, --build <name> or --device <id>.',
  exitCode: 2,
});
