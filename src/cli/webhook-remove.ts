// `orange webhook remove`: an address is told of nothing any more.
import { path } from './api/api-client.ts';
import { nothing } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { name } from './terminal/words.ts';

export const webhookRemove = (run: Run) =>
  newCommand({
    name: 'remove',
    about: 'Remove a webhook, with all that waited for it',
    json: ['webhook'],
    examples: [['It moved', 'orange webhook remove wh_0123456789abcdef']],
  })
    .argument('<webhook>', 'its id')
    .action(
      acting(run, async ({ api }, id: string) => {
        await api().send('DELETE', path`/v1/webhooks/${id}`, nothing);
        return { json: { webhook: id }, lines: [[name(id), ' is removed']] };
      }),
    );
