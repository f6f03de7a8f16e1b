// The key that a command line means: 64 hex digits, a key file, a file with the digits, or the beginning of an id that is listed.
import { readFile } from 'node:fs/promises';
import { fromHex } from '../../domain/trust/hex.ts';
import { deriveTrustedKey, type RoleKey, type TrustedKey } from '../../domain/trust/key.ts';
import { checkPublicKey } from '../../domain/trust/precheck.ts';
import { CliError } from '../cli-error.ts';
import { keyStore } from '../compose.ts';

/** For somebody who is to sign from now on. Of a key file the key named as the role, or its only one. */
export async function findNewPerson(given: string, role: string): Promise<TrustedKey> {
  const typed = parsePublic(given);
  if (typed !== null) return typed;
  const held = await keyStore.loadPublicKeys(given);
  if (held.ok) {
    const [only] = held.value;
    const found = held.value.find(({ name }) => name === role) ?? (held.value.length === 1 ? only : undefined);
    if (found !== undefined) return found;
    throw new CliError(
      `${given} has several keys and none is named ${role}: ${held.value.map(({ name }) => name).join(', ')}`,
      {
        code: 'ambiguous-key',
        fix: 'Give the public half of the one you mean: orange key export NAME',
      },
    );
  }
  const written = parsePublic((await readFile(given, 'utf8').catch(() => '')).trim());
  if (written !== null) return written;
  throw new CliError(`"${given}" is no public key and no key file`, {
    code: 'malformed-key',
    fix: 'Give 64 hex digits, as `orange key export NAME` prints them, or the path of a key file.',
  });
}

/** For somebody who signs now: by the beginning of the id too, as `trust status` shows it. */
export function findListedPerson(given: string, people: readonly RoleKey[]): RoleKey | null {
  const typed = parsePublic(given);
  const found = people.filter(({ keyId }) => keyId === typed?.keyId || (given.length >= 6 && keyId.startsWith(given)));
  if (found.length > 1) {
    throw new CliError(`${found.length} keys begin with ${given}`, { code: 'ambiguous-key', fix: 'Give more digits.' });
  }
  return found[0] ?? null;
}

/** Keys on which libraries disagree are refused before anybody trusts them. */
function parsePublic(text: string): TrustedKey | null {
  const bytes = text.length === 64 ? fromHex(text.toLowerCase()) : null;
  if (bytes === null) return null;
  const refusal = checkPublicKey(bytes);
  if (refusal === null) return deriveTrustedKey(bytes);
  throw new CliError(`this public key is refused: ${refusal}`, {
    code: refusal,
    fix: 'Make another key: nothing that this one signs can be trusted.',
  });
}
