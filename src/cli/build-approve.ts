// `orange build approve`: the second signature under a release, after hashing the stored image on this machine.
import { acting, newCommand, type Run } from './command.ts';
import { approveRelease } from './publish/approve-release.ts';
import { signedJson, yesOption } from './trust/publish-drafts.ts';

export const buildApprove = (run: Run) =>
  newCommand({
    name: 'approve',
    about: 'Sign a release that waits for one more person, after hashing its image here',
    more:
      'Downloads the image from storage, hashes it on this machine, shows how the release differs from the one before, and signs ' +
      'the same bytes as the first person. Nobody approves their own.',
    takes: ['product', 'signer', 'root'],
    json: signedJson,
    examples: [['As the first engineer was told', 'orange build approve 1.4.0']],
  })
    .argument('<build>', 'its version, vendor string or id')
    .option(...yesOption)
    .action(
      acting(run, (session, build: string, options: { yes?: boolean }) =>
        approveRelease(session, build, options.yes === true),
      ),
    );
