// `orange key new`: makes a signing key on this machine, which signs nothing until somebody lets it.
import { hexOf } from '../domain/bytes.ts';
import { readRoleName } from '../domain/trust/repository/role-name.ts';
import { acting, newCommand, type Run } from './command.ts';
import { makeKey } from './keys/make-key.ts';
import { faint, good, name, warning } from './terminal/words.ts';

export const keyNew = (run: Run) =>
  newCommand({
    name: 'new',
    about: 'Make a signing key on this machine',
    more:
      'The private key stays in the key file, locked with a passphrase, and never leaves this machine. Keep a copy of the file ' +
      'offline: a lost key cannot be made again. It signs nothing until whoever holds the keys of targets (or of root) lets it ' +
      'by `orange trust person add`. Needs no service.',
    takes: ['key'],
    isLocal: true,
    json: ['name', 'keyId', 'publicHex', 'keyFile'],
    examples: [
      ['To sign the releases of nova', 'orange key new fw-nova'],
      [
        'For a CI that keeps the file in its own secret store',
        'orange key new fw-nova --key-file ci-keys.json --unencrypted',
      ],
    ],
  })
    .argument('<name>', 'what the key is called; best the role it is for')
    .option('--unencrypted', 'without a passphrase')
    .action(
      acting(run, async (session, given: string, { unencrypted = false }: { unencrypted?: boolean }) => {
        const key = await makeKey(session, { name: given, isUnencrypted: unencrypted });
        const { keyFilePath: keyFile } = session.settings;
        const publicHex = hexOf(key.publicKey);
        return {
          json: { name: key.name, keyId: key.keyId, publicHex, keyFile },
          lines: [
            [good('Made'), ' the key ', name(key.name), ` in ${keyFile}`],
            faint(`key id ${key.keyId}`),
            ...(unencrypted ? [[warning('It has no passphrase: '), 'whoever reads the file can sign.']] : []),
            'Keep a copy of the file offline: a lost key cannot be made again.',
            'It signs nothing yet. Whoever holds the keys above its role lets it:',
            `  orange trust person add ${readRoleName(given) === null ? 'ROLE' : given} ${publicHex}`,
          ],
        };
      }),
    );
