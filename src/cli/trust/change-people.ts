// Changes who may sign a role: the next file of its delegator, and of the role itself where its signatures do not do any more.
import type { RoleKey } from '../../domain/trust/key.ts';
import { deriveLifeMs } from '../../domain/trust/repository/life.ts';
import { nextVersionOf } from '../../domain/trust/repository/next-file.ts';
import {
  decidePeople,
  deriveDelegator,
  findPeople,
  listSharing,
  type PeopleChange,
  type PeopleRefusal,
  withDelegatedPeople,
  withRootPeople,
} from '../../domain/trust/repository/people.ts';
import { hasKey } from '../../domain/trust/repository/signing.ts';
import { isTopRole, type RoleKeys, type Root, type Targets } from '../../domain/trust/tuf/metadata.ts';
import { CliError } from '../cli-error.ts';
import { loadDelegators } from './delegators.ts';
import type { HeldNames } from './describe-people.ts';
import { unknownRole } from './edit-role.ts';
import type { OpenRepository } from './open-repository.ts';
import { listSigners } from './published-role.ts';
import { draftRoot, draftTargets, type RoleDraft } from './role-draft.ts';

export type PeopleToChange = {
  readonly repository: OpenRepository;
  readonly role: string;
  readonly change: PeopleChange;
  readonly names: HeldNames;
  readonly nowMs: number;
};

export type PeopleDrafts = {
  /** Of the delegator: root or targets. */
  readonly first: RoleDraft;
  /** Files that must be signed again by the people of now, once the first is published. */
  readonly followers: readonly RoleDraft[];
};

export async function changePeople(wanted: PeopleToChange): Promise<PeopleDrafts> {
  const { repository, role, change } = wanted;
  const delegators = await loadDelegators(repository);
  const present = findPeople(role, delegators);
  if (present === null || deriveDelegator(role) === null) throw unknownRole(role);
  const other = findOtherRole(role, change, delegators);
  if (other !== null) throw keyOfAnotherRole(other, role);
  const decided = decidePeople(present, change);
  if (!decided.ok) throw describeRefusal(decided.refusal, role, present);
  const { people } = decided;
  return isTopRole(role) ? changeInRoot(wanted, role, people) : changeInTargets(wanted, people);
}

async function changeInRoot(
  { repository, names, nowMs }: PeopleToChange,
  role: 'root' | 'targets' | 'snapshot' | 'timestamp',
  people: RoleKeys,
): Promise<PeopleDrafts> {
  const { root } = repository;
  const next: Root = nextVersionOf(withRootPeople(root.content, role, people), 'root', nowMs);
  const first = draftRoot(next, { before: root, names });
  const targets = repository.isCutOff ? null : await repository.loadRole('targets');
  if (role !== 'targets' || targets === null || isSignedBy(targets, people)) return { first, followers: [] };
  const again = nextVersionOf(targets.content, 'targets', nowMs);
  const drafting = { root: next, targets: targets.content, names, before: targets };
  return { first, followers: [draftTargets('targets', again, drafting)] };
}

async function changeInTargets(
  { repository, role, names, nowMs }: PeopleToChange,
  people: RoleKeys,
): Promise<PeopleDrafts> {
  const before = await repository.loadRole('targets');
  if (before === null) throw unknownRole(role);
  const root = repository.root.content;
  const next: Targets = nextVersionOf(withDelegatedPeople(before.content, role, people), 'targets', nowMs);
  const first = draftTargets('targets', next, { root, targets: before.content, before, names });
  const followers: RoleDraft[] = [];
  for (const shared of listSharing(role)) {
    const file = await repository.loadRole(shared);
    if (file === null || isSignedBy(file, people)) continue;
    const again = { ...file.content, version: file.content.version + 1, expiresMs: nowMs + lifeOf(shared) };
    followers.push(draftTargets(shared, again, { root, targets: next, before: file, names }));
  }
  return { first, followers };
}

const lifeOf = (role: string): number =>
  deriveLifeMs(role.startsWith('fw-') ? 'fw' : role.startsWith('rollout-') ? 'rollout' : 'stop');

/** Whether enough of these people signed what is published, so that it can stay as it is. */
const isSignedBy = (
  file: { readonly payloadBytes: Uint8Array; readonly signatures: RoleDraft['signatures'] },
  { keys, threshold }: { readonly keys: readonly RoleKey[]; readonly threshold: number },
): boolean => listSigners(file, keys).length >= threshold;

/**
 * TUF does not write a role's name into its file, so that what one key signs for one role could be played as another's
 * by whoever holds the server: an empty rollout file in place of a stop. A key of its own for every role rules it out.
 */
function findOtherRole(
  role: string,
  change: PeopleChange,
  { root, targets }: { readonly root: Root; readonly targets: Targets | null },
): string | null {
  const key = change.kind === 'add' ? change.key : change.kind === 'replace' ? change.after : null;
  if (key === null) return null;
  const sharing = new Set(listSharing(role));
  const roles: (readonly [string, RoleKeys])[] = [
    ...Object.entries(root.roles),
    ...(targets?.delegations ?? []).map((each) => [each.name, each] as const),
  ];
  return roles.find(([name, { keys }]) => !sharing.has(name) && hasKey(keys, key))?.[0] ?? null;
}

const keyOfAnotherRole = (other: string, role: string): CliError =>
  new CliError(`this key signs ${other} already, and every role takes a key of its own`, {
    code: 'key-of-another-role',
    fix: `Make one: orange key new ${role}. Then give what orange key export ${role} prints.`,
  });

const words: Readonly<
  Record<PeopleRefusal, (role: string, present: RoleKeys) => readonly [what: string, fix: string]>
> = {
  'unknown-role': (role) => [`there is no role ${role}`, 'See `orange trust status`.'],
  'person-there-already': (role) => [`this key may sign ${role} already`, 'See `orange trust status`.'],
  'no-such-person': (role) => [`no such key may sign ${role}`, 'See `orange trust status` for those that may.'],
  'threshold-above-people': (role, { keys, threshold }) => [
    `${role} would need more people than it has (${threshold} of ${keys.length} now)`,
    `Add somebody first: orange trust person add ${role} KEY. Or lower the threshold: orange trust threshold ${role} N`,
  ],
  'threshold-below-one': (role) => [`${role} needs a threshold of at least 1`, 'Choose a higher one.'],
  'nothing-to-change': (role, { threshold }) => [
    `the threshold of ${role} is ${threshold} already`,
    'See `orange trust status`.',
  ],
};

function describeRefusal(refusal: PeopleRefusal, role: string, present: RoleKeys): CliError {
  const [what, fix] = words[refusal](role, present);
  return new CliError(what, { code: refusal, fix });
}
