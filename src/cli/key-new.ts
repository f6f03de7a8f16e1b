// `orange key new`: makes a signing key on this machine and tells the service its public half.
import { hexOf } from '../domain/bytes.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { makeKey } from './keys/make-key.ts';
import { registerKey } from './keys/register-key.ts';
import { loadProduct } from './product-details.ts';
import { faint, good, name, warning } from './terminal/words.ts';

type Options = { readonly unencrypted?: boolean; readonly register: boolean };

export const keyNew = (run: Run) =>
  newCommand({
    name: 'new',
    about: 'Make a signing key on this machine and register its public half',
    more:
      'The private key stays in the key file, locked with a passphrase, and never leaves this machine. Keep a copy of the file ' +
      'offline: a lost key cannot be made again.',
    takes: ['product', 'key'],
    json: ['name', 'keyId', 'publicHex', 'keyFile', 'product'],
    examples: [
      ['The first key, or one more in the same file', 'orange key new ada'],
      [
        'For a CI that keeps the file in its own secret store',
        'orange key new ci --key-file ci-keys.json --unencrypted',
      ],
    ],
  })
    .argument('[name]', 'what the key is called', 'release')
    .option('--no-register', 'only make it; register it later')
    .option('--unencrypted', 'without a passphrase')
    .action(
      acting(run, async (session, given: string, { unencrypted = false, register }: Options) => {
        const product = register ? session.settings.product() : null;
        if (product !== null) await loadProduct(session);
        const key = await makeKey(session, { name: given, isUnencrypted: unencrypted });
        if (product !== null)
          await registerKey(session, product, key).catch((cause: unknown) => failHalfway(cause, key.name));
        const { keyFilePath: keyFile } = session.settings;
        return {
          json: { name: key.name, keyId: key.keyId, publicHex: hexOf(key.publicKey), keyFile, product },
          lines: [
            [
              good('Made'),
              ' the key ',
              name(key.name),
              ` in ${keyFile}`,
              product === null ? '' : `; it signs for ${product}`,
            ],
            faint(`key id ${key.keyId}`),
            ...(unencrypted ? [[warning('It has no passphrase: '), 'whoever reads the file can sign.']] : []),
            'Keep a copy of the file offline: a lost key cannot be made again.',
          ],
        };
      }),
    );

/** The key is made by now, and a second `key new` would make another. */
function failHalfway(cause: unknown, name: string): never {
  if (!(cause instanceof CliError)) throw cause;
  const { code, details, exitCode } = cause;
  const fix = `The key is made. Once that is mended, register it: orange key register ${name}`;
  throw new CliError(cause.message, { code, details, exitCode, fix, cause });
}
