// Who may sign a role, and how many of them it takes: the changes that people make to it, and the file that says it.
import { hexOf } from '../../bytes.ts';
import type { RoleKey, TrustedKey } from '../key.ts';
import type { RoleKeys, Root, Targets, TopRole } from '../tuf/metadata.ts';
import { isTopRole } from '../tuf/metadata.ts';
import { bare } from './first-files.ts';
import { deriveRoleName, readRoleName } from './role-name.ts';
import { hasKey } from './signing.ts';

export type PeopleChange =
  | { readonly kind: 'add'; readonly key: TrustedKey }
  | { readonly kind: 'remove'; readonly key: RoleKey }
  | { readonly kind: 'replace'; readonly before: RoleKey; readonly after: TrustedKey }
  | { readonly kind: 'threshold'; readonly threshold: number };

export type PeopleRefusal =
  | 'unknown-role'
  | 'person-there-already'
  | 'no-such-person'
  /** Of the keys that would be left, fewer than must sign. */
  | 'threshold-above-people'
  | 'threshold-below-one'
  | 'nothing-to-change';

export type PeopleAnswer = { readonly ok: true; readonly people: RoleKeys } | Refused;
type Refused = { readonly ok: false; readonly refusal: PeopleRefusal };

export function decidePeople({ keys, threshold }: RoleKeys, change: PeopleChange): PeopleAnswer {
  switch (change.kind) {
    case 'add':
      if (hasKey(keys, change.key)) return refuse('person-there-already');
      return judge({ keys: [...keys, bare(change.key)], threshold });
    case 'remove':
      if (!hasKey(keys, change.key)) return refuse('no-such-person');
      return judge({ keys: without(keys, change.key), threshold });
    case 'replace':
      if (!hasKey(keys, change.before)) return refuse('no-such-person');
      if (hasKey(keys, change.after)) return refuse('person-there-already');
      return judge({ keys: [...without(keys, change.before), bare(change.after)], threshold });
    case 'threshold':
      if (change.threshold === threshold) return refuse('nothing-to-change');
      return judge({ keys, threshold: change.threshold });
  }
}

function judge(people: RoleKeys): PeopleAnswer {
  if (people.threshold < 1) return refuse('threshold-below-one');
  return people.threshold > people.keys.length ? refuse('threshold-above-people') : { ok: true, people };
}

const without = (keys: readonly RoleKey[], gone: RoleKey): RoleKey[] =>
  keys.filter(({ publicKey }) => hexOf(publicKey) !== hexOf(gone.publicKey));

const refuse = (refusal: PeopleRefusal): Refused => ({ ok: false, refusal });

/** The role whose file says who signs `role`: root for the four it names, targets for the rest. Null for an unknown name. */
export function deriveDelegator(role: string): 'root' | 'targets' | null {
  if (isTopRole(role)) return 'root';
  const read = readRoleName(role);
  return read === null || read.product === null ? null : 'targets';
}

/** Who signs a role, as its delegator says; null where it says nothing of it. */
export function findPeople(role: string, { root, targets }: { root: Root; targets: Targets | null }): RoleKeys | null {
  if (isTopRole(role)) return root.roles[role];
  return targets?.delegations.find(({ name }) => name === role) ?? null;
}

export const withRootPeople = (root: Root, role: TopRole, people: RoleKeys): Root => ({
  ...root,
  roles: { ...root.roles, [role]: { keys: people.keys, threshold: people.threshold } },
});

/** A release's archive is signed by whoever signs the releases, so both change together. */
export function withDelegatedPeople(targets: Targets, role: string, people: RoleKeys): Targets {
  const names = new Set(listSharing(role));
  return {
    ...targets,
    delegations: targets.delegations.map((each) =>
      names.has(each.name) ? { ...each, keys: people.keys, threshold: people.threshold } : each,
    ),
  };
}

/** The roles whose people are one: `fw-nova` and its archive, every other role alone. */
export function listSharing(role: string): string[] {
  const read = readRoleName(role);
  if (read?.kind !== 'fw' && read?.kind !== 'fw-archive') return [role];
  return [deriveRoleName('fw', read.product), deriveRoleName('fw-archive', read.product)];
}
