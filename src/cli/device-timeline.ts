// `orange device timeline`: what a device installed, said and reported, on one line of time.
import { timelinePage } from '../wire/release/timeline.ts';
import { path } from './api/api-client.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { instantWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { bad } from './terminal/words.ts';

const alarming: ReadonlySet<string> = new Set(['crashed', 'install-failed']);

export const deviceTimeline = (run: Run) =>
  newCommand({
    name: 'timeline',
    about: 'Show what a device installed, said and reported, newest first',
    takes: ['product'],
    json: ['items[]: atMs, what, build, of, detail, issue', 'next'],
    examples: [['What came before its crash?', 'orange device timeline SN-0042']],
  })
    .argument('<device>', 'its id')
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, settings }, device: string, flags: PageFlags) => {
        const where = path`/v1/devices/${settings.product()}/${device}/timeline`;
        const page = await api().get(where, reading(timelinePage), pageQuery(flags));
        const lines = table(
          page.items,
          [
            { title: 'when', of: ({ atMs }) => instantWords(atMs) },
            { title: 'what', of: ({ what }) => (alarming.has(what) ? bad(what) : what) },
            { title: 'build', of: ({ build }) => build ?? '-' },
            { title: 'issue', of: ({ issue }) => issue ?? '', align: 'right' },
            { title: 'more', of: ({ detail }) => detail ?? '' },
          ],
          'Nothing is known of it.',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
