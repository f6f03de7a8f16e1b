// `orange webhook redeliver`: tells a webhook again of what was given up, or of one event.
import { redelivered } from '../wire/release/webhook.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { countWords } from './terminal/figures.ts';

export const webhookRedeliver = (run: Run) =>
  newCommand({
    name: 'redeliver',
    about: 'Tell a webhook again of what was given up, or of one event',
    more: 'Under the same ids, by which receivers know what they had. A webhook that was stopped is active again.',
    json: ['deliveries'],
    examples: [
      ['The receiver is back', 'orange webhook redeliver wh_0123456789abcdef'],
      [
        'One event, whatever became of it',
        'orange webhook redeliver wh_0123456789abcdef --event evt_0123456789abcdef0123456789abcdef',
      ],
    ],
  })
    .argument('<webhook>', 'its id')
    .option('--event <id>', 'this one, as `orange webhook show` prints it')
    .action(
      acting(run, async ({ api }, id: string, { event }: { event?: string }) => {
        const where = path`/v1/webhooks/${id}/redeliver`;
        const again = await api().send('POST', where, reading(redelivered), { body: { event } });
        return { json: again, lines: [`${countWords(again.deliveries)} wait to be told again`] };
      }),
    );
