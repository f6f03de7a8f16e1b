// Signs role files with every fitting key of a key file. Private keys live in a closure, so nothing that prints a ring can print them.
import nacl from 'tweetnacl';
import type { NamedKey, RoleSigner } from '../../app/ports/role-signer.ts';
import { hexOf } from '../../domain/bytes.ts';
import { deriveTrustedKey, type TrustedKey } from '../../domain/trust/key.ts';
import { type KeyFileAccess, type KeyFileAnswer, openSeeds } from './key-file.ts';
import { seedBytes } from './key-file-format.ts';

/** One passphrase opens them all, and stretching it takes half a second. */
export async function openKeyRing(access: KeyFileAccess): Promise<KeyFileAnswer<RoleSigner>> {
  const opened = await openSeeds(access);
  if (!opened.ok) return opened;
  const { keys, seeds } = opened.value;
  const held = keys.map(({ publicKey, name, createdMs }, at) => ({
    key: { ...deriveTrustedKey(publicKey), name, createdMs } satisfies NamedKey,
    secretKey: nacl.sign.keyPair.fromSeed(seeds.slice(at * seedBytes, (at + 1) * seedBytes)).secretKey,
  }));
  seeds.fill(0);
  const fittingOf = (wanted: readonly TrustedKey[]) => {
    const ids = new Set(wanted.map(({ keyId }) => keyId));
    return held.filter(({ key }) => ids.has(key.keyId));
  };
  const signer: RoleSigner = {
    label: access.path,
    listFitting: (wanted) => fittingOf(wanted).map(({ key }) => key),
    signFile: async (payload, wanted) => ({
      ok: true,
      signatures: fittingOf(wanted).map(({ key, secretKey }) => ({
        keyid: key.keyId,
        sig: hexOf(nacl.sign.detached(payload, secretKey)),
      })),
    }),
  };
  return { ok: true, value: signer };
}
