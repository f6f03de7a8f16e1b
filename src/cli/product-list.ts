// `orange product list`: the lines of devices that the service knows.
import { productPage } from '../wire/release/product.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const productList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List products',
    json: ['items[]: id, name, createdMs', 'next'],
    examples: [['All of them', 'orange product list']],
  })
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api }, flags: PageFlags) => {
        const page = await api().get('/v1/products', reading(productPage), pageQuery(flags));
        return {
          json: page,
          lines: [
            ...table(
              page.items,
              [
                { title: 'product', of: (each) => name(each.id) },
                { title: 'name', of: (each) => each.name },
                { title: 'since', of: (each) => minuteWords(each.createdMs) },
              ],
              'No products yet: orange init makes one.',
            ),
            ...moreLine(page),
          ],
        };
      }),
    );
