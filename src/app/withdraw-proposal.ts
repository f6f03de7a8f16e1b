// Takes back a role file that waits for signatures; nothing was published, so nothing is undone.
import type { ProposalName } from '../domain/trust/repository/proposal.ts';
import { auditOf, type By } from './by.ts';
import type { TrustProposals } from './ports/trust-proposals.ts';

/** False when no such proposal waits. */
export function withdrawProposal(
  { proposals }: { readonly proposals: TrustProposals },
  name: ProposalName,
  by: By,
): Promise<boolean> {
  return proposals.recordWithdrawn(name, auditOf(by, 'role file withdrawn', name.role, { digest: name.digest }));
}
