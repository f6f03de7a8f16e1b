// The engineer's key file on disk: made once, grown by a key, opened to sign; private keys leave it only as signers.
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import nacl from 'tweetnacl';
import type { NamedKey } from '../../app/ports/role-signer.ts';
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

/** Chance makes the seed unless a recovery sheet brings it. */
export type NewKey = { readonly name: string; readonly nowMs: number; readonly seed?: Uint8Array };

/** Makes the file with one key; never replaces one, since a lost key cannot be made again. */
export async function createKeyFile(access: KeyFileAccess, wanted: NewKey): Promise<KeyFileAnswer<NamedKey>> {
  return onlyOne(await writeKeys(access, noSeeds, [wanted], 'create'));
}

/** Adds a key to an existing file, under the same passphrase. */
export async function addKey(access: KeyFileAccess, wanted: NewKey): Promise<KeyFileAnswer<NamedKey>> {
  const opened = await openSeeds(access);
  return opened.ok ? onlyOne(await writeKeys(access, opened.value, [wanted], 'replace')) : opened;
}

/** Adds keys in one go, all or none, to a file that is made where there is none. One without a passphrase stays so. */
export async function growKeyFile(
  access: KeyFileAccess,
  wanted: readonly NewKey[],
): Promise<KeyFileAnswer<readonly NamedKey[]>> {
  const opened = await openSeeds(access);
  if (opened.ok) return writeKeys({ ...access, unencrypted: true }, opened.value, wanted, 'replace');
  return opened.refusal === 'no-key-file' ? writeKeys(access, noSeeds, wanted, 'create') : opened;
}

/** The public halves; needs no passphrase. */
export async function loadPublicKeys(path: string): Promise<KeyFileAnswer<readonly NamedKey[]>> {
  const file = await loadKeyFile(path);
  return file.ok ? { ok: true, value: file.value.keys.map(nameKey) } : file;
}

export type OpenSeeds = { readonly keys: readonly PublicEntry[]; readonly seeds: Uint8Array };

/** The seeds, one after the other, for this folder alone. Refused when they do not give the public keys in the file. */
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
  wanted: readonly NewKey[],
  mode: 'create' | 'replace',
): Promise<KeyFileAnswer<readonly NamedKey[]>> {
  const { path, passphrase, cost } = access;
  if (passphrase === '' && access.unencrypted !== true) return refuse('passphrase-needed');
  const names = [...held.keys, ...wanted].map(({ name }) => name);
  if (new Set(names).size < names.length) return refuse('name-taken');
  const fresh = wanted.flatMap(({ seed = randomBytes(seedBytes) }) => [...seed]);
  const seeds = Uint8Array.from([...held.seeds, ...fresh]);
  const entries = wanted.map(({ name, nowMs }, at) => ({
    name,
    publicKey: publicOf(seeds, held.keys.length + at),
    createdMs: nowMs,
  }));
  const file: KeyFile = { keys: [...held.keys, ...entries], vault: await lockSeeds(seeds, passphrase, cost) };
  const isWritten = await writePrivateFile(path, encodeKeyFile(file), mode);
  return isWritten ? { ok: true, value: entries.map(nameKey) } : refuse('key-file-exists');
}

const noSeeds: OpenSeeds = { keys: [], seeds: new Uint8Array() };

function onlyOne(written: KeyFileAnswer<readonly NamedKey[]>): KeyFileAnswer<NamedKey> {
  if (!written.ok) return written;
  const [key] = written.value;
  return key === undefined ? refuse('not-a-key-file') : { ok: true, value: key };
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
