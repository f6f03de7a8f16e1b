// Says in words which statements a role file adds, replaces and takes away, each as it will be believed.
import type { StopStatement } from '../../domain/build/stop-statement.ts';
import {
  type ChangesOf,
  deriveChanges,
  type StatedTarget,
  type Statement,
} from '../../domain/trust/repository/changes.ts';
import { describeCeiling, describePermit, describeRelease } from '../signing/statement-words.ts';
import { details } from '../terminal/table.ts';
import { bad, faint, good, type Line, name, strong, warning, wordsOf } from '../terminal/words.ts';

/** `before` is empty for a first file, and where what is published is not believed: then everything counts as added. */
export function describeStatements(
  before: readonly StatedTarget[],
  after: readonly StatedTarget[],
  expiresMs: number,
): Line[] {
  const changes = deriveChanges(before, after);
  const kinds: readonly ChangesOf<Statement>[] = [changes.releases, changes.ceilings, changes.permits, changes.stops];
  const lines = kinds.flatMap((kind) => describeKind(kind, expiresMs));
  const touched = kinds.reduce((sum, { added, replaced }) => sum + added.length + replaced.length, 0);
  const left = after.length - touched;
  return [
    ...lines,
    ...(lines.length === 0 ? [faint('adds and takes away nothing')] : []),
    ...(left === 0 ? [] : [faint(`as before: ${left} ${left === 1 ? 'statement' : 'statements'}`)]),
  ];
}

function describeKind({ added, replaced, removed }: ChangesOf<Statement>, expiresMs: number): Line[] {
  return [
    ...added.flatMap(({ statement }) => lead(good('adds '), describeStatement(statement, expiresMs))),
    ...replaced.flatMap(({ before, after }) => [
      ...lead(warning('replaces '), describeStatement(after, expiresMs)),
      ...lead(faint('  before: '), describeStatement(before, expiresMs)),
    ]),
    ...removed.map(({ path, statement }): Line => [bad('takes away '), `the ${statement.kind} `, name(path)]),
  ];
}

function describeStatement(statement: Statement, expiresMs: number): Line[] {
  const signed = { version: 1, expiresMs };
  switch (statement.kind) {
    case 'release':
      return describeRelease({ statement, ...signed });
    case 'ceiling':
      return describeCeiling({ statement, ...signed });
    case 'permit':
      return describePermit({ statement, ...signed });
    case 'stop':
      return describeStop(statement);
  }
}

function describeStop({ releaseId, action, reason, seq }: StopStatement): Line[] {
  const effect = action === 'recall' ? 'no device installs it, and none goes back to it' : 'its rollouts stand still';
  return [
    [strong(action === 'recall' ? 'Recall' : 'Halt'), ' of ', name(releaseId)],
    ...details([
      ['effect', effect],
      ['reason', reason],
      ['lifted by', `a ceiling of this release that clears stop ${seq} or a later one`],
    ]).map((line): Line => ['  ', ...wordsOf(line)]),
  ];
}

const lead = (word: ReturnType<typeof strong>, [first, ...rest]: readonly Line[]): Line[] =>
  first === undefined ? [] : [[word, ...wordsOf(first)], ...rest];
