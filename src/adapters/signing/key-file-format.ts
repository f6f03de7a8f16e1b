// What stands in a key file: public keys in clear, private keys sealed under a passphrase or, asked for by name, plain.
import { hexOf } from '../../domain/bytes.ts';
import { fromHex } from '../../domain/trust/hex.ts';

/** scrypt's parameters (RFC 7914), kept in the file so that they can rise without breaking older files. */
export type ScryptCost = { readonly n: number; readonly r: number; readonly p: number };

export type PublicEntry = { readonly name: string; readonly publicKey: Uint8Array; readonly createdMs: number };

export type Vault =
  | {
      readonly seal: 'scrypt-secretbox';
      readonly cost: ScryptCost;
      readonly salt: Uint8Array;
      readonly nonce: Uint8Array;
      readonly box: Uint8Array;
    }
  | { readonly seal: 'none'; readonly seeds: Uint8Array };

export type KeyFile = { readonly keys: readonly PublicEntry[]; readonly vault: Vault };

const format = 'orange-friday-keys-1';
const warning = 'Holds private keys. Keep it yourself, back it up offline, never commit it.';
export const seedBytes = 32;
const maxKeys = 64;

export function encodeKeyFile({ keys, vault }: KeyFile): string {
  const entries = keys.map(({ name, publicKey, createdMs }) => ({ name, public: hexOf(publicKey), createdMs }));
  const sealed =
    vault.seal === 'none'
      ? { seal: vault.seal, seeds: hexOf(vault.seeds) }
      : { seal: vault.seal, ...vault.cost, salt: hexOf(vault.salt), nonce: hexOf(vault.nonce), box: hexOf(vault.box) };
  return `${JSON.stringify({ format, warning, keys: entries, vault: sealed }, null, 2)}\n`;
}

/** Null for whatever is not a key file: which part of it is wrong helps nobody but a forger. */
export function parseKeyFile(text: string): KeyFile | null {
  const file = parseJson(text);
  if (!isRecord(file) || file.format !== format || !Array.isArray(file.keys) || file.keys.length > maxKeys) return null;
  const keys = file.keys.map(parseEntry);
  const vault = parseVault(file.vault);
  if (vault === null || !keys.every((key) => key !== null)) return null;
  return { keys, vault };
}

function parseEntry(entry: unknown): PublicEntry | null {
  if (!isRecord(entry) || typeof entry.name !== 'string' || entry.name.length > 80) return null;
  const publicKey = parseBytes(entry.public, seedBytes);
  if (publicKey === null || typeof entry.createdMs !== 'number') return null;
  return { name: entry.name, publicKey, createdMs: entry.createdMs };
}

function parseVault(vault: unknown): Vault | null {
  if (!isRecord(vault)) return null;
  if (vault.seal === 'none') {
    const seeds = parseBytes(vault.seeds);
    return seeds === null ? null : { seal: 'none', seeds };
  }
  if (vault.seal !== 'scrypt-secretbox') return null;
  const [salt, nonce, box] = [parseBytes(vault.salt, 32), parseBytes(vault.nonce, 24), parseBytes(vault.box)];
  const cost = parseCost(vault);
  if (salt === null || nonce === null || box === null || cost === null) return null;
  return { seal: 'scrypt-secretbox', cost, salt, nonce, box };
}

/** Between 16 MiB and 1 GiB of memory: less is no protection, more is a file made to exhaust the machine that opens it. */
function parseCost({ n, r, p }: Record<string, unknown>): ScryptCost | null {
  if (typeof n !== 'number' || r !== 8 || (p !== 1 && p !== 2)) return null;
  return Number.isInteger(Math.log2(n)) && n >= 2 ** 14 && n <= 2 ** 20 ? { n, r, p } : null;
}

function parseBytes(value: unknown, length?: number): Uint8Array | null {
  const bytes = typeof value === 'string' && value.length <= 2 * 8192 ? fromHex(value) : null;
  return bytes === null || (length !== undefined && bytes.length !== length) ? null : bytes;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
