// Locks seeds under a passphrase and unlocks them: scrypt for the key, NaCl secretbox for the seal.
import { randomBytes, scrypt } from 'node:crypto';
import nacl from 'tweetnacl';
import type { ScryptCost, Vault } from './key-file-format.ts';

/**
 * 64 MiB and about half a second (OWASP password storage cheat sheet: N = 2^16, r = 8, p = 2, as strong as twice the
 * memory once): `build publish` promises to stay under 200 MiB, and this is its peak.
 */
const defaultCost: ScryptCost = { n: 2 ** 16, r: 8, p: 2 };

/** An empty passphrase locks nothing: callers ask the person first whether that is meant. */
export async function lockSeeds(seeds: Uint8Array, passphrase: string, cost: ScryptCost = defaultCost): Promise<Vault> {
  if (passphrase === '') return { seal: 'none', seeds };
  const [salt, nonce] = [randomBytes(32), randomBytes(nacl.secretbox.nonceLength)];
  const key = await stretch(passphrase, salt, cost);
  return { seal: 'scrypt-secretbox', cost, salt, nonce, box: nacl.secretbox(seeds, nonce, key) };
}

/** The seeds, or null for a wrong passphrase and for a box that was altered: secretbox cannot tell them apart. */
export async function unlockSeeds(vault: Vault, passphrase: string): Promise<Uint8Array | null> {
  if (vault.seal === 'none') return vault.seeds;
  const key = await stretch(passphrase, vault.salt, vault.cost);
  return nacl.secretbox.open(vault.box, vault.nonce, key);
}

/** NFC first: the same letters typed on two keyboards may come as different code points. */
function stretch(passphrase: string, salt: Uint8Array, { n, r, p }: ScryptCost): Promise<Uint8Array> {
  // OpenSSL counts 128·N·r bytes plus a little against the limit.
  const options = { N: n, r, p, maxmem: 128 * n * r + 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, nacl.secretbox.keyLength, options, (cause, key) => {
      if (cause === null) resolve(key);
      else reject(cause);
    });
  });
}
