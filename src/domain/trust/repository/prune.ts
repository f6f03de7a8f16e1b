// Keeps role files small enough to be signed by hardware: old releases move to the archive, ended ceilings and permits go.
import type { ReleaseId } from '../../build/names.ts';
import type { ReleaseStatement } from '../../build/release-statement.ts';
import type { Targets } from '../tuf/metadata.ts';
import type { StatedTarget } from './changes.ts';
import { editTargets } from './next-file.ts';

/** Hardware signers end at 16,000 bytes; the rest is room for one statement more. */
export const prunedAboveBytes = 14_000;
/** Each pruning changes two files, so it makes room for some ten releases at once. */
const prunedToBytes = 7_000;

export type Pruning = {
  readonly fw: Targets;
  /** Null when nothing moved. */
  readonly archive: Targets | null;
};

/**
 * `releases` are those of `fw`; `sizeOf` gives the bytes that would be signed. The newest release of each channel and
 * whatever a ceiling or permit names stay. The archive forgets its oldest ones when it is full itself.
 */
export function decidePruning(question: {
  readonly fw: Targets;
  readonly archive: Targets;
  readonly releases: readonly StatedTarget<ReleaseStatement>[];
  readonly referenced: ReadonlySet<ReleaseId>;
  readonly sizeOf: (file: Targets) => number;
}): Pruning {
  const { archive, releases, referenced, sizeOf } = question;
  let { fw } = question;
  if (sizeOf(fw) <= prunedAboveBytes) return { fw, archive: null };
  const moved: StatedTarget<ReleaseStatement>[] = [];
  for (const release of listMovable(releases, referenced)) {
    if (sizeOf(fw) <= prunedToBytes) break;
    fw = editTargets(fw, { remove: [release.path] });
    moved.push(release);
  }
  if (moved.length === 0) return { fw, archive: null };
  const put = new Map(
    moved.flatMap(({ path }) => {
      const target = question.fw.targets.get(path);
      return target === undefined ? [] : [[path, target]];
    }),
  );
  return { fw, archive: forgetOldest(editTargets(archive, { put }), sizeOf) };
}

/** Oldest first. */
function listMovable(
  releases: readonly StatedTarget<ReleaseStatement>[],
  referenced: ReadonlySet<ReleaseId>,
): StatedTarget<ReleaseStatement>[] {
  const oldestFirst = [...releases].sort((one, other) => one.statement.counter - other.statement.counter);
  const newest = new Map(oldestFirst.map(({ path, statement }) => [statement.channel, path]));
  const isNewest = ({ path, statement }: StatedTarget<ReleaseStatement>) => newest.get(statement.channel) === path;
  return oldestFirst.filter((release) => !isNewest(release) && !referenced.has(release.statement.releaseId));
}

/** Paths hold the counter, but as text: `nova-9` was before `nova-10`, so the numbers in them are compared. */
function forgetOldest(archive: Targets, sizeOf: (file: Targets) => number): Targets {
  const oldestFirst = [...archive.targets.keys()].sort((one, other) => counterOf(one) - counterOf(other));
  let kept = archive;
  for (const path of oldestFirst) {
    if (sizeOf(kept) <= prunedAboveBytes) break;
    kept = editTargets(kept, { remove: [path] });
  }
  return kept;
}

const counterOf = (path: string): number => Number(/-(\d+)\./.exec(path)?.[1] ?? 0);

/** What of a rollout file says nothing to anybody any more: ceilings and permits past their own end. */
export function listEnded(stated: readonly StatedTarget[], nowMs: number): string[] {
  return stated.flatMap(({ path, statement }) =>
    (statement.kind === 'ceiling' || statement.kind === 'permit') && statement.notAfterMs <= nowMs ? [path] : [],
  );
}

/** Releases that ceilings and permits name: what may be offered, gone back to, or come from. */
export function listReferenced(stated: readonly StatedTarget[]): Set<ReleaseId> {
  return new Set(
    stated.flatMap(({ statement }) => {
      if (statement.kind === 'ceiling')
        return statement.fallbackReleaseId === null
          ? [statement.releaseId]
          : [statement.releaseId, statement.fallbackReleaseId];
      if (statement.kind !== 'permit') return [];
      return [...statement.from, statement.to].map(({ releaseId }) => releaseId);
    }),
  );
}
