// `orange model list`: the hardware that a product's builds are made for.
import { acting, newCommand, type Run } from './command.ts';
import { loadProduct } from './product-details.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const modelList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List the models of a product',
    takes: ['product'],
    json: ['items[]: id, name'],
    examples: [['All of nova', 'orange model list --product nova']],
  }).action(
    acting(run, async (session) => {
      const { models: items } = await loadProduct(session);
      return {
        json: { items },
        lines: table(
          items,
          [
            { title: 'model', of: (each) => name(each.id) },
            { title: 'name', of: (each) => each.name },
          ],
          'No models yet: orange model add MODEL',
        ),
      };
    }),
  );
