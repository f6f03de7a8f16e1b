// `orange key export`: prints the public half of a key, for whoever lets it sign.
import { hexOf } from '../domain/bytes.ts';
import { acting, newCommand, type Run } from './command.ts';
import { describeKeyRefusal, loadHeldKeys } from './keys/held-keys.ts';

export const keyExport = (run: Run) =>
  newCommand({
    name: 'export',
    about: 'Print the public half of a key, for `trust person add`',
    more: 'Needs no passphrase and no service. The public half is no secret; send it so that nobody can swap it on the way.',
    takes: ['key'],
    isLocal: true,
    json: ['name', 'keyId', 'publicHex'],
    examples: [['Yours, for the releases of nova', 'orange key export fw-nova']],
  })
    .argument('<name>', 'what the key is called in the key file')
    .action(
      acting(run, async ({ settings: { keyFilePath } }, given: string) => {
        const key = (await loadHeldKeys(keyFilePath)).find((each) => each.name === given);
        if (key === undefined) throw describeKeyRefusal('no-such-key', keyFilePath);
        const publicHex = hexOf(key.publicKey);
        return { json: { name: key.name, keyId: key.keyId, publicHex }, lines: [publicHex] };
      }),
    );
