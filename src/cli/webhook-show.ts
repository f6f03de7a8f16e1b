// `orange webhook show`: one webhook, and what became of each event that it was to hear.
import { deliveryStates } from '../domain/event/subscription.ts';
import { deliveryPage, webhook } from '../wire/release/webhook.ts';
import { path } from './api/api-client.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, oneOf, type Run } from './command.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { faint, name } from './terminal/words.ts';
import { deliveryWords, eventWords, standingWords, webhookFields } from './webhooks/webhook-lines.ts';

export const webhookShow = (run: Run) =>
  newCommand({
    name: 'show',
    about: 'Show a webhook and what it was told, the newest first',
    json: [
      `webhook: ${webhookFields}`,
      'deliveries.items[]: event, type, product, subject, atMs, state, attempts, nextMs, toldMs, status, fault',
      'deliveries.next',
    ],
    examples: [['What was given up', 'orange webhook show wh_0123456789abcdef --state dead']],
  })
    .argument('<webhook>', 'its id')
    .addOption(oneOf('--state <state>', 'only what waits, was told or was given up', deliveryStates))
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, surroundings }, id: string, { state, ...flags }: PageFlags & { state?: string }) => {
        const nowMs = surroundings.nowMs();
        const found = await api().get(path`/v1/webhooks/${id}`, reading(webhook));
        const query = { ...pageQuery(flags), state };
        const deliveries = await api().get(path`/v1/webhooks/${id}/deliveries`, reading(deliveryPage), query);
        const lines = table(
          deliveries.items,
          [
            { title: 'event', of: (each) => name(each.event) },
            { title: 'type', of: ({ type }) => type },
            { title: 'about', of: ({ product, subject }) => `${product} ${subject}` },
            { title: 'happened', of: ({ atMs }) => minuteWords(atMs) },
            { title: 'standing', of: (each) => deliveryWords(each, nowMs) },
          ],
          'Nothing to tell yet.',
        );
        const head = [
          [name(found.id), ` ${found.url}`],
          [faint('hears '), eventWords(found)],
          standingWords(found, nowMs),
        ];
        return { json: { webhook: found, deliveries }, lines: [...head, '', ...lines, ...moreLine(deliveries)] };
      }),
    );
