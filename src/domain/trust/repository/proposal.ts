// A role file that waits for more signatures: approvals name its digest, so whatever changes makes another proposal.
import type { SignatureClaim } from '../verify.ts';

/**
 * SHA-256 of the payload bytes, in hex, and the role: TUF does not write the role into the file, so that two roles with
 * nothing in them and the same expiry are the same bytes.
 */
export type ProposalName = { readonly role: string; readonly digest: string };

export type Proposal = ProposalName & {
  readonly version: number;
  readonly payloadBytes: Uint8Array;
  /** One a key; each was good when it came. */
  readonly signatures: readonly SignatureClaim[];
  readonly createdBy: string;
  readonly createdMs: number;
};

/** More than people can look through; the next one waits until some were published or withdrawn. */
export const proposalsMax = 20;

/** Both together, one a key: the first that came stays. */
export function joinSignatures(
  kept: readonly SignatureClaim[],
  added: readonly SignatureClaim[],
): readonly SignatureClaim[] {
  const known = new Set(kept.map(({ keyId }) => keyId));
  return [...kept, ...added.filter(({ keyId }) => !known.has(keyId))];
}
