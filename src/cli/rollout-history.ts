// `orange rollout history`: every decision about a rollout: who, when, why, and where it stood then.
import { decisionPage } from '../wire/release/rollout.ts';
import { path } from './api/api-client.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { findRollout, rolloutArgument } from './rollouts/find-rollout.ts';
import { stateWord } from './rollouts/status-lines.ts';
import { instantWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { bad, name } from './terminal/words.ts';

export const rolloutHistory = (run: Run) =>
  newCommand({
    name: 'history',
    about: 'List the decisions about a rollout, newest first',
    more: 'With --json each decision carries the verdict of the gate and the evidence that it looked at, so it can be replayed.',
    takes: ['product', 'channel'],
    json: [
      'items[]: number, parent, kind, actor, reason, state, stageIndex, decidedMs, models, overrideUntilMs, verdict, evidence, asked',
      'next',
    ],
    examples: [
      ['The newest rollout of the channel', 'orange rollout history'],
      [
        'What the gate saw when it halted',
        'orange rollout history 12 --json | jq \'.items[] | select(.kind == "halt") | .evidence\'',
      ],
    ],
  })
    .argument(...rolloutArgument)
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async (session, given: number | undefined, flags: PageFlags) => {
        const id = await findRollout(session, given);
        const page = await session
          .api()
          .get(path`/v1/rollouts/${id}/decisions`, reading(decisionPage), pageQuery(flags));
        const lines = table(
          page.items,
          [
            { title: '#', of: ({ number }) => number, align: 'right' },
            { title: 'when', of: ({ decidedMs }) => instantWords(decidedMs) },
            { title: 'decision', of: ({ kind }) => name(kind) },
            { title: 'by', of: ({ actor }) => actor },
            { title: 'then', of: ({ state }) => stateWord(state) },
            { title: 'stage', of: ({ stageIndex }) => stageIndex + 1, align: 'right' },
            {
              title: 'why',
              of: ({ reason, overrideUntilMs: until }) =>
                until === null ? reason : bad(`over the gate until ${instantWords(until)}: ${reason}`),
            },
          ],
          'No decisions.',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
