// A signed statement as it came in, and whether a key of its product stands behind it.
import type { Signed } from '../build/signed.ts';
import type { SigningKey } from '../catalog/product.ts';
import { fromHex } from './hex.ts';
import { deriveTrustedKey, type TrustedKey } from './key.ts';
import { checkSignatures, type SignatureClaim } from './verify.ts';

/** What it says, the bytes that the signatures cover, and the whole as it is kept and passed on. */
export type ReceivedStatement<S> = {
  readonly signed: Signed<S>;
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureClaim[];
  /** The envelope in canonical JSON. */
  readonly envelope: string;
};

/** One signature of a key in force is enough until a root says otherwise (signing.md). */
const threshold = 1;

/** Says who signed, not what: whether it says the right thing is checked where it is used. */
export function isSignedByProduct(
  { payloadBytes, signatures }: Pick<ReceivedStatement<unknown>, 'payloadBytes' | 'signatures'>,
  keys: readonly SigningKey[],
): boolean {
  const inForce = keys.filter(({ revokedMs }) => revokedMs === null);
  return checkSignatures({ payloadBytes, signatures, keys: inForce.flatMap(toTrusted), threshold }).ok;
}

function toTrusted({ publicHex }: SigningKey): TrustedKey[] {
  const publicKey = fromHex(publicHex);
  return publicKey === null ? [] : [deriveTrustedKey(publicKey)];
}
