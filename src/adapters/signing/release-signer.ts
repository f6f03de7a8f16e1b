// Signs statements with a key of the key file. The private key lives in a closure, so nothing that prints a signer can print it.
import nacl from 'tweetnacl';
import type { StatementSigner } from '../../app/ports/statement-signer.ts';
import { hexOf } from '../../domain/bytes.ts';
import { deriveTrustedKey } from '../../domain/trust/key.ts';
import { type KeyFileAccess, type KeyFileAnswer, openSeeds } from './key-file.ts';
import { seedBytes } from './key-file-format.ts';

export type SignerAnswer = KeyFileAnswer<StatementSigner> | { readonly ok: false; readonly refusal: 'no-such-key' };

/** Opens the key of that name, or the first one when no name is given. */
export async function openReleaseSigner(access: KeyFileAccess, name?: string): Promise<SignerAnswer> {
  const opened = await openSeeds(access);
  if (!opened.ok) return opened;
  const { keys, seeds } = opened.value;
  const at = name === undefined ? 0 : keys.findIndex((key) => key.name === name);
  const entry = keys[at];
  if (entry === undefined) return { ok: false, refusal: 'no-such-key' };
  const { secretKey } = nacl.sign.keyPair.fromSeed(seeds.slice(at * seedBytes, (at + 1) * seedBytes));
  seeds.fill(0);
  const key = { ...deriveTrustedKey(entry.publicKey), name: entry.name, createdMs: entry.createdMs };
  const signer: StatementSigner = {
    loadPublicKey: () => key,
    signStatement: async (payload) => ({ keyid: key.keyId, sig: hexOf(nacl.sign.detached(payload, secretKey)) }),
  };
  return { ok: true, value: signer };
}
