// `orange trust threshold`: how many people must sign a role.
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';
import { publishPeople } from './trust/publish-people.ts';

export const trustThreshold = (run: Run) =>
  newCommand({
    name: 'threshold',
    about: 'Say how many of its people must sign a role',
    more:
      'When the published file of the role has fewer signatures than that, it must be signed again by enough of them: until then ' +
      'devices install nothing new. The command says so, and `orange trust renew` and `approve` do it.',
    takes: ['signer', 'root'],
    json: signedJson,
    examples: [['Two people for every release', 'orange trust threshold fw-nova 2']],
  })
    .argument('<role>', 'such as fw-nova, targets or root')
    .argument('<number>', 'how many', wholeNumber(1, 64))
    .option(...yesOption)
    .option(...outOption)
    .action(
      acting(run, (session, role: string, threshold: number, flags: SignFlags) =>
        publishPeople(session, role, { flags, decide: () => ({ kind: 'threshold', threshold }) }),
      ),
    );
