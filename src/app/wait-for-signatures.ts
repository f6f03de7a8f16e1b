// Keeps a role file that lacks signatures, so that other people can look at it and sign the same bytes.
import { type Proposal, proposalsMax } from '../domain/trust/repository/proposal.ts';
import { type Refused, refuseFile } from '../domain/trust/repository/refusal.ts';
import type { RepositoryRole } from '../domain/trust/repository/role-name.ts';
import { deriveDigest } from '../domain/trust/repository/signed-file.ts';
import type { Root, Targets } from '../domain/trust/tuf/metadata.ts';
import { auditOf, type By } from './by.ts';
import type { Judged, Submission } from './judge-role-file.ts';
import type { TrustProposals } from './ports/trust-proposals.ts';

export type Waiting = {
  readonly version: number;
  readonly digest: string;
  /** Key ids of the distinct people that signed. */
  readonly signers: readonly string[];
  readonly threshold: number;
};

/** `more-came`: others signed at the same moment, so what there is must be judged again. */
export async function waitForSignatures(
  proposals: TrustProposals,
  { submission, judged }: { submission: Submission; judged: Judged<Root | Targets> },
  by: By,
): Promise<({ readonly ok: true } & Waiting) | Refused | 'more-came'> {
  const { role, kept } = submission;
  const { payloadBytes, signatures, content } = judged.file;
  const digest = deriveDigest(payloadBytes);
  const present = await proposals.loadProposals(role.name);
  const isWaiting = present.some((each) => each.digest === digest);
  if (!isWaiting && present.length >= proposalsMax) return refuseFull(role);
  const { signers, threshold } = judged.standing;
  const { version } = content;
  const proposal: Proposal = {
    digest,
    role: role.name,
    version,
    payloadBytes,
    signatures,
    createdBy: by.actor,
    createdMs: by.nowMs,
  };
  const action = isWaiting ? 'role file signed' : 'role file proposed';
  const audit = auditOf(by, action, role.name, { version, digest, signers, threshold });
  const held = await proposals.recordProposal(proposal, audit);
  // What was judged, the bad ones among it too: only a signature that came since then changes anything.
  const judgedIds = new Set([...kept, ...submission.signatures].map(({ keyId }) => keyId));
  if (held.signatures.some(({ keyId }) => !judgedIds.has(keyId))) return 'more-came';
  return { ok: true, version, digest, signers, threshold };
}

const refuseFull = ({ name }: RepositoryRole): Refused =>
  refuseFile('too-many-proposals', {
    where: 'role',
    what: `has ${proposalsMax} proposals that wait for signatures`,
    fix: `Sign one of them, or withdraw those of ${name} that nobody will sign.`,
  });
