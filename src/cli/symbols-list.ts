// `orange symbols list`: which builds have the names of their code.
import { symbolsPage } from '../wire/release/symbols.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { minuteWords, sizeWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const symbolsList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List files of symbols, newest first',
    takes: ['product'],
    json: [
      'items[]: id, product, build, kind, identity, name, fileName, sizeBytes, sha256, isStored, createdMs',
      'next',
    ],
    examples: [['Those of a build', 'orange symbols list --build nova-7']],
  })
    .option('--build <id>', 'only those of this build')
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, settings }, { build, ...flags }: PageFlags & { readonly build?: string }) => {
        const query = { product: settings.product(), build, ...pageQuery(flags) };
        const page = await api().get('/v1/symbols', reading(symbolsPage), query);
        const lines = table(
          page.items,
          [
            { title: 'file', of: ({ fileName }) => name(fileName) },
            { title: 'kind', of: ({ kind }) => kind },
            { title: 'build', of: ({ build: id }) => id ?? '-' },
            { title: 'identity', of: ({ identity }) => (identity === '' ? '-' : identity) },
            { title: 'size', of: ({ sizeBytes }) => sizeWords(sizeBytes), align: 'right' },
            { title: 'sent', of: ({ createdMs, isStored }) => (isStored ? minuteWords(createdMs) : 'on its way') },
          ],
          'No symbols.',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
