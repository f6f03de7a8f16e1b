// `orange webhook list`: who outside is told of what happens, and how that goes.
import { webhookPage } from '../wire/release/webhook.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';
import { eventWords, standingWords, webhookFields } from './webhooks/webhook-lines.ts';

export const webhookList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List webhooks and how they do',
    json: [`items[]: ${webhookFields}`, 'next'],
    examples: [['Those that do not listen', "orange webhook list --json | jq '.items[] | select(.failures > 0)'"]],
  })
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, surroundings }, flags: PageFlags) => {
        const page = await api().get('/v1/webhooks', reading(webhookPage), pageQuery(flags));
        const lines = table(
          page.items,
          [
            { title: 'webhook', of: ({ id }) => name(id) },
            { title: 'address', of: ({ url }) => url },
            { title: 'hears', of: eventWords },
            { title: 'standing', of: (each) => standingWords(each, surroundings.nowMs()) },
          ],
          'No webhooks: orange webhook add URL',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
