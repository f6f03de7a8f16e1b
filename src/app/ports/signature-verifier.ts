// The port to the platform's ed25519, which is asynchronous and some 25 times as fast as the portable one.
import type { TrustedKey } from '../../domain/trust/key.ts';
import type { Candidate } from '../../domain/trust/verify.ts';

export type SignatureVerifier = {
  /** The keys whose signature over the payload is good. Candidates have passed the precheck. */
  checkCandidates(payload: Uint8Array, candidates: readonly Candidate[]): Promise<readonly TrustedKey[]>;
};
