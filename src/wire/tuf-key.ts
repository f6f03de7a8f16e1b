// Public keys as TUF metadata writes them, and lists of trusted keys as roots, delegations and clients keep them.
import * as z from 'zod';
import { hexOf } from '../domain/bytes.ts';
import { ok, okUnless, type Problem, type Result, refuse } from '../domain/result.ts';
import { fromHex } from '../domain/trust/hex.ts';
import { deriveTrustedKey, type TrustedKey, type TufKey } from '../domain/trust/key.ts';
import { checkPublicKey } from '../domain/trust/precheck.ts';
import { parseWith } from './zod-problems.ts';

const tufKeySchema = z.strictObject({
  keytype: z.literal('ed25519'),
  scheme: z.literal('ed25519'),
  keyval: z.strictObject({ public: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** More keys than any threshold of ours needs, few enough to check in one go. */
const maxKeys = 64;

export function encodeTufKey(key: TrustedKey): TufKey {
  return { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hexOf(key.publicKey) } };
}

/** Takes canonical ed25519 keys of full order only; the id is computed, never believed. */
export function parseTufKey(value: unknown, where = '$'): Result<TrustedKey> {
  const parsed = parseWith(tufKeySchema, value, where);
  if (!parsed.ok) return parsed;
  const publicKey = fromHex(parsed.value.keyval.public) ?? new Uint8Array();
  const refusal = checkPublicKey(publicKey);
  if (refusal === null) return ok(deriveTrustedKey(publicKey));
  const fix = 'Make a new key: nothing signed with this one can be trusted.';
  return refuse({ where: `${where}.keyval.public`, what: `is refused: ${refusal}`, fix });
}

/** Keys by id, as `{keyid: key}`. */
export function encodeTufKeys(keys: readonly TrustedKey[]): Record<string, TufKey> {
  return Object.fromEntries(keys.map((key) => [key.keyId, encodeTufKey(key)]));
}

/** Reads `{keyid: key}`; an id that its key does not give is refused, and so nothing can stand here twice. */
export function parseTufKeys(value: unknown, where = '$'): Result<TrustedKey[]> {
  const record = parseWith(z.record(z.string().max(64), z.unknown()), value, where);
  if (!record.ok) return record;
  const entries = Object.entries(record.value);
  if (entries.length > maxKeys) {
    return refuse({ where, what: `lists ${entries.length} keys`, fix: `List at most ${maxKeys}.` });
  }
  const keys: TrustedKey[] = [];
  const problems: Problem[] = [];
  for (const [keyId, entry] of entries) {
    const key = parseTufKey(entry, `${where}["${keyId}"]`);
    if (!key.ok) problems.push(...key.problems);
    else if (key.value.keyId === keyId) keys.push(key.value);
    else
      problems.push({
        where: `${where}["${keyId}"]`,
        what: 'is not the id of its key',
        fix: `Write ${key.value.keyId}.`,
      });
  }
  return okUnless(problems, keys);
}
