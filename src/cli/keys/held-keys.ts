// The public halves of this machine's key file, and what is said when the file cannot be used.
import { CliError } from '../cli-error.ts';
import { type KeyRefusal, keyStore, type NamedKey } from '../compose.ts';

/** The public halves; an absent file is a refusal. */
export async function loadHeldKeys(path: string): Promise<readonly NamedKey[]> {
  const held = await keyStore.loadPublicKeys(path);
  if (held.ok) return held.value;
  throw describeKeyRefusal(held.refusal, path);
}

const words: Readonly<Record<KeyRefusal, readonly [what: (path: string) => string, fix: string]>> = {
  'no-key-file': [
    (path) => `there is no key file ${path}`,
    'Make one with `orange key new`, or name yours with --key-file.',
  ],
  'not-a-key-file': [
    (path) => `${path} is no key file of orange`,
    'Name the right one with --key-file, or restore it from your backup.',
  ],
  'readable-by-others': [
    (path) => `the key file ${path} holds plain keys and others can read it`,
    'Run chmod 600 on it.',
  ],
  'key-file-exists': [
    (path) => `the key file ${path} was made by somebody else just now`,
    'Run the same command again.',
  ],
  'name-taken': [
    (path) => `${path} has a key of that name already`,
    'Choose another name; `orange key list` shows them.',
  ],
  'no-such-key': [(path) => `${path} has no key of that name`, 'See `orange key list`.'],
  'passphrase-needed': [
    (path) => `the key file ${path} needs its passphrase`,
    'Set ORANGE_KEY_PASSPHRASE_FILE, or answer the question.',
  ],
  'wrong-passphrase': [
    (path) => `this passphrase does not open ${path}`,
    'Try again; without it the keys in the file are lost.',
  ],
};

export function describeKeyRefusal(refusal: KeyRefusal, path: string): CliError {
  const [what, fix] = words[refusal];
  return new CliError(what(path), { code: refusal, fix });
}
