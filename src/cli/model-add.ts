// `orange model add`: registers hardware, or renames it.
import { model } from '../wire/release/product.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { name } from './terminal/words.ts';

export const modelAdd = (run: Run) =>
  newCommand({
    name: 'add',
    about: 'Register a model, or rename it',
    more: 'The id is what the devices themselves send: keep the spelling of their firmware.',
    takes: ['product'],
    json: ['product', 'id', 'name'],
    examples: [['A model with a name for people', "orange model add SM-G991B --name 'Nova S'"]],
  })
    .argument('<model>', 'the id that devices send')
    .option('--name <text>', 'a name for people; the id when left out')
    .action(
      acting(run, async ({ api, settings }, id: string, options: { name?: string }) => {
        const product = settings.product();
        const body = { id, name: options.name ?? id };
        const added = await api().send('POST', path`/v1/products/${product}/models`, reading(model), { body });
        return { json: { product, ...added }, lines: [[name(added.id), ` (${added.name}) is a model of ${product}`]] };
      }),
    );
