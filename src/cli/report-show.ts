// `orange report show`: one report with its text, as it was received.
import { shownReport } from '../wire/release/report.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { instantWords, sizeWords } from './terminal/figures.ts';
import { details } from './terminal/table.ts';
import { faint, type Line, strong } from './terminal/words.ts';

export const reportShow = (run: Run) =>
  newCommand({
    name: 'show',
    about: 'Show a report with its text',
    more: 'Characters that could steer a terminal are left out; with --json they stand as escapes.',
    takes: ['product'],
    json: [
      'product, id, kind, device, model, title, issue, sizeBytes, receivedMs, text',
      'build: id, reported',
      'attachments[]: name, form, contentType, sizeBytes, isStored',
      'inside[]: id, title, issue: the crashes that its files or its log tell of',
      'foundIn: the report that it was inside of, or null',
    ],
    examples: [
      ['By its id', 'orange report show r-2026-11-20-1'],
      ['The stack trace into a file', 'orange report show r-2026-11-20-1 --json | jq -r .text > trace.txt'],
    ],
  })
    .argument('<report>', 'its id')
    .action(
      acting(run, async ({ api, settings }, id: string) => {
        const report = await api().get(path`/v1/reports/${settings.product()}/${id}`, reading(shownReport));
        const { build, text, attachments, inside, foundIn } = report;
        const lines: Line[] = [
          strong(report.title),
          ...details([
            ['report', `${report.id}, a ${report.kind}, issue ${report.issue}`],
            ['build', build.id === null ? build.reported : `${build.reported} (${build.id})`],
            ['device', `${report.device ?? '-'}, ${report.model ?? 'model unknown'}`],
            ['received', instantWords(report.receivedMs)],
            ...attachments.map(({ name, form, sizeBytes, isStored }, at): [string, string] => [
              at === 0 ? 'files' : '',
              `${at + 1}  ${name}, ${form}, ${isStored ? sizeWords(sizeBytes) : 'on its way'}`,
            ]),
            ...(foundIn === null ? [] : [['found in', foundIn] as const]),
            ...inside.map(({ id, title, issue }, at): [string, string] => [
              at === 0 ? 'inside' : '',
              `${id}, issue ${issue}: ${title}`,
            ]),
          ]),
          '',
          ...(text === null ? [faint('Storage no longer holds its text.')] : text.split(/\r?\n/)),
        ];
        return { json: report, lines };
      }),
    );
