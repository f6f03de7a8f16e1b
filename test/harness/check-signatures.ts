// Says whether enough keys signed these bytes, as callers of the domain do it: pick the pairs, verify each, count the signers.
import nacl from 'tweetnacl';
import type { TrustedKey } from '../../src/domain/trust/key.ts';
import {
  checkSigners,
  deriveCandidates,
  type SignatureClaim,
  type SignersCheck,
} from '../../src/domain/trust/verify.ts';

type VerifySync = (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean;

/** By tweetnacl unless told otherwise. `keys` and `threshold` come from the delegator. */
export function checkSignatures(question: {
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureClaim[];
  readonly keys: readonly TrustedKey[];
  readonly threshold: number;
  readonly verify?: VerifySync;
}): SignersCheck {
  const { payloadBytes, signatures, keys, threshold, verify = nacl.sign.detached.verify } = question;
  const verified = deriveCandidates(signatures, keys).filter(({ key, signature }) =>
    verify(payloadBytes, signature, key.publicKey),
  );
  return checkSigners({ signers: verified.map(({ key }) => key), keys, threshold });
}
