// Opens the key that signs for a product: the one named, or the first of the file that the product knows.
import type { SigningKey } from '../../domain/catalog/product.ts';
import { CliError } from '../cli-error.ts';
import { type KeyRefusal, keyStore, type NamedKey, type Signer } from '../compose.ts';
import type { Session } from '../session.ts';
import { askPassphrase, loadPassphrase } from './passphrase.ts';

export type SignerQuestion = {
  readonly product: string;
  /** Keys of the product, as the service lists them. */
  readonly known: readonly SigningKey[];
  /** From --key; otherwise the first that fits. */
  readonly name: string | undefined;
};

/** Throws a CliError when no key fits or the file cannot be opened. */
export async function openSigner(session: Session, question: SignerQuestion): Promise<Signer> {
  const path = session.settings.keyFilePath;
  const held = await loadHeldKeys(path);
  const key = pickKey(held, question, path);
  const access = { path, passphrase: (await loadPassphrase(session)) ?? '' };
  const opened = await keyStore.openSigner(access, key.name);
  if (opened.ok) return opened.value;
  if (opened.refusal !== 'passphrase-needed') throw describeKeyRefusal(opened.refusal, path);
  const again = await keyStore.openSigner({ path, passphrase: await askPassphrase(session, path) }, key.name);
  if (again.ok) return again.value;
  throw describeKeyRefusal(again.refusal, path);
}

/** The public halves; an absent file is a refusal. */
export async function loadHeldKeys(path: string): Promise<readonly NamedKey[]> {
  const held = await keyStore.loadPublicKeys(path);
  if (held.ok) return held.value;
  throw describeKeyRefusal(held.refusal, path);
}

function pickKey(held: readonly NamedKey[], { product, known, name }: SignerQuestion, path: string): NamedKey {
  const inForce = new Set(known.filter(({ revokedMs }) => revokedMs === null).map(({ keyId }) => keyId));
  const wanted = name === undefined ? held : held.filter((key) => key.name === name);
  if (wanted.length === 0) throw describeKeyRefusal('no-such-key', path);
  const fitting = wanted.find(({ keyId }) => inForce.has(keyId));
  if (fitting !== undefined) return fitting;
  throw new CliError(`${product} does not accept signatures of ${name ?? `any key in ${path}`}`, {
    code: 'key-not-registered',
    fix: `Register it: orange key register ${wanted[0]?.name ?? 'NAME'} --product ${product}`,
  });
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
