// The recovery sheet: private keys on paper, in groups that a person can type back. Written once, read when all else is lost.
import { readFile } from 'node:fs/promises';
import nacl from 'tweetnacl';
import type { NamedKey } from '../../app/ports/role-signer.ts';
import { hexOf } from '../../domain/bytes.ts';
import { deriveKeyId } from '../../domain/trust/key.ts';
import { encodeGroups, groupsOfSecret, parseGroups } from './checked-groups.ts';
import { growKeyFile, type KeyFileAccess, type KeyFileAnswer, loadPublicKeys, openSeeds } from './key-file.ts';
import { seedBytes } from './key-file-format.ts';
import { writePrivateFile } from './private-file.ts';

export type SheetWanted = {
  readonly path: string;
  /** Keys of the file by name; all of them where none is given. */
  readonly names: readonly string[] | null;
  /** What stands above the keys: printable lines, none of which begins with `key`. */
  readonly heading: readonly string[];
};

/** Mode 0600, never over a file that is there. The private keys go from the key file to the sheet and nowhere else. */
export async function writeRecoverySheet(
  access: KeyFileAccess,
  { path, names, heading }: SheetWanted,
): Promise<KeyFileAnswer<readonly string[]> | { readonly ok: false; readonly refusal: 'sheet-exists' }> {
  const opened = await openSeeds(access);
  if (!opened.ok) return opened;
  const { keys, seeds } = opened.value;
  const wanted = keys.flatMap(({ name, publicKey }, at) =>
    names === null || names.includes(name)
      ? [{ name, publicKey, seed: seeds.slice(at * seedBytes, (at + 1) * seedBytes) }]
      : [],
  );
  const text = [...heading, '', ...wanted.flatMap(encodeEntry), ''].join('\n');
  seeds.fill(0);
  const isWritten = await writePrivateFile(path, text, 'create');
  return isWritten ? { ok: true, value: wanted.map(({ name }) => name) } : { ok: false, refusal: 'sheet-exists' };
}

type Entry = { readonly name: string; readonly publicKey: Uint8Array; readonly seed: Uint8Array };

function encodeEntry({ name, publicKey, seed }: Entry): string[] {
  const groups = encodeGroups(seed);
  const half = Math.ceil(groups.length / 2);
  const lines = [groups.slice(0, half), groups.slice(half)].map((part) => `  ${part.join(' ')}`);
  return [`key ${name}`, `id ${deriveKeyId(publicKey).slice(0, shownIdChars)}`, ...lines, ''];
}

/** Enough that no slip which the groups let through (none is known) could pass. */
const shownIdChars = 16;

export type SheetProblem = { readonly key: string; readonly wrongGroups: readonly number[] };

export type RecoverAnswer =
  | KeyFileAnswer<{ readonly restored: readonly NamedKey[]; readonly present: readonly string[] }>
  | { readonly ok: false; readonly refusal: 'no-sheet' | 'sheet-empty' }
  | { readonly ok: false; readonly refusal: 'sheet-damaged'; readonly problems: readonly SheetProblem[] };

/** Puts the keys of a sheet into the key file; those that are there already are left alone. All or none. */
export async function recoverKeys(access: KeyFileAccess, sheetPath: string, nowMs: number): Promise<RecoverAnswer> {
  const text = await readFile(sheetPath, 'utf8').catch(() => null);
  if (text === null) return { ok: false, refusal: 'no-sheet' };
  const entries = parseSheet(text);
  if (entries.length === 0) return { ok: false, refusal: 'sheet-empty' };
  const problems = entries.flatMap(({ name, wrongGroups }) =>
    wrongGroups.length > 0 ? [{ key: name, wrongGroups }] : [],
  );
  if (problems.length > 0) return { ok: false, refusal: 'sheet-damaged', problems };
  const held = await loadPublicKeys(access.path);
  if (!held.ok && held.refusal !== 'no-key-file') return held;
  const here = new Set(held.ok ? held.value.map(({ publicKey }) => hexOf(publicKey)) : []);
  const missing = entries.filter(({ seed }) => !here.has(publicHexOf(seed)));
  const present = entries.filter((entry) => !missing.includes(entry)).map(({ name }) => name);
  if (missing.length === 0) return { ok: true, value: { restored: [], present } };
  const grown = await growKeyFile(
    access,
    missing.map(({ name, seed }) => ({ name, nowMs, seed })),
  );
  return grown.ok ? { ok: true, value: { restored: grown.value, present } } : grown;
}

type SheetEntry = { readonly name: string; readonly seed: Uint8Array; readonly wrongGroups: readonly number[] };

/** Reads `key NAME`, an `id` where there is one, and the groups under it; every other line is for people. */
function parseSheet(text: string): SheetEntry[] {
  const [, ...parts] = text.replaceAll('\r', '').split(/^\s*key[ \t]+/im);
  return parts.map((part) => {
    const [name = '', ...lines] = part.split('\n');
    const id = /^\s*id[ \t]+([0-9a-f]+)\s*$/im.exec(part)?.[1] ?? '';
    const words = lines
      .filter((line) => !/^\s*id[ \t]/i.test(line))
      .join(' ')
      .trim()
      .split(/\s+/);
    const parsed = parseGroups(words.slice(0, groupsOfSecret));
    if (!parsed.ok) return { name: name.trim(), seed: new Uint8Array(), wrongGroups: parsed.wrongGroups };
    const isNamed = deriveKeyId(publicOf(parsed.secret)).startsWith(id.toLowerCase());
    const everyGroup = Array.from({ length: groupsOfSecret }, (_, at) => at + 1);
    return { name: name.trim(), seed: parsed.secret, wrongGroups: isNamed ? [] : everyGroup };
  });
}

const publicOf = (seed: Uint8Array): Uint8Array => nacl.sign.keyPair.fromSeed(seed).publicKey;
const publicHexOf = (seed: Uint8Array): string => hexOf(publicOf(seed));
