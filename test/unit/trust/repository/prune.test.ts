// Pruning: a year of Fridays fits into files that hardware signs, what a rollout names stays, and the archive takes the rest.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReleaseId } from '../../../../src/domain/build/names.ts';
import type { ReleaseStatement } from '../../../../src/domain/build/release-statement.ts';
import type { StatedTarget } from '../../../../src/domain/trust/repository/changes.ts';
import { editTargets } from '../../../../src/domain/trust/repository/next-file.ts';
import {
  decidePruning,
  listEnded,
  listReferenced,
  prunedAboveBytes,
} from '../../../../src/domain/trust/repository/prune.ts';
import type { Targets } from '../../../../src/domain/trust/tuf/metadata.ts';
import { parseStatements } from '../../../../src/wire/trust/statements.ts';
import { encodeTargetsPayload } from '../../../../src/wire/trust/targets.ts';
import { ceiling, expectValue, nowMs, permit, sampleReleaseId } from '../../../samples/statements.ts';
import { ceilingTarget, fileOf, permitTarget, releaseTarget } from '../../../samples/trust.ts';

/** As the CLI measures: what cannot be signed at all is endless. */
function sizeOf(file: Targets): number {
  const payload = encodeTargetsPayload(file);
  return payload.ok ? payload.value.length : Number.POSITIVE_INFINITY;
}
const releasesOf = (file: Targets) => expectValue(parseStatements(file)).filter(isRelease);
const isRelease = (each: StatedTarget): each is StatedTarget<ReleaseStatement> => each.statement.kind === 'release';

type Files = { readonly fw: Targets; readonly archive: Targets };
const publish = ({ fw, archive }: Files, counter: number, referenced: ReadonlySet<ReleaseId>): Files => {
  const put = new Map([releaseTarget(counter, { channel: counter % 5 === 0 ? 'beta' : 'stable' })]);
  const edited = editTargets(fw, { put });
  const pruned = decidePruning({ fw: edited, archive, releases: releasesOf(edited), referenced, sizeOf });
  return { fw: pruned.fw, archive: pruned.archive ?? archive };
};

describe('decidePruning', () => {
  it('keeps a hundred Fridays within what hardware signs, the newest of each channel and what is referenced in it', () => {
    const referenced = new Set([sampleReleaseId('nova-3'), sampleReleaseId('nova-40')]);
    let files: Files = { fw: fileOf(1), archive: fileOf(1) };
    let archiveChanges = 0;
    for (let counter = 1; counter <= 100; counter += 1) {
      const before = files.archive;
      files = publish(files, counter, referenced);
      if (files.archive !== before) archiveChanges += 1;
      expect([counter, sizeOf(files.fw) <= prunedAboveBytes, sizeOf(files.archive) <= prunedAboveBytes]).toEqual([
        counter,
        true,
        true,
      ]);
      const ids = releasesOf(files.fw).map(({ statement }) => statement.releaseId);
      expect(ids).toContain(`nova-${counter}`);
      if (counter >= 5) expect(ids).toContain(`nova-${counter - (counter % 5)}`);
      if (counter >= 40) expect(ids).toEqual(expect.arrayContaining(['nova-3', 'nova-40']));
    }
    // Each change of the archive is one more file to sign.
    expect(archiveChanges).toBeLessThanOrEqual(12);
  });

  it('moves the oldest first, in the archive as they were, and loses none before the archive is full', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 34 }), (count) => {
        let files: Files = { fw: fileOf(1), archive: fileOf(1) };
        for (let counter = 1; counter <= count; counter += 1) files = publish(files, counter, new Set());
        const all = new Map([...files.archive.targets, ...files.fw.targets]);
        const made = Array.from({ length: count }, (_, at) =>
          releaseTarget(at + 1, { channel: (at + 1) % 5 === 0 ? 'beta' : 'stable' }),
        );
        expect([...all].sort()).toEqual([...new Map(made)].sort());
      }),
      { numRuns: 10 },
    );
  });

  it('leaves a file alone that is small, or in which nothing may go', () => {
    const small = fileOf(1, [releaseTarget(1)]);
    const question = { archive: fileOf(1), referenced: new Set<ReleaseId>(), sizeOf };
    expect(decidePruning({ ...question, fw: small, releases: releasesOf(small) })).toEqual({
      fw: small,
      archive: null,
    });
    const full = fileOf(
      1,
      Array.from({ length: 30 }, (_, at) => releaseTarget(at + 1)),
    );
    const releases = releasesOf(full);
    const referenced = new Set(releases.map(({ statement }) => statement.releaseId));
    expect(decidePruning({ ...question, fw: full, releases, referenced })).toEqual({ fw: full, archive: null });
  });
});

describe('a rollout file', () => {
  const stated = expectValue(parseStatements(fileOf(1, [ceilingTarget(), permitTarget()])));

  it('refers to what it offers, what it goes back to, and what may go back', () => {
    const { from, to } = permit;
    expect([...listReferenced(stated)].sort()).toEqual(
      [
        ...new Set([ceiling.releaseId, ceiling.fallbackReleaseId, to.releaseId, ...from.map((each) => each.releaseId)]),
      ].sort(),
    );
  });

  it('has ended statements only past their own end', () => {
    expect(listEnded(stated, nowMs)).toEqual([]);
    const ends = [ceiling.notAfterMs, permit.notAfterMs];
    expect(listEnded(stated, Math.max(...ends))).toHaveLength(2);
    expect(listEnded(stated, Math.min(...ends))).toHaveLength(ends[0] === ends[1] ? 2 : 1);
  });
});
