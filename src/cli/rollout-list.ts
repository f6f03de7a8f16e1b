// `orange rollout list`: the rollouts of a channel, newest first.
import { rolloutStates } from '../domain/rollout/rollout.ts';
import { rolloutPage } from '../wire/release/rollout.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, oneOf, type Run } from './command.ts';
import { stateWord } from './rollouts/status-lines.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const rolloutList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List rollouts, newest first',
    more: 'Of all channels, unless --channel names one.',
    takes: ['product', 'channel'],
    json: [
      'items[]: id, product, channel, build, plan, fallback, state, stageIndex, stage, stageCount, stageEnteredMs, startedMs, head',
      'next',
    ],
    examples: [['What is open now', 'orange rollout list --state running']],
  })
    .addOption(oneOf('--state <state>', 'only these', rolloutStates))
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, settings }, flags: PageFlags & { state?: string; channel?: string }) => {
        const query = { product: settings.product(), channel: flags.channel, state: flags.state, ...pageQuery(flags) };
        const page = await api().get('/v1/rollouts', reading(rolloutPage), query);
        const lines = table(
          page.items,
          [
            { title: 'rollout', of: ({ id }) => name(String(id)), align: 'right' },
            { title: 'channel', of: ({ channel }) => channel },
            { title: 'build', of: ({ build }) => build },
            { title: 'back to', of: ({ fallback }) => fallback ?? '-' },
            {
              title: 'stage',
              of: ({ stage, stageIndex, stageCount }) => `${stage} (${stageIndex + 1} of ${stageCount})`,
            },
            { title: 'started', of: ({ startedMs }) => minuteWords(startedMs) },
            { title: 'state', of: ({ state }) => stateWord(state) },
          ],
          'No rollouts yet: orange rollout start',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
