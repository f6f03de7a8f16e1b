// `orange build discard`: forgets a draft, so that its version can be used again.
import { path } from './api/api-client.ts';
import { nothing } from './api/service-answer.ts';
import { loadBuild } from './builds.ts';
import { acting, newCommand, type Run } from './command.ts';
import { name } from './terminal/words.ts';

export const buildDiscard = (run: Run) =>
  newCommand({
    name: 'discard',
    about: 'Forget a draft and what was uploaded of it',
    more: 'For a publish that is not to be finished. A sealed build never changes: withdraw it instead.',
    takes: ['product'],
    json: ['id', 'version'],
    examples: [['The image was built anew under the same version', 'orange build discard 1.4.0']],
  })
    .argument('<build>', 'version, vendor string or id')
    .action(
      acting(run, async (session, given: string) => {
        const { id, version } = await loadBuild(session, given);
        await session.api().send('DELETE', path`/v1/builds/${id}`, nothing);
        return { json: { id, version }, lines: [[name(id), ` is forgotten; version ${version} is free again`]] };
      }),
    );
