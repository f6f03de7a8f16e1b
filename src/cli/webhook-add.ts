// `orange webhook add`: an address outside that is told of what happens, and the secret by which it knows us.
import { addedWebhook } from '../wire/release/webhook.ts';
import { reading } from './api/service-answer.ts';
import { acting, listing, newCommand, type Run } from './command.ts';
import { faint, name, strong } from './terminal/words.ts';
import { eventWords, webhookFields } from './webhooks/webhook-lines.ts';

type Options = { readonly product?: string; readonly events?: string[] };

export const webhookAdd = (run: Run) =>
  newCommand({
    name: 'add',
    about: 'Tell an address of events, signed, and show the secret to verify them with, this once',
    more:
      'The address must be https and public. Events are types (`issue.regressed`) or families (`rollout.*`); without --events ' +
      'it hears everything. The secret is printed to standard output alone, so that it can be piped into a secret store.',
    json: [`${webhookFields}, secret`],
    examples: [
      ['Everything about one product', 'orange webhook add https://hooks.example.com/orange --product nova'],
      [
        'What needs a person',
        'orange webhook add https://hooks.example.com/pager --events rollout.halted,rollout.asks',
      ],
    ],
  })
    .argument('<url>', 'where messages are sent')
    .option('-p, --product <name>', 'of this product alone')
    .option('-e, --events <types>', 'types or families, with commas between them', listing)
    .action(
      acting(run, async ({ api, printer }, url: string, { product, events = [] }: Options) => {
        const body = { url, product: product ?? null, events };
        const added = await api().send('POST', '/v1/webhooks', reading(addedWebhook), { body });
        printer.note(
          [name(added.id), ` hears ${eventWords(added)}`],
          faint('Shown this once; receivers verify with it (docs/EVENTS.md):'),
        );
        return { json: added, lines: [strong(added.secret)] };
      }),
    );
