// Whether ceilings and permits name the releases that are published, in their very words.
import type { ReleaseId } from '../../build/names.ts';
import type { ReleaseStatement } from '../../build/release-statement.ts';
import type { Changes, StatedTarget } from './changes.ts';
import { type Check, passed, refuseFile } from './refusal.ts';

export type NamedQuestion = {
  /** Releases in the published files of the product, its archive too: what a device could still be told to install. */
  readonly releases: readonly StatedTarget[];
  /** The digest by which ceilings and permits name a release. */
  readonly digestOf: (release: ReleaseStatement) => string;
};

/**
 * One over other words than the published ones is one that no device obeys: a mistake, or somebody has put other words under
 * an image that was approved. What is not published at all is for others to see.
 */
export function checkNamedReleases({ ceilings, permits }: Changes, { releases, digestOf }: NamedQuestion): Check {
  const named = [
    ...ceilings.added.map(({ path, statement }) => ({ path, ...statement })),
    ...ceilings.replaced.map(({ path, after }) => ({ path, ...after })),
    ...permits.added.map(({ path, statement }) => ({ path, ...statement.to })),
  ];
  const published = new Map<ReleaseId, ReleaseStatement>(
    releases.flatMap(({ statement }) => (statement.kind === 'release' ? [[statement.releaseId, statement]] : [])),
  );
  const wrong = named.find(({ releaseId, releaseSha256 }) => {
    const release = published.get(releaseId);
    return release !== undefined && digestOf(release) !== releaseSha256;
  });
  if (wrong === undefined) return passed;
  const what = `names ${wrong.releaseId} with other words than are published`;
  return refuseFile('release-named-otherwise', { where: wrong.path, what, fix: 'Sign it for what is published.' });
}
