// `orange trust rotate`: a new key in place of one's old one, for any role.
import { acting, newCommand, type Run } from './command.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';
import { rotate } from './trust/rotate.ts';

export const trustRotate = (run: Run) =>
  newCommand({
    name: 'rotate',
    about: 'Put a new key in place of your old one',
    more:
      'Makes the key in your key file, and signs the delegator with it; a root is signed by its old and its new people, so that ' +
      'every device can follow. `rotate snapshot` lists the key that the service signs with now, after its secret was changed.',
    takes: ['signer', 'root'],
    json: [...signedJson, 'key: name, keyId'],
    examples: [
      ['Every year, or when a laptop is sold', 'orange trust rotate fw-nova'],
      ['The root', 'orange trust rotate root'],
    ],
  })
    .argument('<role>', 'such as fw-nova, targets, root or snapshot')
    .option('--old <key>', 'which one goes, by the beginning of its id; your own when left out')
    .option('--new <key>', 'a public key that takes its place, instead of one that is made')
    .option(...yesOption)
    .option(...outOption)
    .action(
      acting(run, (session, role: string, options: SignFlags & { old?: string; new?: string }) =>
        rotate(session, role, options),
      ),
    );
