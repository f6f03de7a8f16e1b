// What a role file changes against the published one, statement by statement: what approvers see and what takes effect.
import type { CeilingStatement } from '../../build/ceiling-statement.ts';
import type { PermitStatement } from '../../build/permit-statement.ts';
import type { ReleaseStatement } from '../../build/release-statement.ts';
import type { StopStatement } from '../../build/stop-statement.ts';

export type Statement = ReleaseStatement | CeilingStatement | PermitStatement | StopStatement;

/** A target of a role file with what it says. */
export type StatedTarget<S extends Statement = Statement> = { readonly path: string; readonly statement: S };

export type ChangesOf<S extends Statement> = {
  readonly added: readonly StatedTarget<S>[];
  readonly removed: readonly StatedTarget<S>[];
  readonly replaced: readonly { readonly path: string; readonly before: S; readonly after: S }[];
};

/** A file speaks of the kinds of its role only, so the others are empty. */
export type Changes = {
  readonly releases: ChangesOf<ReleaseStatement>;
  readonly ceilings: ChangesOf<CeilingStatement>;
  readonly permits: ChangesOf<PermitStatement>;
  readonly stops: ChangesOf<StopStatement>;
};

/** `before` is empty for a role's first file. Targets that are the same in both are in no list. */
export function deriveChanges(before: readonly StatedTarget[], after: readonly StatedTarget[]): Changes {
  return {
    releases: compareKind(before, after, isRelease),
    ceilings: compareKind(before, after, isCeiling),
    permits: compareKind(before, after, isPermit),
    stops: compareKind(before, after, isStop),
  };
}

type Is<S extends Statement> = (target: StatedTarget) => target is StatedTarget<S>;

const isRelease: Is<ReleaseStatement> = (target): target is StatedTarget<ReleaseStatement> =>
  target.statement.kind === 'release';
const isCeiling: Is<CeilingStatement> = (target): target is StatedTarget<CeilingStatement> =>
  target.statement.kind === 'ceiling';
const isPermit: Is<PermitStatement> = (target): target is StatedTarget<PermitStatement> =>
  target.statement.kind === 'permit';
const isStop: Is<StopStatement> = (target): target is StatedTarget<StopStatement> => target.statement.kind === 'stop';

function compareKind<S extends Statement>(
  before: readonly StatedTarget[],
  after: readonly StatedTarget[],
  isKind: Is<S>,
): ChangesOf<S> {
  const [old, next] = [before.filter(isKind), after.filter(isKind)];
  const oldByPath = new Map(old.map((target) => [target.path, target.statement]));
  const nextPaths = new Set(next.map(({ path }) => path));
  return {
    added: next.filter(({ path }) => !oldByPath.has(path)),
    removed: old.filter(({ path }) => !nextPaths.has(path)),
    replaced: next.flatMap(({ path, statement }) => {
      const was = oldByPath.get(path);
      return was === undefined || isSame(was, statement) ? [] : [{ path, before: was, after: statement }];
    }),
  };
}

/** One parser made both, so equal statements have their fields in the same order. */
const isSame = (one: Statement, other: Statement): boolean => JSON.stringify(one) === JSON.stringify(other);

/** How many statements changed, for the audit. */
export function countChanges(changes: Changes): { added: number; removed: number; replaced: number } {
  const kinds = [changes.releases, changes.ceilings, changes.permits, changes.stops];
  const count = (lengthOf: (kind: (typeof kinds)[number]) => number): number =>
    kinds.reduce((sum, kind) => sum + lengthOf(kind), 0);
  return {
    added: count(({ added }) => added.length),
    removed: count(({ removed }) => removed.length),
    replaced: count(({ replaced }) => replaced.length),
  };
}
