// `orange trust lift`: takes a stop back, by ceilings that clear it.
import { acting, newCommand, type Run } from './command.ts';
import { lift } from './trust/lift.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';

export const trustLift = (run: Run) =>
  newCommand({
    name: 'lift',
    about: 'Take a stop back: sign the ceilings of the build again so that they clear it',
    more:
      'One person stops, and those who answer for the rollout go on: it takes the keys of the rollout role. A build that has no ' +
      'ceiling yet is cleared by the first one that `orange rollout start` signs.',
    takes: ['product', 'signer', 'root'],
    json: [...signedJson, 'stop: releaseId, action, seq'],
    examples: [['It was a false alarm', 'orange trust lift 1.4.0']],
  })
    .argument('<build>', 'its version, vendor string or id')
    .option(...yesOption)
    .option(...outOption)
    .action(acting(run, (session, build: string, flags: SignFlags) => lift(session, build, flags)));
