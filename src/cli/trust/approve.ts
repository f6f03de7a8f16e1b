// Signs a role file that waits: found by its digest, judged against what is published, shown, signed, sent.
import { deriveDigest } from '../../domain/trust/repository/signed-file.ts';
import { parseEnvelope } from '../../wire/statement/envelope.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { expectNamedReleases } from './check-named.ts';
import { loadDelegators } from './delegators.ts';
import { type OpenRepository, requireRepository } from './open-repository.ts';
import { openRoleSigner } from './open-role-signer.ts';
import { type FileOutcome, listUnsigned, outcomeOf, reportFiles } from './publish-drafts.ts';
import { draftPayload, loadHeldNames, type RoleDraft } from './role-draft.ts';
import { mayHold, signRoles } from './sign-role.ts';
import { loadProposals, sendSignature, type WaitingFile } from './trust-api.ts';

export type Approval = { readonly digest: string; readonly role: string | null; readonly isAgreed: boolean };

/** Two roles may wait with the very same bytes, such as a file and its archive: whoever approves the bytes approves both. */
export async function approve(session: Session, { digest, role, isAgreed }: Approval): Promise<Report> {
  const repository = await requireRepository(session);
  const drafts: RoleDraft[] = [];
  for (const waiting of pickWaiting(await loadProposals(session), digest, role))
    drafts.push(await judge(session, repository, waiting));
  const signer = await openRoleSigner(session);
  const able = drafts.filter((draft) => mayHold(signer, draft));
  // With none, or with a command, the first says what is missing.
  const wanted = able.length > 0 ? able : drafts.slice(0, 1);
  const signed = await signRoles(session, { signer, drafts: wanted, isAgreed });
  const files: FileOutcome[] = [];
  for (const [at, draft] of wanted.entries()) files.push(await send(session, draft, signed[at] ?? draft));
  return reportFiles(files, await listUnsigned(session));
}

/** One by one: the last that is needed publishes the file, and then there is nothing left to sign. */
async function send(session: Session, before: RoleDraft, signed: RoleDraft): Promise<FileOutcome> {
  const mine = signed.signatures.filter((each) => !before.signatures.includes(each));
  let outcome: FileOutcome | null = null;
  for (const signature of mine) {
    outcome = outcomeOf(signed, await sendSignature(session, signed, signature));
    if (outcome.state === 'published') break;
  }
  if (outcome !== null) return outcome;
  throw new CliError('nothing was signed', { code: 'no-fitting-key', fix: 'See `orange trust status`.' });
}

/** All under one digest; one of them where a role is named. */
export function pickWaiting(
  proposals: readonly WaitingFile[],
  digest: string,
  role: string | null,
): readonly WaitingFile[] {
  const wanted = digest.toLowerCase();
  const isPrefix = /^[0-9a-f]{6,64}$/.test(wanted);
  const found = proposals.filter(
    (each) => isPrefix && each.digest.startsWith(wanted) && (role === null || each.role === role),
  );
  const digests = new Set(found.map((each) => each.digest));
  if (digests.size === 1) return found;
  if (digests.size > 1) {
    const fix = 'Give more digits; `orange trust status` shows them.';
    throw new CliError(`${digests.size} files wait under ${digest}`, { code: 'ambiguous-proposal', fix });
  }
  throw new CliError(`nothing waits under ${digest}`, {
    code: 'unknown-proposal',
    fix: 'See `orange trust status` for what waits. A file that was published, withdrawn or overtaken waits no more.',
  });
}

/** The service's word is its list only: the bytes must be those that the digest names, and a version that can still come. */
async function judge(session: Session, repository: OpenRepository, waiting: WaitingFile): Promise<RoleDraft> {
  const envelope = parseEnvelope(waiting.file);
  if (!envelope.ok || deriveDigest(envelope.value.payloadBytes) !== waiting.digest) {
    throw new CliError(`the service shows other bytes than ${waiting.digest.slice(0, 12)} names`, {
      code: 'digest-mismatch',
      fix: 'Sign nothing, and find out who changed it.',
    });
  }
  const { role } = waiting;
  const before = role === 'root' ? repository.root : await repository.loadRole(role);
  const { payloadBytes: payload, signatures } = envelope.value;
  const names = await loadHeldNames(session);
  const draft = draftPayload(role, payload, { before, ...(await loadDelegators(repository)), names, signatures });
  await expectNamedReleases(repository, draft);
  if (before === null || draft.version > before.content.version) return draft;
  throw new CliError(
    `version ${draft.version} of ${role} cannot come any more: ${before.content.version} is published`,
    {
      code: 'proposal-overtaken',
      fix: 'Whoever proposed it makes it again on top of what is published.',
    },
  );
}
