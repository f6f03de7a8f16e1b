// The engineer's key file on disk: made once, grown by a key, opened to sign; private keys leave it only as signers.
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import nacl from 'tweetnacl';
import type { NamedKey } from '../../app/ports/statement-signer.ts';
import { deriveTrustedKey } from '../../domain/trust/key.ts';
import {
  encodeKeyFile,
  type KeyFile,
  type PublicEntry,
  parseKeyFile,
  type ScryptCost,
  seedBytes,
} from './key-file-format.ts';
import { writePrivateFile } from './private-file.ts';
import { lockSeeds, unlockSeeds } from './vault.ts';

export type KeyFileRefusal =
  | 'no-key-file'
  | 'not-a-key-file'
  | 'readable-by-others'
  | 'key-file-exists'
  | 'name-taken'
  | 'passphrase-needed'
  | 'wrong-passphrase';

export type KeyFileAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: KeyFileRefusal };

/** Where the file is and what locks it. Only `unencrypted: true` makes an empty passphrase acceptable, for CI with a secret store of its own. */
export type KeyFileAccess = {
  readonly path: string;
  readonly passphrase: string;
  readonly unencrypted?: boolean;
  /** For tests; everybody else gets the default. */
  readonly cost?: ScryptCost;
};

export type NewKey = { readonly name: string; readonly nowMs: number };

/** Makes the file with one key; never replaces one, since a lost key cannot be made again. */
export async function createKeyFile(access: KeyFileAccess, wanted: NewKey): Promise<KeyFileAnswer<NamedKey>> {
  return writeKeys(access, { keys: [], seeds: new Uint8Array() }, wanted, 'create');
}

/** Adds a key to an existing file, under the same passphrase. */
export async function addKey(access: KeyFileAccess, wanted: NewKey): Promise<KeyFileAnswer<NamedKey>> {
  const opened = await openSeeds(access);
  return opened.ok ? writeKeys(access, opened.value, wanted, 'replace') : opened;
}

/** The public halves; needs no passphrase. */
export async function loadPublicKeys(path: string): Promise<KeyFileAnswer<readonly NamedKey[]>> {
  const file = await loadKeyFile(path);
  return file.ok ? { ok: true, value: file.value.keys.map(nameKey) } : file;
}

export type OpenSeeds = { readonly keys: readonly PublicEntry[]; readonly seeds: Uint8Array };

/** The seeds, one after the other, for release-signer.ts alone. Refused when they do not give the public keys in the file. */
export async function openSeeds({ path, passphrase }: KeyFileAccess): Promise<KeyFileAnswer<OpenSeeds>> {
  const file = await loadKeyFile(path);
  if (!file.ok) return file;
  const { keys, vault } = file.value;
  if (vault.seal !== 'none' && passphrase === '') return refuse('passphrase-needed');
  const seeds = await unlockSeeds(vault, passphrase);
  if (seeds === null) return refuse('wrong-passphrase');
  const belongs =
    seeds.length === keys.length * seedBytes &&
    keys.every(({ publicKey }, at) => areEqual(publicKey, publicOf(seeds, at)));
  return belongs ? { ok: true, value: { keys, seeds } } : refuse('not-a-key-file');
}

async function writeKeys(
  access: KeyFileAccess,
  held: OpenSeeds,
  wanted: NewKey,
  mode: 'create' | 'replace',
): Promise<KeyFileAnswer<NamedKey>> {
  const { path, passphrase, cost } = access;
  if (passphrase === '' && access.unencrypted !== true) return refuse('passphrase-needed');
  if (held.keys.some(({ name }) => name === wanted.name)) return refuse('name-taken');
  const seeds = Uint8Array.from([...held.seeds, ...randomBytes(seedBytes)]);
  const entry = { name: wanted.name, publicKey: publicOf(seeds, held.keys.length), createdMs: wanted.nowMs };
  const file: KeyFile = { keys: [...held.keys, entry], vault: await lockSeeds(seeds, passphrase, cost) };
  const isWritten = await writePrivateFile(path, encodeKeyFile(file), mode);
  return isWritten ? { ok: true, value: nameKey(entry) } : refuse('key-file-exists');
}

async function loadKeyFile(path: string): Promise<KeyFileAnswer<KeyFile>> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (text === null) return refuse('no-key-file');
  const file = parseKeyFile(text);
  if (file === null) return refuse('not-a-key-file');
  // A locked file may lie about; a plain one is as good as its permissions (Windows has none of this kind).
  if (file.vault.seal === 'none' && process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
    return refuse('readable-by-others');
  }
  return { ok: true, value: file };
}

const publicOf = (seeds: Uint8Array, at: number): Uint8Array =>
  nacl.sign.keyPair.fromSeed(seeds.slice(at * seedBytes, (at + 1) * seedBytes)).publicKey;

const nameKey = ({ name, publicKey, createdMs }: PublicEntry): NamedKey => ({
  ...deriveTrustedKey(publicKey),
  name,
  createdMs,
});

const areEqual = (one: Uint8Array, other: Uint8Array): boolean => one.every((byte, at) => byte === other[at]);

const refuse = (refusal: KeyFileRefusal): { ok: false; refusal: KeyFileRefusal } => ({ ok: false, refusal });
