// Takes a role file that people signed: publishes it when enough of them did, otherwise lets it wait for the others.
import type { Problem } from '../domain/result.ts';
import { deriveListed } from '../domain/trust/repository/online-keys.ts';
import { type Refused, refuseFile } from '../domain/trust/repository/refusal.ts';
import type { RepositoryRole } from '../domain/trust/repository/role-name.ts';
import { deriveDigest, type SignedFile } from '../domain/trust/repository/signed-file.ts';
import type { Targets } from '../domain/trust/tuf/metadata.ts';
import type { SignatureClaim } from '../domain/trust/verify.ts';
import { acceptRoot } from './accept-root.ts';
import { AppError } from './app-error.ts';
import type { By } from './by.ts';
import { checkStorage } from './check-storage.ts';
import { findSlot, isSamePayload, type Slot } from './find-slot.ts';
import { type Judged, judgeTargets, readSubmission, type Submission } from './judge-role-file.ts';
import { listUnsigned } from './list-unsigned.ts';
import { loadRepository, loadTargets, type Repository } from './load-repository.ts';
import type { TrustProposals } from './ports/trust-proposals.ts';
import { listRole, publishRole } from './publish-role.ts';
import type { PublishPorts } from './publish-snapshot.ts';
import { type SettlePorts, settlePublication } from './settle-publications.ts';
import { type Waiting, waitForSignatures } from './wait-for-signatures.ts';

export type AcceptPorts = PublishPorts & SettlePorts & { readonly proposals: TrustProposals };

export type RoleFileToAccept = {
  readonly role: RepositoryRole;
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureClaim[];
};

export type Published = {
  readonly version: number;
  readonly digest: string;
  /** Published roles whose people this file changed: clients refuse their files until they are signed again. */
  readonly unsigned: readonly string[];
};

export type AcceptAnswer =
  | ({ readonly ok: true; readonly state: 'published' } & Published)
  | ({ readonly ok: true; readonly state: 'waiting' } & Waiting)
  /** `publishedVersion` is 0 while the role has none. */
  | (Refused & { readonly publishedVersion: number });

/** A lost race means that somebody else published; more than a few in a row means that storage misbehaves. */
const maxAttempts = 8;

/** Safe to send again, at any time: what a crash left half done is finished, and what is published stays as it is. */
export async function acceptRoleFile(ports: AcceptPorts, given: RoleFileToAccept, by: By): Promise<AcceptAnswer> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const name = { role: given.role.name, digest: deriveDigest(given.payloadBytes) };
    const waiting = await ports.proposals.loadProposal(name);
    const answer = await attemptOnce(ports, { ...given, kept: waiting?.signatures ?? [] }, by);
    if (answer !== 'lost-race') return answer;
  }
  throw new AppError('conflict', 'The repository changed too often to be published.');
}

async function attemptOnce(ports: AcceptPorts, submission: Submission, by: By): Promise<AcceptAnswer | 'lost-race'> {
  const { role } = submission;
  const published = await loadRepository(ports);
  if (role.kind === 'root') return acceptRoot(ports, { submission, published }, by);
  const publishedVersion = published.snapshot?.content.meta.get(role.name)?.version ?? 0;
  if (await isPublished(ports, published, submission)) return finish(ports, submission, publishedVersion, by);
  const refused = checkOnline(ports, published) ?? (await checkStorage(ports, published));
  if (refused !== null) return { ...refused, publishedVersion };
  const slot = await findSlot(ports, { role, published, nowMs: by.nowMs });
  if (slot.leftover !== null && !isSamePayload(slot.leftover, submission)) {
    await listRole(ports, { role, file: slot.leftover, published, nowMs: by.nowMs });
    return 'lost-race';
  }
  const judged = await judgeTargets(ports, submission, { published, nextVersion: slot.version, nowMs: by.nowMs });
  if (!judged.ok) return { ...judged, publishedVersion };
  return publishOrWait(ports, { submission, published, judged, slot, publishedVersion }, by);
}

type Decided = {
  readonly submission: Submission;
  readonly published: Repository;
  readonly judged: Judged<Targets>;
  readonly slot: Slot;
  readonly publishedVersion: number;
};

async function publishOrWait(
  ports: AcceptPorts,
  { submission, published, judged, slot, publishedVersion }: Decided,
  by: By,
): Promise<AcceptAnswer | 'lost-race'> {
  const { role } = submission;
  const { version } = judged.file.content;
  const problems = await ports.effects.checkChanges({ role, version, changes: judged.changes }, by.nowMs);
  if (problems.length > 0) return { ...refuseChanges(problems), publishedVersion };
  if (!judged.standing.isComplete) {
    const waiting = await waitForSignatures(ports.proposals, { submission, judged }, by);
    if (waiting === 'more-came') return 'lost-race';
    return waiting.ok ? { ...waiting, state: 'waiting' } : { ...waiting, publishedVersion };
  }
  const isListed =
    slot.leftover === null
      ? await publishRole(ports, { role, file: judged.file, published, nowMs: by.nowMs })
      : await listRole(ports, { role, file: slot.leftover, published, nowMs: by.nowMs });
  return isListed ? finish(ports, submission, version, by) : 'lost-race';
}

async function finish(
  ports: AcceptPorts,
  { role, payloadBytes }: Submission,
  version: number,
  by: By,
): Promise<AcceptAnswer> {
  await settlePublication(ports, role, by);
  const unsigned = await listUnsigned(ports, role, by.nowMs);
  return { ok: true, state: 'published', version, digest: deriveDigest(payloadBytes), unsigned };
}

/** Whether these very words are what is published, whoever sent them first. */
async function isPublished(ports: AcceptPorts, published: Repository, submission: Submission): Promise<boolean> {
  const file: SignedFile<Targets> | null = await loadTargets(ports, published, submission.role.name);
  return file !== null && isSamePayload(file, submission) && readSubmission(ports, 'targets', submission).ok;
}

/** Found out before anything is written: a file that no snapshot can list would only be in the way. */
function checkOnline({ signer }: AcceptPorts, { root }: Repository): Refused | null {
  if (root === null) {
    const problem = { where: 'role', what: 'needs a root, and none is published', fix: 'Publish the root first.' };
    return refuseFile('nothing-published', problem);
  }
  const listed = deriveListed(root.content, signer.loadPublicKeys());
  if (listed.snapshot && listed.timestamp) return null;
  return refuseFile('service-cannot-sign', {
    where: 'signed.roles',
    what: 'of the published root do not list the keys that this service signs with',
    fix: 'Publish a root that lists them, or give the service the keys that are listed.',
  });
}

const refuseChanges = ([first, ...rest]: readonly Problem[]): Refused =>
  refuseFile('changes-refused', first ?? { where: 'signed', what: 'is refused', fix: 'Sign it again.' }, ...rest);
