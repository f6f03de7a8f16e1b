// The port to role files that wait for more signatures. Each record* commits the change and its audit entry together.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Proposal, ProposalName } from '../../domain/trust/repository/proposal.ts';

export type TrustProposals = {
  /** Oldest first, of one role or of all (null); at most 200. */
  loadProposals(role: string | null): Promise<readonly Proposal[]>;
  loadProposal(name: ProposalName): Promise<Proposal | null>;
  /**
   * Keeps a proposal, or adds its signatures to the kept one of the same name; answers what is kept then. Nothing is
   * audited when it brought nothing. Of one key the first signature stays.
   */
  recordProposal(proposal: Proposal, audit: AuditEntry): Promise<Proposal>;
  /** False when there is no such proposal. */
  recordWithdrawn(name: ProposalName, audit: AuditEntry): Promise<boolean>;
};
