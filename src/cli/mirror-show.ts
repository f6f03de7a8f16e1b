// `orange mirror show`: which of their issues are ours, and which of those they closed.
import { mirrorLinkPage } from '../wire/release/mirror.ts';
import { path } from './api/api-client.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { distanceWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { faint, name, warning } from './terminal/words.ts';

export const mirrorShow = (run: Run) =>
  newCommand({
    name: 'show',
    about: 'Show which of their issues are ours, and which of those they closed',
    more: 'What was closed there and is open here is a hint: look at it, and close it here.',
    json: ['items[]: number, external, url, madeMs, closedThereMs', 'next'],
    examples: [
      ['Closed there alone', "orange mirror show mi_0123456789abcdef --json | jq '.items[] | select(.closedThereMs)'"],
    ],
  })
    .argument('<mirror>', 'its id')
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, nowMs }, id: string, flags: PageFlags) => {
        const page = await api().get(path`/v1/mirrors/${id}/issues`, reading(mirrorLinkPage), pageQuery(flags));
        const lines = table(
          page.items,
          [
            { title: 'issue', of: ({ number }) => name(number) },
            { title: 'theirs', of: ({ url }) => url ?? faint('being made') },
            {
              title: 'hint',
              of: ({ closedThereMs }) =>
                closedThereMs === null ? '' : warning(`closed there, seen ${distanceWords(closedThereMs, nowMs())}`),
            },
          ],
          'Nothing happened to an issue yet.',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
