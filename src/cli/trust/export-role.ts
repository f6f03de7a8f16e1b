// Gathers what waits for signatures, or a renewal of one role, for a machine without a network.
import { parseEnvelope } from '../../wire/statement/envelope.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { loadDelegators } from './delegators.ts';
import { type OpenRepository, requireRepository } from './open-repository.ts';
import { publishDrafts } from './publish-drafts.ts';
import { renewRole } from './renew-role.ts';
import { draftPayload, loadHeldNames, type RoleDraft } from './role-draft.ts';
import { loadProposals, type WaitingFile } from './trust-api.ts';

export async function exportRole(session: Session, path: string, role: string | null): Promise<Report> {
  const repository = await requireRepository(session);
  const waiting = (await loadProposals(session)).filter((each) => role === null || each.role === role);
  const drafts: RoleDraft[] = [];
  for (const each of waiting) drafts.push(...(await draftWaiting(session, repository, each)));
  if (drafts.length === 0 && role !== null) {
    const names = await loadHeldNames(session);
    drafts.push(...(await renewRole({ repository, role, names, nowMs: session.surroundings.nowMs() })));
  }
  if (drafts.length > 0) return publishDrafts(session, { repository, drafts }, { out: path });
  throw new CliError('nothing waits for signatures', {
    code: 'nothing-waits',
    fix: 'Name a role to renew with --role, or give --out to the command that changes something.',
  });
}

/** One that was overtaken is left out: nobody should sign it any more. */
async function draftWaiting(
  session: Session,
  repository: OpenRepository,
  { role, file }: WaitingFile,
): Promise<RoleDraft[]> {
  const envelope = parseEnvelope(file);
  const before = role === 'root' ? repository.root : await repository.loadRole(role);
  if (!envelope.ok) return [];
  const { payloadBytes, signatures } = envelope.value;
  const names = await loadHeldNames(session);
  const draft = draftPayload(role, payloadBytes, { before, ...(await loadDelegators(repository)), names, signatures });
  return before === null || draft.version > before.content.version ? [draft] : [];
}
