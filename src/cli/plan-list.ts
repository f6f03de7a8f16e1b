// `orange plan list`: the plans that were applied, newest first; the first of a channel is the one in force.
import { appliedPlanPage } from '../wire/release/plan.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { minuteWords, permilleWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const planList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List applied plans, newest first',
    more: 'The first of each channel is in force. Of all channels, unless --channel names one.',
    takes: ['product', 'channel'],
    json: ['items[]: id, product, channel, plan, digest, gatesDigests, source, appliedBy, appliedMs', 'next'],
    examples: [
      [
        'The file of the plan in force',
        "orange plan list --channel stable --limit 1 --json | jq -r '.items[0].source'",
      ],
    ],
  })
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, settings }, flags: PageFlags & { channel?: string }) => {
        const query = { product: settings.product(), channel: flags.channel, ...pageQuery(flags) };
        const page = await api().get('/v1/plans', reading(appliedPlanPage), query);
        const lines = table(
          page.items,
          [
            { title: 'plan', of: ({ id }) => name(String(id)), align: 'right' },
            { title: 'name', of: ({ plan }) => plan.plan },
            { title: 'channel', of: ({ channel }) => channel },
            {
              title: 'stages',
              of: ({ plan }) => plan.stages.map(({ permille }) => permilleWords(permille)).join(', '),
            },
            { title: 'back to', of: ({ plan }) => plan.fallback },
            { title: 'applied by', of: ({ appliedBy }) => appliedBy },
            { title: 'applied', of: ({ appliedMs }) => minuteWords(appliedMs) },
          ],
          'No plans yet: orange plan apply plan.yaml',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
