// An ed25519 public key and its TUF key id, which anybody can recompute from the key alone.
import { hexOf, utf8Bytes } from '../bytes.ts';
import { sha256 } from './sha256.ts';

declare const brand: unique symbol;

/** Lower-case hex sha256 of the key's canonical TUF object. */
export type KeyId = string & { readonly [brand]: 'KeyId' };

/** An ed25519 key: 32 bytes. It has no `scheme`, so that a foreign key is never taken for one. */
export type TrustedKey = { readonly keyId: KeyId; readonly publicKey: Uint8Array; readonly scheme?: never };

export type ForeignScheme = 'ecdsa-sha2-nistp256' | 'ecdsa-sha2-nistp384' | 'rsassa-pss-sha256' | 'rsa-pkcs1v15-sha256';

/** A key of other people's repositories, verified by a host's platform only; `publicKey` is its SPKI in DER, so one key has one spelling. */
export type ForeignKey = { readonly keyId: KeyId; readonly publicKey: Uint8Array; readonly scheme: ForeignScheme };

export type RoleKey = TrustedKey | ForeignKey;

/** The key as TUF metadata writes it. */
export type TufKey = {
  readonly keytype: 'ed25519';
  readonly scheme: 'ed25519';
  readonly keyval: { readonly public: string };
};

/** Gives a 32-byte public key its id. Whether the key is usable is told by `checkPublicKey`. */
export function deriveTrustedKey(publicKey: Uint8Array): TrustedKey {
  return { keyId: deriveKeyId(publicKey), publicKey };
}

/** sha256 of `{"keytype":"ed25519","keyval":{"public":"<hex>"},"scheme":"ed25519"}`, as stock TUF clients compute it (TUF 1.0, 4.2). */
export function deriveKeyId(publicKey: Uint8Array): KeyId {
  const canonical = `{"keytype":"ed25519","keyval":{"public":"${hexOf(publicKey)}"},"scheme":"ed25519"}`;
  return deriveKeyIdOf(utf8Bytes(canonical));
}

/** The id of any key object, from its canonical bytes: other people's objects carry further fields, and those count. */
export const deriveKeyIdOf = (canonicalKey: Uint8Array): KeyId => asKeyId(hexOf(sha256(canonicalKey)));

/** Only the digests above make a KeyId, so ids in our hands always belong to their key. */
const asKeyId = (digest: string): KeyId => digest as KeyId;
