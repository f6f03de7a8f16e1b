// Verifies ed25519 with the platform. Node 20 warns on standard error at WebCrypto's Ed25519, so its own crypto is asked instead.
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Hasher } from '../../device/ports.ts';
import type { Verify } from '../../device/trust/ports.ts';
import { hexOf } from '../../domain/bytes.ts';

/** The fixed start of an ed25519 public key in DER (RFC 8410, 4 and 10.1). */
const spkiStart = Buffer.from('302a300506032b6570032100', 'hex');

/** Keys and signatures have passed the precheck. */
export const verifySignature: Verify = (payload, signature, { publicKey, scheme }) => {
  if (scheme !== undefined) return false;
  const key = createPublicKey({ key: Buffer.concat([spkiStart, publicKey]), format: 'der', type: 'spki' });
  return verify(null, payload, key, signature);
};

export function openHasher(): Hasher {
  const [sha256, sha512] = [createHash('sha256'), createHash('sha512')];
  return {
    update(bytes) {
      sha256.update(bytes);
      sha512.update(bytes);
    },
    digest: () => ({ sha256: hexOf(sha256.digest()), sha512: hexOf(sha512.digest()) }),
  };
}
