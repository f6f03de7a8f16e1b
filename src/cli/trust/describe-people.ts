// Says in words who may sign what, and what a root or a set of delegations changes about it.
import { hexOf } from '../../domain/bytes.ts';
import type { RoleKey } from '../../domain/trust/key.ts';
import type { RoleKeys, Root, Targets } from '../../domain/trust/tuf/metadata.ts';
import { bad, faint, good, type Line, name, type Word, warning } from '../terminal/words.ts';

/** Names that keys have in the key file of this machine, by key id. */
export type HeldNames = ReadonlyMap<string, string>;

/** `2 of 3`, as thresholds are spoken. */
export const thresholdWords = ({ keys, threshold }: RoleKeys): string => `${threshold} of ${keys.length}`;

/** Sixteen digits of the id: as much as a person compares, far more than anybody can hit. */
export function personWords(keyId: string, names: HeldNames): Word[] {
  const held = names.get(keyId);
  return [name(keyId.slice(0, 16)), held === undefined ? '' : faint(` (${held}, in your key file)`)];
}

type Group = { readonly name: string; readonly people: RoleKeys };

export const rootGroups = ({ roles }: Root): Group[] =>
  (['root', 'targets', 'snapshot', 'timestamp'] as const).map((role) => ({ name: role, people: roles[role] }));

export const delegatedGroups = ({ delegations }: Targets): Group[] =>
  delegations.map((each) => ({ name: each.name, people: each }));

/** Everything is listed, what is as before in one line each: who signs it must see all that they sign. */
export function describePeople(before: readonly Group[], after: readonly Group[], names: HeldNames): Line[] {
  const gone = before.filter((old) => !after.some(({ name: role }) => role === old.name));
  return [
    ...after.flatMap((group) =>
      describeGroup(before.find(({ name: role }) => role === group.name) ?? null, group, names),
    ),
    ...gone.map((group): Line => [bad('takes away '), name(group.name), ': nobody may sign it any more']),
  ];
}

function describeGroup(before: Group | null, { name: role, people }: Group, names: HeldNames): Line[] {
  if (before === null) {
    return [
      [good('adds '), name(role), `: ${thresholdWords(people)} must sign`],
      ...people.keys.map((key): Line => ['    ', ...personWords(key.keyId, names)]),
    ];
  }
  const [added, removed] = [missingIn(before.people, people), missingIn(people, before.people)];
  const isSame = added.length + removed.length === 0 && before.people.threshold === people.threshold;
  if (isSame) return [[faint(`as before: ${role}, ${thresholdWords(people)}`)]];
  const [was, is] = [thresholdWords(before.people), thresholdWords(people)];
  return [
    [
      warning('changes '),
      name(role),
      was === is ? `: ${is} must sign, as before` : `: ${is} must sign, before it was ${was}`,
    ],
    ...added.map((key): Line => ['    ', good('may sign from now on  '), ...personWords(key.keyId, names)]),
    ...removed.map((key): Line => ['    ', bad('may sign no longer    '), ...personWords(key.keyId, names)]),
  ];
}

/** Keys of `there` that `here` lacks, by the keys themselves. */
function missingIn(here: RoleKeys, there: RoleKeys): RoleKey[] {
  const known = new Set(here.keys.map(({ publicKey }) => hexOf(publicKey)));
  return there.keys.filter(({ publicKey }) => !known.has(hexOf(publicKey)));
}
