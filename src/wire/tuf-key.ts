// Public keys as TUF metadata writes them.
import * as z from 'zod';
import { hexOf } from '../domain/bytes.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { fromHex } from '../domain/trust/hex.ts';
import { deriveTrustedKey, type TrustedKey, type TufKey } from '../domain/trust/key.ts';
import { checkPublicKey } from '../domain/trust/precheck.ts';
import { parseWith } from './zod-problems.ts';

const tufKeySchema = z.strictObject({
  keytype: z.literal('ed25519'),
  scheme: z.literal('ed25519'),
  keyval: z.strictObject({ public: z.string().regex(/^[0-9a-f]{64}$/) }),
});

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
