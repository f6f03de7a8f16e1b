// `orange key recover`: puts the keys of a recovery sheet back into a key file.
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { keyStore } from './compose.ts';
import { describeKeyRefusal } from './keys/held-keys.ts';
import { askNewPassphrase, loadPassphrase } from './keys/passphrase.ts';
import { unlock } from './keys/unlock.ts';
import type { Session } from './session.ts';
import { good, name } from './terminal/words.ts';

export const keyRecover = (run: Run) =>
  newCommand({
    name: 'recover',
    about: 'Restore keys from a recovery sheet, typed off paper or as it was written',
    more:
      'A slip is told with the key and the group in which it stands. Keys that are there already are left alone, so it can be ' +
      'run again. Needs no service.',
    takes: ['key'],
    isLocal: true,
    json: ['keyFile', 'restored: the names of keys', 'present: the names of those that were there already'],
    examples: [['On another machine', 'orange key recover sheet.txt']],
  })
    .argument('<file>', 'the sheet, or what was typed off it')
    .option('--unencrypted', 'without a passphrase')
    .action(
      acting(run, async (session, sheet: string, { unencrypted = false }: { unencrypted?: boolean }) => {
        const access = await obtainAccess(session, unencrypted);
        const answer = await keyStore.recoverKeys(access, sheet, session.surroundings.nowMs());
        if (!answer.ok) throw describeRefusal(answer, sheet, access.path);
        const restored = answer.value.restored.map((key) => key.name);
        const { present } = answer.value;
        return {
          json: { keyFile: access.path, restored, present },
          lines: [
            restored.length === 0
              ? [good('Nothing to restore: '), `${access.path} has ${present.join(', ')} already`]
              : [good('Restored '), name(restored.join(', ')), ` into ${access.path}`],
          ],
        };
      }),
    );

async function obtainAccess(session: Session, unencrypted: boolean) {
  const path = session.settings.keyFilePath;
  const held = await keyStore.loadPublicKeys(path);
  if (held.ok) return { ...(await unlock(session, keyStore.openKeyRing)).access, unencrypted };
  if (held.refusal !== 'no-key-file') throw describeKeyRefusal(held.refusal, path);
  if (unencrypted) return { path, passphrase: '', unencrypted };
  return { path, passphrase: (await loadPassphrase(session)) ?? (await askNewPassphrase(session, path)) };
}

type Refused = Extract<Awaited<ReturnType<typeof keyStore.recoverKeys>>, { ok: false }>;

function describeRefusal(refused: Refused, sheet: string, path: string): CliError {
  switch (refused.refusal) {
    case 'no-sheet':
      return new CliError(`${sheet} cannot be read`, { code: 'no-sheet', fix: 'Check its name.' });
    case 'sheet-empty':
      return new CliError(`${sheet} has no key on it`, {
        code: 'sheet-empty',
        fix: 'Type the line that begins with the word key, and the 13 groups under it.',
      });
    case 'sheet-damaged': {
      const places = refused.problems.map(
        ({ key, wrongGroups }) =>
          `${key}: ${wrongGroups.length === 13 ? 'no group fits' : `group ${wrongGroups.join(', ')}`}`,
      );
      return new CliError(`${sheet} has slips: ${places.join('; ')}`, {
        code: 'sheet-damaged',
        fix: 'Look at these groups again, from the left and the top. Nothing was restored.',
        details: { problems: refused.problems },
      });
    }
    default:
      return describeKeyRefusal(refused.refusal, path);
  }
}
