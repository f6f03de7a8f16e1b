// Takes a root: the first one while nothing is published, every later one by the chain rule.
import { type Refused, refuseFile } from '../domain/trust/repository/refusal.ts';
import { deriveDigest } from '../domain/trust/repository/signed-file.ts';
import type { AcceptAnswer, AcceptPorts } from './accept-role-file.ts';
import type { By } from './by.ts';
import { checkStorage } from './check-storage.ts';
import { isSamePayload } from './find-slot.ts';
import { judgeRoot, readSubmission, type Submission } from './judge-role-file.ts';
import { listUnsigned } from './list-unsigned.ts';
import type { Repository } from './load-repository.ts';
import { renewRepository } from './renew-repository.ts';
import { settlePublication } from './settle-publications.ts';
import { waitForSignatures } from './wait-for-signatures.ts';

type RootToAccept = { readonly submission: Submission; readonly published: Repository };

/** Putting the file is the publication: clients walk from one root to the next and need no snapshot for it. */
export async function acceptRoot(
  ports: AcceptPorts,
  { submission, published }: RootToAccept,
  by: By,
): Promise<AcceptAnswer | 'lost-race'> {
  const publishedVersion = published.root?.content.version ?? 0;
  const refuse = (refused: Refused) => ({ ...refused, publishedVersion });
  const read = readSubmission(ports, 'root', submission);
  if (!read.ok) return refuse(read);
  if (await isPublished(ports, read.file.content.version, submission)) return finish(ports, submission, by);
  if (published.root === null && (await hasPast(ports))) return refuse(refuseSecondFirst());
  const behind = await checkStorage(ports, published);
  if (behind !== null) return refuse(behind);
  const judged = await judgeRoot(ports, submission, {
    published,
    nextVersion: publishedVersion + 1,
    nowMs: by.nowMs,
    online: ports.signer.loadPublicKeys(),
  });
  if (!judged.ok) return refuse(judged);
  if (!judged.standing.isComplete) {
    const waiting = await waitForSignatures(ports.proposals, { submission, judged }, by);
    if (waiting === 'more-came') return 'lost-race';
    return waiting.ok ? { ...waiting, state: 'waiting' } : refuse(waiting);
  }
  const { version } = judged.file.content;
  if (!(await ports.repository.putRoleFile({ role: 'root', version }, judged.file.bytes))) return 'lost-race';
  return finish(ports, submission, by);
}

/** Timestamp and snapshot are signed again at once when the keys changed, or clients would refuse them until the tick. */
async function finish(ports: AcceptPorts, submission: Submission, by: By): Promise<AcceptAnswer> {
  await renewRepository(ports, by.nowMs);
  await settlePublication(ports, submission.role, by);
  const read = readSubmission(ports, 'root', submission);
  const version = read.ok ? read.file.content.version : 0;
  const unsigned = await listUnsigned(ports, submission.role, by.nowMs);
  return { ok: true, state: 'published', version, digest: deriveDigest(submission.payloadBytes), unsigned };
}

async function isPublished(
  { repository, format }: AcceptPorts,
  version: number,
  submission: Submission,
): Promise<boolean> {
  const bytes = await repository.loadRoleFile({ role: 'root', version });
  const file = bytes === null ? null : format.parseFile('root', bytes);
  return file?.ok === true && isSamePayload(file.value, submission);
}

/** A storage that lost its root is restored, not begun anew: devices trust the root that they have. */
async function hasPast({ repository, publications }: AcceptPorts): Promise<boolean> {
  if ((await repository.loadTimestamp()) !== null) return true;
  return (await publications.loadSettled()).some(({ role }) => role === 'root');
}

const refuseSecondFirst = (): Refused =>
  refuseFile('version-taken', {
    where: 'signed.version',
    what: 'is 1, and a root was published before that storage does not hold any more',
    fix: 'Restore object storage from its backup.',
  });
