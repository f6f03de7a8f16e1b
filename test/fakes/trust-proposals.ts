// Waiting role files and settled publications in memory, held to the same contract as PostgreSQL.
import type { TrustProposals } from '../../src/app/ports/trust-proposals.ts';
import type { SettledPublication, TrustPublications } from '../../src/app/ports/trust-publications.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import { joinSignatures, type Proposal, type ProposalName } from '../../src/domain/trust/repository/proposal.ts';

export type FakeTrustRecords = ReturnType<typeof fakeTrustRecords>;

const keyOf = ({ role, digest }: ProposalName) => `${role} ${digest}`;

/** Both ports over one memory, since a publication voids the proposals of its role. */
export function fakeTrustRecords() {
  const kept = new Map<string, Proposal>();
  const settled = new Map<string, SettledPublication>();
  const audited: AuditEntry[] = [];

  const proposals: TrustProposals = {
    loadProposals: async (role) => [...kept.values()].filter((each) => role === null || each.role === role),
    loadProposal: async (name) => kept.get(keyOf(name)) ?? null,
    async recordProposal(proposal, audit) {
      const present = kept.get(keyOf(proposal));
      const signatures = joinSignatures(present?.signatures ?? [], proposal.signatures);
      if (present !== undefined && signatures.length === present.signatures.length) return present;
      const next = { ...(present ?? proposal), signatures };
      kept.set(keyOf(proposal), next);
      audited.push(audit);
      return next;
    },
    async recordWithdrawn(name, audit) {
      if (!kept.delete(keyOf(name))) return false;
      audited.push(audit);
      return true;
    },
  };

  const publications: TrustPublications = {
    loadSettled: async () => [...settled.values()].sort((one, other) => (one.role < other.role ? -1 : 1)),
    async recordSettled(publication, audit) {
      const { role, version } = publication;
      if ((settled.get(role)?.version ?? 0) >= version) return false;
      settled.set(role, publication);
      for (const each of kept.values()) if (each.role === role && each.version <= version) kept.delete(keyOf(each));
      audited.push(audit);
      return true;
    },
  };
  return { proposals, publications, audited };
}
