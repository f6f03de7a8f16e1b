// Refuses keys and signatures on which ed25519 libraries disagree, before any of them is asked.

export type KeyRefusal = 'key-not-32-bytes' | 'key-not-canonical' | 'key-of-small-order';
export type SignatureRefusal = 'signature-not-64-bytes' | 'signature-not-reduced';

const fromBytes = (littleEndian: Uint8Array): bigint =>
  littleEndian.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** Order of the base point (RFC 8032, 5.1). tweetnacl takes S + L for S, WebCrypto and Node do not (signing.md). */
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;
const fieldPrime = 2n ** 255n - 19n;

/**
 * The y coordinates of the eight points of small order: one constant signature passes under each of them in every
 * library. Two are of order 8; they are ± of one root ("Taming the many EdDSAs", eprint 2020/1244, table 6).
 */
const orderEightY = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const smallOrderYs = new Set([0n, 1n, fieldPrime - 1n, orderEightY, fieldPrime - orderEightY]);

/** Null for a key that may be trusted, otherwise why not. The sign bit does not matter: both signs have the same order. */
export function checkPublicKey(publicKey: Uint8Array): KeyRefusal | null {
  if (publicKey.length !== 32) return 'key-not-32-bytes';
  const y = fromBytes(publicKey) & (2n ** 255n - 1n);
  if (y >= fieldPrime) return 'key-not-canonical';
  return smallOrderYs.has(y) ? 'key-of-small-order' : null;
}

/** Null for a signature worth verifying: 64 bytes, S below the group order. */
export function checkSignatureShape(signature: Uint8Array): SignatureRefusal | null {
  if (signature.length !== 64) return 'signature-not-64-bytes';
  return fromBytes(signature.subarray(32)) < groupOrder ? null : 'signature-not-reduced';
}
