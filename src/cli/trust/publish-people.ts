// Carries a change of people through: its delegator's file, and what must be signed again behind it.
import { findPeople, type PeopleChange } from '../../domain/trust/repository/people.ts';
import type { RoleKeys } from '../../domain/trust/tuf/metadata.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { changePeople } from './change-people.ts';
import { loadDelegators } from './delegators.ts';
import { unknownRole } from './edit-role.ts';
import { type OpenRepository, requireRepository } from './open-repository.ts';
import { publishDrafts, type SignFlags } from './publish-drafts.ts';
import { loadHeldNames } from './role-draft.ts';

/** `decide` is told who may sign the role now. */
export async function publishPeople(
  session: Session,
  role: string,
  { flags, decide }: { flags: SignFlags; decide: (people: RoleKeys) => PeopleChange | Promise<PeopleChange> },
): Promise<Report> {
  const repository = await requireRepository(session);
  const change = await decide(await loadPeople(repository, role));
  const names = await loadHeldNames(session);
  const nowMs = session.surroundings.nowMs();
  const { first, followers } = await changePeople({ repository, role, change, names, nowMs });
  return publishDrafts(session, { repository, drafts: [first], followers }, flags);
}

export async function loadPeople(repository: OpenRepository, role: string): Promise<RoleKeys> {
  const people = findPeople(role, await loadDelegators(repository));
  if (people === null) throw unknownRole(role);
  return people;
}
