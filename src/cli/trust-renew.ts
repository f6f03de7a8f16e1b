// `orange trust renew`: signs again what nears its end, or what its people of now have not signed yet.
import { acting, newCommand, type Run } from './command.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';
import { renew } from './trust/renew.ts';

export const trustRenew = (run: Run) =>
  newCommand({
    name: 'renew',
    about: 'Sign roles again with the same content and a new life',
    more:
      'Without names: every role that has used half its life or must be signed again, as far as your keys go. The service itself ' +
      'renews snapshot and timestamp.',
    takes: ['signer', 'root'],
    json: signedJson,
    examples: [
      ['All that is due', 'orange trust renew'],
      ['One, whenever', 'orange trust renew stop-nova'],
    ],
  })
    .argument('[roles...]', 'such as targets or fw-nova')
    .option(...yesOption)
    .option(...outOption)
    .action(acting(run, (session, roles: string[], flags: SignFlags) => renew(session, roles, flags)));
