// The keys of a root or of a set of delegations, and the ids and threshold by which a role picks among them.
import * as z from 'zod';
import { hexOf } from '../../domain/bytes.ts';
import { ok, okUnless, type Problem, type Result, refuse } from '../../domain/result.ts';
import type { RoleKey } from '../../domain/trust/key.ts';
import type { RoleKeys } from '../../domain/trust/tuf/metadata.ts';
import { positiveInteger } from '../statement/fields.ts';
import { encodeTufKey, parseTufKey } from '../tuf-key.ts';
import { parseWith } from '../zod-problems.ts';

/**
 * How a client reads keys. A device knows ed25519 alone and refuses a file that holds anything else; a host reads other
 * people's repositories too, where unknown types, ids without a key and thresholds that cannot be met may stand.
 */
export type KeyReading = {
  /** The key, or null for one of a type to be ignored. `keyId` is the id it is listed under. */
  parseKey(value: unknown, keyId: string, where: string): Result<RoleKey | null>;
  readonly isStrict: boolean;
};

/** Ours: ed25519, ids that are right, every id with its key, every threshold within reach. */
export const ourKeys: KeyReading = {
  isStrict: true,
  parseKey(value, keyId, where) {
    const key = parseTufKey(value, where);
    if (!key.ok || key.value.keyId === keyId) return key;
    return refuse({ where, what: 'is not the id of its key', fix: `Write ${key.value.keyId}.` });
  },
};

/** More keys than 200 products with two engineers and two managers each list; the file's own bound comes before. */
const maxKeys = 1_024;

const keyIdField = z.string().min(1).max(128);

/** A role's part, as root and delegations write it. */
export const roleFields = { keyids: z.array(keyIdField).max(maxKeys), threshold: positiveInteger };
const recordOfKeys = z.record(keyIdField, z.unknown());

export type KeysById = ReadonlyMap<string, RoleKey | null>;

/** Reads `{keyid: key}`. An id that its key does not give is refused, so nobody stands here under two ids. */
export function parseKeys(value: unknown, where: string, reading: KeyReading): Result<KeysById> {
  const record = parseWith(recordOfKeys, value, where);
  if (!record.ok) return record;
  const entries = Object.entries(record.value);
  if (entries.length > maxKeys)
    return refuse({ where, what: `lists ${entries.length} keys`, fix: `List at most ${maxKeys}.` });
  const keys = new Map<string, RoleKey | null>();
  for (const [keyId, entry] of entries) {
    const key = reading.parseKey(entry, keyId, `${where}["${keyId}"]`);
    if (!key.ok) return key;
    keys.set(keyId, key.value);
  }
  return ok(keys);
}

/** Picks a role's keys by their ids. The threshold counts distinct public keys, here as everywhere. */
export function parseRoleKeys(
  { keyids, threshold }: { keyids: readonly string[]; threshold: number },
  keys: KeysById,
  { where, isStrict }: { where: string; isStrict: boolean },
): Result<RoleKeys> {
  const picked = [...new Set(keyids)].flatMap((keyId) => keys.get(keyId) ?? []);
  const role = { keys: picked, threshold };
  if (!isStrict) return ok(role);
  const problems: Problem[] = [];
  const unknown = keyids.find((keyId) => !keys.has(keyId));
  if (unknown !== undefined)
    problems.push({ where: `${where}.keyids`, what: `names ${unknown}, which has no key`, fix: 'List its key.' });
  if (new Set(keyids).size < keyids.length)
    problems.push({ where: `${where}.keyids`, what: 'names a key twice', fix: 'Name each key once.' });
  const available = new Set(picked.map(({ publicKey }) => hexOf(publicKey))).size;
  if (threshold > available)
    problems.push({
      where: `${where}.threshold`,
      what: `is ${threshold} with ${available} different keys`,
      fix: 'Lower the threshold, or list more keys.',
    });
  return okUnless(problems, role);
}

/** All keys of some roles by id. A foreign key has no spelling of ours and is left out, so that what is encoded is refused on reading back. */
export function encodeKeys(roles: readonly RoleKeys[]): Record<string, unknown> {
  const keys = roles.flatMap(({ keys: each }) => each);
  return Object.fromEntries(keys.flatMap((key) => (key.scheme === undefined ? [[key.keyId, encodeTufKey(key)]] : [])));
}

export const encodeRoleKeys = ({ keys, threshold }: RoleKeys) => ({
  keyids: keys.map(({ keyId }) => keyId).sort(),
  threshold,
});
