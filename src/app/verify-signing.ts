// Finds out which signatures of a file are good, before anything is decided about it.
import type { SignedFile } from '../domain/trust/repository/signed-file.ts';
import { deriveTrustedKeys, type Signing } from '../domain/trust/repository/signing.ts';
import type { RoleKeys } from '../domain/trust/tuf/metadata.ts';
import { deriveCandidates } from '../domain/trust/verify.ts';
import type { SignatureVerifier } from './ports/signature-verifier.ts';

/** At most 16 signatures are looked at, each under the key that one of the quorums lists for its id. */
export async function verifySigning(
  verifier: SignatureVerifier,
  { payloadBytes, signatures }: Pick<SignedFile<unknown>, 'payloadBytes' | 'signatures'>,
  quorums: readonly RoleKeys[],
): Promise<Signing> {
  const keys = deriveTrustedKeys(quorums.flatMap((quorum) => quorum.keys));
  const candidates = deriveCandidates(signatures, keys);
  return { quorums, verified: await verifier.checkCandidates(payloadBytes, candidates) };
}
