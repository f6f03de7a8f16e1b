// Where the passphrase of the key file comes from: the environment, a file, or the person; never the command line.
import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';

/** Of the environment: ORANGE_KEY_PASSPHRASE, or the first line of the file that ORANGE_KEY_PASSPHRASE_FILE names; null for neither. */
export async function loadPassphrase({ surroundings: { env } }: Session): Promise<string | null> {
  const given = env.ORANGE_KEY_PASSPHRASE ?? '';
  if (given !== '') return given;
  const path = env.ORANGE_KEY_PASSPHRASE_FILE ?? '';
  if (path === '') return null;
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const fix = 'Check ORANGE_KEY_PASSPHRASE_FILE.';
    throw new CliError(`the passphrase file ${path} cannot be read (${cause.code})`, { code: 'no-passphrase', fix });
  });
  return text.split(/\r?\n/)[0] ?? '';
}

export async function askPassphrase({ ask }: Session, path: string): Promise<string> {
  if (!ask.isPossible) throw passphraseNeeded(path);
  return ask.secret(`Passphrase of ${path}:`);
}

/** Typed twice, since nobody can see what they typed. */
export async function askNewPassphrase({ ask }: Session, path: string): Promise<string> {
  if (!ask.isPossible) throw passphraseNeeded(path);
  for (;;) {
    const first = await ask.secret(`A passphrase for ${path}:`);
    if (first.length < leastLength) {
      ask.say(`At least ${leastLength} characters, please: whoever copies the file may try millions.`);
    } else if ((await ask.secret('The same again:')) === first) return first;
    else ask.say('These two differ.');
  }
}

/** With scrypt at half a second a try, eight random characters outlast the life of a key (180 days). */
const leastLength = 8;

const passphraseNeeded = (path: string): CliError =>
  new CliError(`the key file ${path} needs a passphrase, and nobody may be asked for it`, {
    code: 'no-passphrase',
    fix: 'Set ORANGE_KEY_PASSPHRASE_FILE (or ORANGE_KEY_PASSPHRASE) from the secret store of your CI.',
  });
