// `orange report list`: what devices and testers reported, the newest first.
import { reportKinds } from '../domain/report/report.ts';
import { reportPage } from '../wire/release/report.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, oneOf, type Run, wholeNumber } from './command.ts';
import { maxIssueNumber } from './issue-show.ts';
import { noteNear } from './name-near.ts';
import { minuteWords } from './terminal/figures.ts';
import { fittedTable } from './terminal/table.ts';
import { name } from './terminal/words.ts';

type Options = PageFlags & {
  readonly build?: string;
  readonly kind?: string;
  readonly issue?: number;
  readonly device?: string;
};

export const reportList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List reports, newest first',
    takes: ['product'],
    json: ['items[]: product, id, kind, device, model, build, title, issue, sizeBytes, receivedMs', 'next'],
    examples: [
      ['Crashes of a build', 'orange report list --build 1.4.0 --kind crash'],
      ['All of an issue', 'orange report list --issue 12'],
    ],
  })
    .option('--build <name>', 'only about it: id, version or vendor string')
    .addOption(oneOf('--kind <kind>', 'only these', reportKinds))
    .option('--issue <n>', 'only those of the issue with this number', wholeNumber(1, maxIssueNumber))
    .option('--device <name>', 'only what it reported')
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async (session, { build, kind, issue, device, ...flags }: Options) => {
        const { api, settings, surroundings } = session;
        const query = { product: settings.product(), build, kind, issue, device, ...pageQuery(flags) };
        const page = await api().get('/v1/reports', reading(reportPage), query);
        await noteNear(session, page, { build });
        const lines = fittedTable(
          page.items,
          [
            { title: 'report', of: ({ id }) => name(id) },
            { title: 'kind', of: ({ kind }) => kind, spare: 2 },
            { title: 'issue', of: ({ issue }) => issue, align: 'right' },
            { title: 'build', of: ({ build }) => build.reported },
            { title: 'model', of: ({ model }) => model ?? '-', spare: 1 },
            { title: 'device', of: ({ device }) => device ?? '-', spare: 4 },
            { title: 'received', of: ({ receivedMs }) => minuteWords(receivedMs), spare: 3 },
            { title: 'title', of: ({ title }) => title },
          ],
          { none: 'No reports.', width: surroundings.stdout.columns ?? null },
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
