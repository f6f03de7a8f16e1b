// `orange trust recall`: a signed stop by one person; no device installs the build any more.
import { acting, newCommand, type Run } from './command.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';
import { recall } from './trust/recall.ts';

export const trustRecall = (run: Run) =>
  newCommand({
    name: 'recall',
    about: 'Stop a build with a signature: no device installs it any more, whatever the server says',
    more:
      'One person suffices, everybody on call has a stop key. `orange rollout hold` needs no signature and works within seconds; ' +
      'this also binds a server in the wrong hands. `orange trust lift` takes it back, with the keys of the rollout.',
    takes: ['product', 'signer', 'root'],
    json: [...signedJson, 'stop: releaseId, action, seq'],
    examples: [
      ['It bricks devices', "orange trust recall 1.4.0 --reason 'no boot on n2'"],
      ['Only stop its rollouts for now', "orange trust recall 1.4.0 --halt --reason 'looking into crashes'"],
    ],
  })
    .argument('<build>', 'its version, vendor string or id')
    .requiredOption('--reason <text>', 'why; signed with it')
    .option('--halt', 'a halt: its rollouts stand still, and nothing is said about those who have it')
    .option(...yesOption)
    .option(...outOption)
    .action(
      acting(
        run,
        (session, build: string, { reason, halt, ...flags }: SignFlags & { reason: string; halt?: boolean }) =>
          recall(session, { build, reason, action: halt === true ? 'halt' : 'recall', flags }),
      ),
    );
