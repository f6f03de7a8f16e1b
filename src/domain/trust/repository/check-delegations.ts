// What the targets role must say: one delegation a product and kind, each to its own paths and to people only.
import type { Delegation, Root, Targets } from '../tuf/metadata.ts';
import { type Check, checkAll, passed, refuseFile } from './refusal.ts';
import { deriveDelegatedPatterns, deriveRoleName, type RepositoryRole, readRoleName } from './role-name.ts';
import { checkRoleKeys, hasKey } from './signing.ts';

/** `root` is the newest: its online keys may stand in no delegation. */
export function checkDelegations({ targets, delegations }: Targets, root: Root): Check {
  return checkAll(
    () => checkEmpty(targets),
    () => checkUnique(delegations),
    () => checkDisjoint(delegations),
    ...delegations.map((each, index) => () => checkDelegation(each, { index, root, follower: delegations[index + 1] })),
  );
}

/** What may be installed is said by a product's own people, never by those who hold the keys to all products. */
function checkEmpty(targets: Targets['targets']): Check {
  const [path] = targets.keys();
  if (path === undefined) return passed;
  const what = `holds ${path}`;
  return refuseFile('targets-not-empty', {
    where: 'signed.targets',
    what,
    fix: 'Put it into the file of its product.',
  });
}

function checkUnique(delegations: readonly Delegation[]): Check {
  const names = delegations.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return passed;
  const what = `names ${twice} twice`;
  return refuseFile('delegation-not-ours', { where: 'signed.delegations', what, fix: 'Delegate each role once.' });
}

/**
 * TUF does not write the role into a file: one key in two roles would let whoever holds the service list the one's file
 * as the other's, and so undo a stop. Only a product's releases and their archive share their people.
 */
function checkDisjoint(delegations: readonly Delegation[]): Check {
  for (const [index, { name, keys }] of delegations.entries()) {
    const other = delegations
      .slice(0, index)
      .find((each) => !isArchiveOf(name, each.name) && keys.some((key) => hasKey(each.keys, key)));
    if (other === undefined) continue;
    return refuseFile('delegation-not-ours', {
      where: `signed.delegations.roles[${index}]`,
      what: `gives ${name} a key of ${other.name}`,
      fix: 'Give each role a key of its own.',
    });
  }
  return passed;
}

const isArchiveOf = (one: string, other: string): boolean => one === `${other}-archive` || other === `${one}-archive`;

type Place = { readonly index: number; readonly root: Root; readonly follower: Delegation | undefined };

function checkDelegation(delegation: Delegation, { index, root, follower }: Place): Check {
  const where = `signed.delegations.roles[${index}]`;
  const role = readRoleName(delegation.name);
  if (role === null || role.product === null) {
    const what = `is named ${delegation.name}`;
    const fix = 'Name it fw-, rollout- or stop- and its product.';
    return refuseFile('delegation-not-ours', { where, what, fix });
  }
  return checkAll(
    () => checkPaths(delegation, role, where),
    () => checkTerminating(delegation, role, { where, follower }),
    () => checkRoleKeys(delegation, where),
    () => checkOffline(delegation, root, where),
  );
}

type Delegated = Extract<RepositoryRole, { readonly product: string }>;

function checkPaths({ paths }: Delegation, { kind, product }: Delegated, where: string): Check {
  const wanted = deriveDelegatedPatterns(kind, product);
  const isOurs =
    paths.kind === 'patterns' &&
    paths.patterns.length === wanted.length &&
    wanted.every((pattern) => paths.patterns.includes(pattern));
  if (isOurs) return passed;
  const fix = `Delegate exactly ${wanted.join(' and ')}.`;
  return refuseFile('delegation-not-ours', { where: `${where}.paths`, what: 'are not those of its role', fix });
}

/**
 * A terminating role ends the search, so a role must be it, or a stranger delegated behind it could speak for its paths.
 * The one exception hands on to the archive of the same product, which then ends the search.
 */
function checkTerminating(
  { terminating }: Delegation,
  { kind, product }: Delegated,
  { where, follower }: { where: string; follower: Delegation | undefined },
): Check {
  const hasArchive = kind === 'fw' && follower?.name === deriveRoleName('fw-archive', product);
  if (terminating === !hasArchive) return passed;
  const what = hasArchive ? 'is true, which hides the archive behind it' : 'is false';
  return refuseFile('delegation-not-ours', { where: `${where}.terminating`, what, fix: `Set it to ${!hasArchive}.` });
}

function checkOffline(delegation: Delegation, { roles }: Root, where: string): Check {
  const online = [...roles.snapshot.keys, ...roles.timestamp.keys];
  const shared = delegation.keys.find((key) => hasKey(online, key));
  if (shared === undefined) return passed;
  const what = `lists ${shared.keyId}, which also signs snapshot or timestamp`;
  return refuseFile('online-key-in-offline-role', { where, what, fix: 'Give people keys of their own.' });
}
