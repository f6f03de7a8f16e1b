// `orange webhook test`: sends a message at once and says what came of it.
import { testedWebhook } from '../wire/release/webhook.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { bad, good } from './terminal/words.ts';

export const webhookTest = (run: Run) =>
  newCommand({
    name: 'test',
    about: 'Send a webhook a message of type `test` and say what came of it',
    more: 'Ends with 1 when it was not taken.',
    json: ['id, isTold, status, fault, tookMs'],
    examples: [['After setting it up', 'orange webhook test wh_0123456789abcdef']],
  })
    .argument('<webhook>', 'its id')
    .action(
      acting(run, async ({ api }, id: string) => {
        const tested = await api().send('POST', path`/v1/webhooks/${id}/test`, reading(testedWebhook));
        const line = tested.isTold
          ? good(`taken: ${tested.status} within ${tested.tookMs} ms`)
          : bad(`not taken: ${tested.fault}`);
        return { json: tested, lines: [line], exitCode: tested.isTold ? 0 : 1 };
      }),
    );
