// Verifies that a received statement is signed by a key of its product that is in force.

import type { Signed } from '../domain/build/signed.ts';
import type { SigningKey } from '../domain/catalog/product.ts';
import { fromHex } from '../domain/trust/hex.ts';
import { deriveTrustedKey, type TrustedKey } from '../domain/trust/key.ts';
import { checkSignatures, type SignatureClaim } from '../domain/trust/verify.ts';

/** A statement as it came in: what it says, the bytes that were signed, and the text that is passed on verbatim. */
export type ReceivedStatement<S> = {
  readonly signed: Signed<S>;
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureClaim[];
  /** The whole envelope in canonical JSON. */
  readonly envelope: string;
};

/** The small team's default; higher thresholds come with the roles of signing.md. */
const threshold = 1;

/** Which statement it is does not matter here; whether it says the right thing is checked where it is used. */
export function verifyStatement(
  keys: readonly SigningKey[],
  received: Pick<ReceivedStatement<unknown>, 'payloadBytes' | 'signatures'>,
): boolean {
  const inForce = keys.filter(({ revokedMs }) => revokedMs === null);
  const { payloadBytes, signatures } = received;
  return checkSignatures({ payloadBytes, signatures, keys: inForce.flatMap(toTrusted), threshold }).ok;
}

function toTrusted({ publicHex }: SigningKey): TrustedKey[] {
  const publicKey = fromHex(publicHex);
  return publicKey === null ? [] : [deriveTrustedKey(publicKey)];
}
