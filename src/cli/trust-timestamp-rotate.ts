// `orange trust timestamp rotate`: the service's timestamp key gives way to the next one, as planned or because it was stolen.
import { acting, newCommand, type Run } from './command.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';
import { rotateTimestamp } from './trust/rotate-timestamp.ts';

export const trustTimestampRotate = (run: Run) =>
  newCommand({
    name: 'rotate',
    about: 'Give the service its next timestamp key, and list a fresh spare',
    more:
      'Planned, it takes two runs: the first hands out the next key for the secrets of the service, which devices accept already; ' +
      'the second, when the service signs with it, takes the old one off the root. With --emergency both happen at once: from ' +
      'then on nothing that the old key signs is believed, and devices wait until the service has the next one.',
    takes: ['signer', 'root'],
    json: [...signedJson, 'secretFile', 'step'],
    examples: [
      ['As planned, once a year', 'orange trust timestamp rotate'],
      ['The server was broken into', 'orange trust timestamp rotate --emergency'],
    ],
  })
    .option('--emergency', 'take the present key off the root at once')
    .option('--secret <file>', 'where the next key is written for the secrets of the service', 'timestamp-key.txt')
    .option(...yesOption)
    .option(...outOption)
    .action(
      acting(
        run,
        (session, { emergency = false, secret, ...flags }: SignFlags & { emergency?: boolean; secret: string }) =>
          rotateTimestamp(session, { isEmergency: emergency, secretFile: secret, flags }),
      ),
    );
