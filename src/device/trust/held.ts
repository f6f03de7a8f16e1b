// A role file in the client's hands: what it says, what it measures, and whether given keys stand behind it.
import type { Result } from '../../domain/result.ts';
import type { RoleKey } from '../../domain/trust/key.ts';
import type { Measured } from '../../domain/trust/tuf/check-listed.ts';
import type { RoleKeys } from '../../domain/trust/tuf/metadata.ts';
import { checkSigners, deriveCandidates, type SignersCheck } from '../../domain/trust/verify.ts';
import type { Envelope } from '../../wire/statement/envelope.ts';
import type { RoleFile } from '../../wire/trust/metadata.ts';
import type { TrustParts } from './ports.ts';
import type { Refusal } from './refusal.ts';

export type Held<R> = { readonly role: R; readonly envelope: Envelope; readonly measured: Measured };

/** Reads and measures; nothing is verified yet. */
export function hold<R>(
  name: string,
  bytes: Uint8Array,
  { parse, hasher }: { parse: (bytes: Uint8Array) => Result<RoleFile<R>>; hasher: TrustParts['hasher'] },
): { readonly ok: true; readonly held: Held<R> } | Refusal {
  const file = parse(bytes);
  if (!file.ok) return { ok: false, role: name, refusal: 'malformed', problems: file.problems };
  const running = hasher();
  running.update(bytes);
  return { ok: true, held: { ...file.value, measured: { lengthBytes: bytes.length, hashes: running.digest() } } };
}

/** Verifies at most 16 signatures, all before anything is decided. */
export async function countSigners(
  { payloadBytes, signatures }: Envelope,
  { keys, threshold }: RoleKeys,
  verify: TrustParts['verify'],
): Promise<SignersCheck> {
  const signers: RoleKey[] = [];
  for (const { key, signature } of deriveCandidates(signatures, keys)) {
    if (await isVerified(() => verify(payloadBytes, signature, key))) signers.push(key);
  }
  return checkSigners({ signers, keys, threshold });
}

/** Platforms throw at odd signatures instead of saying no. */
async function isVerified(verify: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return (await verify()) === true;
  } catch {
    return false;
  }
}
