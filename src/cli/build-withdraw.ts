// `orange build withdraw`: a sealed build is offered to nobody from now on.
import { buildDetails } from '../wire/release/build.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { loadBuild, versionWords } from './builds.ts';
import { acting, newCommand, type Run } from './command.ts';
import { agree } from './signing/agree.ts';
import { bad, name } from './terminal/words.ts';

export const buildWithdraw = (run: Run) =>
  newCommand({
    name: 'withdraw',
    about: 'Offer a sealed build to nobody any more, for good',
    more: 'Its rollouts stand still. Devices that have it keep it: bring them back with `orange rollout retreat`.',
    takes: ['product'],
    json: [
      'id, product, channel, version, vendorVersion, counter, models, accepts, securityFloor, state, artifact, createdBy, createdMs, sealedMs, release',
      'withdrawal: reason, actor, withdrawnMs',
    ],
    examples: [['It should never have left', "orange build withdraw 1.4.0 --reason 'bootloops on n2'"]],
  })
    .argument('<build>', 'version, vendor string or id')
    .requiredOption('--reason <text>', 'why, for everybody who asks later')
    .option('--yes', 'do not ask')
    .action(
      acting(run, async (session, given: string, { reason, yes = false }: { reason: string; yes?: boolean }) => {
        const build = await loadBuild(session, given);
        if (!yes) await agree(session, `Withdraw ${build.id}, ${versionWords(build)}? This cannot be taken back.`);
        const body = { reason };
        const gone = await session
          .api()
          .send('POST', path`/v1/builds/${build.id}/withdraw`, reading(buildDetails), { body });
        return { json: gone, lines: [[name(gone.id), ` ${versionWords(gone)} is `, bad('withdrawn')]] };
      }),
    );
