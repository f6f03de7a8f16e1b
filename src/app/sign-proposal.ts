// Adds one person's signature to a role file that waits, and publishes it when that was the last one it needed.
import type { ProposalName } from '../domain/trust/repository/proposal.ts';
import { readRoleName } from '../domain/trust/repository/role-name.ts';
import type { SignatureClaim } from '../domain/trust/verify.ts';
import { type AcceptAnswer, type AcceptPorts, acceptRoleFile } from './accept-role-file.ts';
import type { By } from './by.ts';

export type SignProposalAnswer = AcceptAnswer | { readonly ok: false; readonly refusal: 'unknown-proposal' };

/** Judged as if the whole file came again: the keys and the version that count are those of this moment. */
export async function signProposal(
  ports: AcceptPorts,
  { name, signature }: { name: ProposalName; signature: SignatureClaim },
  by: By,
): Promise<SignProposalAnswer> {
  const proposal = await ports.proposals.loadProposal(name);
  const role = readRoleName(name.role);
  if (proposal === null || role === null) return { ok: false, refusal: 'unknown-proposal' };
  return acceptRoleFile(ports, { role, payloadBytes: proposal.payloadBytes, signatures: [signature] }, by);
}
