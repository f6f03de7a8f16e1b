// `orange mirror remove`: their issues stay as they are, and follow ours no longer.
import { path } from './api/api-client.ts';
import { nothing } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { name } from './terminal/words.ts';

export const mirrorRemove = (run: Run) =>
  newCommand({
    name: 'remove',
    about: 'Remove a mirror; their issues stay as they are',
    json: ['mirror'],
    examples: [['It moved', 'orange mirror remove mi_0123456789abcdef']],
  })
    .argument('<mirror>', 'its id')
    .action(
      acting(run, async ({ api }, id: string) => {
        await api().send('DELETE', path`/v1/mirrors/${id}`, nothing);
        return { json: { mirror: id }, lines: [[name(id), ' is removed']] };
      }),
    );
