// `orange webhook rotate`: another secret, while the one before goes on signing for a while.
import { rotatedWebhook } from '../wire/release/webhook.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { instantWords } from './terminal/figures.ts';
import { faint, strong } from './terminal/words.ts';

export const webhookRotate = (run: Run) =>
  newCommand({
    name: 'rotate',
    about: 'Give a webhook another secret and show it, this once',
    more: 'Messages carry the signatures of both until the time is over, so that the receiver can change over without missing one.',
    json: ['id, secret, previousUntilMs'],
    examples: [
      ['Once a year', 'orange webhook rotate wh_0123456789abcdef'],
      ['It leaked: the old one ends now', 'orange webhook rotate wh_0123456789abcdef --keep-hours 0'],
    ],
  })
    .argument('<webhook>', 'its id')
    .option('--keep-hours <n>', 'how long the secret before signs as well', wholeNumber(0, 168), 24)
    .action(
      acting(run, async ({ api, printer }, id: string, { keepHours }: { keepHours: number }) => {
        const where = path`/v1/webhooks/${id}/rotate`;
        const rotated = await api().send('POST', where, reading(rotatedWebhook), { body: { keepHours } });
        const { previousUntilMs } = rotated;
        const until =
          previousUntilMs === null ? 'no longer signs' : `signs as well until ${instantWords(previousUntilMs)}`;
        printer.note([faint(`The secret before ${until}. Shown this once:`)]);
        return { json: rotated, lines: [strong(rotated.secret)] };
      }),
    );
