// `orange key sheet`: writes a recovery sheet of the keys there are now.
import { acting, listing, newCommand, type Run } from './command.ts';
import { keyStore } from './compose.ts';
import { describeKeyRefusal, loadHeldKeys } from './keys/held-keys.ts';
import { writeSheet } from './keys/recovery-sheet.ts';
import { unlock } from './keys/unlock.ts';
import { good, name, warning } from './terminal/words.ts';

export const keySheet = (run: Run) =>
  newCommand({
    name: 'sheet',
    about: 'Write a recovery sheet to print: private keys in groups that can be typed back',
    more: 'The file is for your eyes only (mode 600). Print it, lock the paper away, delete the file.',
    takes: ['key'],
    isLocal: true,
    json: ['sheet', 'keys: the names of those on it'],
    examples: [['After a key was rotated', 'orange key sheet recovery.txt --key root-2']],
  })
    .argument('<file>', 'where to; never over a file that is there')
    .option('--key <names>', 'only these, several with commas', listing)
    .action(
      acting(run, async (session, path: string, options: { key?: readonly string[] }) => {
        const { keyFilePath } = session.settings;
        const held = (await loadHeldKeys(keyFilePath)).map((key) => key.name);
        const names = options.key ?? null;
        if (names?.some((wanted) => !held.includes(wanted))) throw describeKeyRefusal('no-such-key', keyFilePath);
        const { access } = await unlock(session, keyStore.openKeyRing);
        const service = session.settings.known.url;
        const keys = await writeSheet(session, access, { path, names, service, fingerprint: null });
        return {
          json: { sheet: path, keys },
          lines: [
            [good('Written'), ' to ', name(path), `: ${keys.join(', ')}`],
            [warning('Print it, lock the paper away, delete the file: '), 'whoever has it can sign.'],
          ],
        };
      }),
    );
