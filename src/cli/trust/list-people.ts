// Who may sign what today, role by role, from the published root and delegations.
import { hexOf } from '../../domain/bytes.ts';
import type { KeyId } from '../../domain/trust/key.ts';
import type { RoleKeys } from '../../domain/trust/tuf/metadata.ts';
import { delegatedGroups, rootGroups } from './describe-people.ts';
import type { OpenRepository } from './open-repository.ts';

export type RolePerson = {
  readonly role: string;
  /** How many of `count` must sign. */
  readonly threshold: number;
  readonly count: number;
  readonly keyId: KeyId;
  readonly publicHex: string;
};

/** Root's own roles first. Of a service that is cut off the delegations cannot be read, and are left out. */
export async function listRolePeople(repository: OpenRepository): Promise<RolePerson[]> {
  const targets = repository.isCutOff ? null : await repository.loadRole('targets');
  const groups = [
    ...rootGroups(repository.root.content),
    ...(targets === null ? [] : delegatedGroups(targets.content)),
  ];
  return groups.flatMap(({ name, people }) => spread(name, people));
}

const spread = (role: string, { keys, threshold }: RoleKeys): RolePerson[] =>
  keys.map(({ keyId, publicKey }) => ({ role, threshold, count: keys.length, keyId, publicHex: hexOf(publicKey) }));
