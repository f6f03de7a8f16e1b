// Says in words what a role file says, read back from the very bytes that are signed, and what it changes.
import type { StatedTarget } from '../../domain/trust/repository/changes.ts';
import { deriveLifeMs } from '../../domain/trust/repository/life.ts';
import { readRoleName } from '../../domain/trust/repository/role-name.ts';
import { deriveDigest } from '../../domain/trust/repository/signed-file.ts';
import type { RoleKeys, Root, Targets } from '../../domain/trust/tuf/metadata.ts';
import { encodeRepositoryFile, parseRepositoryFile } from '../../wire/trust/repository-file.ts';
import { parseStatements } from '../../wire/trust/statements.ts';
import { CliError } from '../cli-error.ts';
import { instantWords, secondsWords } from '../terminal/figures.ts';
import { details } from '../terminal/table.ts';
import { bad, faint, type Line, name, strong, warning, wordsOf } from '../terminal/words.ts';
import { delegatedGroups, describePeople, type HeldNames, rootGroups, thresholdWords } from './describe-people.ts';
import { describeStatements } from './describe-statements.ts';

/** What the words are about: the bytes, and what they are compared with. */
export type RoleToDescribe = {
  readonly role: string;
  readonly payload: Uint8Array;
  /** What is published; null for nothing. Only a file that is signed as its delegator asks is compared with. */
  readonly before: { readonly content: Root | Targets; readonly isSigned: boolean } | null;
  readonly quorums: readonly RoleKeys[];
  readonly names: HeldNames;
};

export type ReadRole =
  | { readonly type: 'root'; readonly content: Root }
  | { readonly type: 'targets'; readonly content: Targets };

/** Throws a CliError for bytes that say anything we do not read: what cannot be shown is not signed. */
export function readPayload(role: string, payload: Uint8Array): ReadRole {
  const bytes = encodeRepositoryFile(payload, []);
  if (role === 'root') return { type: 'root', content: expectReadable(parseRepositoryFile('root', bytes)).content };
  if (readRoleName(role) === null) throw unreadable(role, 'is no role that people sign');
  return { type: 'targets', content: expectReadable(parseRepositoryFile('targets', bytes)).content };
}

export function describeRole(asked: RoleToDescribe): Line[] {
  const { role, payload, before, quorums } = asked;
  const read = readPayload(role, payload);
  const { version, expiresMs } = read.content;
  const published = before === null ? 'nothing published before' : `version ${before.content.version} is published`;
  const signers = quorums.map(thresholdWords).join(', and ');
  const lifeMs = deriveLifeMs(readRoleName(role)?.kind ?? 'fw');
  return [
    [strong('Role file'), ' ', name(role), ` version ${version}`, faint(` (${published})`)],
    ...indent([
      ...describeContent(asked, read),
      ...details([
        ['in force until', `${instantWords(expiresMs)} (at most ${secondsWords(lifeMs / 1000)})`],
        ['to be signed by', signers],
        ['digest', deriveDigest(payload)],
      ]),
    ]),
  ];
}

function describeContent({ role, before, names }: RoleToDescribe, read: ReadRole): Line[] {
  if (read.type === 'root')
    return describePeople(
      before !== null && isRoot(before.content) ? rootGroups(before.content) : [],
      rootGroups(read.content),
      names,
    );
  const base = before === null || !before.isSigned || isRoot(before.content) ? null : before.content;
  const distrust: Line[] =
    before === null || before.isSigned
      ? []
      : [
          [
            warning('What is published is not signed as it must be now, so everything in this file is shown: '),
            'look at all of it.',
          ],
        ];
  if (role === 'targets')
    return [
      ...distrust,
      ...describePeople(base === null ? [] : delegatedGroups(base), delegatedGroups(read.content), names),
    ];
  const old = base === null ? [] : expectStated(base);
  return [
    ...distrust,
    ...describeStatements(old, expectStated(read.content), read.content.expiresMs),
    ...strayLines(read.content),
  ];
}

/** Refused by the service too; said here, where a person can still say no. */
const strayLines = ({ delegations }: Targets): Line[] =>
  delegations.length === 0 ? [] : [[bad('It delegates to others, which no file of a product may.')]];

export function expectStated(content: Targets): StatedTarget[] {
  const stated = parseStatements(content);
  if (stated.ok) return stated.value;
  const [problem] = stated.problems;
  throw unreadable('role file', `holds what cannot be shown: ${problem?.where} ${problem?.what}`);
}

function expectReadable<T>(
  parsed: { ok: true; value: T } | { ok: false; problems: readonly { where: string; what: string }[] },
): T {
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.problems;
  throw unreadable('role file', `cannot be read: ${problem?.where} ${problem?.what}`);
}

const unreadable = (role: string, what: string): CliError =>
  new CliError(`this ${role} ${what}`, { code: 'unreadable-role-file', fix: 'Do not sign it, and ask who made it.' });

const isRoot = (content: Root | Targets): content is Root => 'roles' in content;

const indent = (lines: readonly Line[]): Line[] => lines.map((line): Line => ['  ', ...wordsOf(line)]);
