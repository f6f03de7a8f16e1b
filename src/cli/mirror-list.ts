// `orange mirror list`: which projects elsewhere follow our issues, and how that goes.
import { mirrorPage } from '../wire/release/mirror.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';
import { mirrorFields, standingWords } from './webhooks/webhook-lines.ts';

export const mirrorList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List mirrors and how they do',
    json: [`items[]: ${mirrorFields}`, 'next'],
    examples: [['All of them', 'orange mirror list']],
  })
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, nowMs }, flags: PageFlags) => {
        const page = await api().get('/v1/mirrors', reading(mirrorPage), pageQuery(flags));
        const lines = table(
          page.items,
          [
            { title: 'mirror', of: ({ id }) => name(id) },
            { title: 'issues of', of: ({ product }) => product },
            { title: 'at', of: ({ url }) => url },
            { title: 'standing', of: (each) => standingWords(each, nowMs()) },
          ],
          'No mirrors: orange mirror add github OWNER/NAME',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
