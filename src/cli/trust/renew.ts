// Signs roles again: those that are named, or all that are due and that the keys at hand can sign.
import { deriveAlarm } from '../../domain/trust/repository/life.ts';
import { readRoleName } from '../../domain/trust/repository/role-name.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { good } from '../terminal/words.ts';
import { loadDelegators } from './delegators.ts';
import { unknownRole } from './edit-role.ts';
import { type OpenRepository, requireRepository } from './open-repository.ts';
import { publishDrafts, type SignFlags } from './publish-drafts.ts';
import { renewRole } from './renew-role.ts';
import { loadHeldNames, type RoleDraft } from './role-draft.ts';

export async function renew(session: Session, roles: readonly string[], flags: SignFlags): Promise<Report> {
  const strange = roles.find((role) => readRoleName(role) === null);
  if (strange !== undefined) throw unknownRole(strange);
  const repository = await requireRepository(session);
  const names = await loadHeldNames(session);
  const nowMs = session.surroundings.nowMs();
  const due = roles.length > 0 ? roles : await listDue(repository, nowMs);
  const drafts: RoleDraft[] = [];
  for (const role of due) drafts.push(...(await renewRole({ repository, role, names, nowMs })));
  const [first, ...rest] = drafts;
  if (first === undefined) return { json: { files: [], out: null }, lines: [good('Nothing is due.')] };
  // What was named must be signed; of what is due, everybody signs what they can.
  if (roles.length > 0) return publishDrafts(session, { repository, drafts }, flags);
  return publishDrafts(session, { repository, drafts: [], followers: [first, ...rest] }, flags);
}

async function listDue(repository: OpenRepository, nowMs: number): Promise<string[]> {
  const { targets } = await loadDelegators(repository);
  const roles = targets === null ? [] : ['targets', ...targets.delegations.map(({ name }) => name)];
  const views = await Promise.all(roles.map((role) => repository.loadRole(role)));
  return [repository.root, ...views].flatMap((view) => {
    if (view === null) return [];
    const { name, isSigned, content } = view;
    const kind = readRoleName(name)?.kind;
    return kind !== undefined && (!isSigned || deriveAlarm(kind, content.expiresMs, nowMs) !== 'none') ? [name] : [];
  });
}
