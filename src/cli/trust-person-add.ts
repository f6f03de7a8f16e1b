// `orange trust person add`: one more person may sign a role.
import { acting, newCommand, type Run } from './command.ts';
import { findNewPerson } from './trust/find-person.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';
import { publishPeople } from './trust/publish-people.ts';

export const trustPersonAdd = (run: Run) =>
  newCommand({
    name: 'add',
    about: 'Let one more person sign a role',
    more:
      'Signed by those who sign the delegator: targets for the roles of a product, root for root and targets. The threshold stays ' +
      'as it is: raise it with `orange trust threshold`.',
    takes: ['signer', 'root'],
    json: signedJson,
    examples: [
      ['By the public half that they sent', 'orange trust person add fw-nova 7d4d0e7f…'],
      ['By their key file', 'orange trust person add fw-nova ./grace-keys.json'],
    ],
  })
    .argument('<role>', 'such as fw-nova, targets or root')
    .argument('<key>', 'a public key of 64 hex digits, or a key file')
    .option(...yesOption)
    .option(...outOption)
    .action(
      acting(run, async (session, role: string, given: string, flags: SignFlags) => {
        const key = await findNewPerson(given, role);
        return publishPeople(session, role, { flags, decide: () => ({ kind: 'add', key }) });
      }),
    );
