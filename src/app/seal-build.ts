// Seals a build by the release that people signed and published: from here on it never changes, and rollouts may offer it.
import { checkSeal } from '../domain/build/check-seal.ts';
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import { assert } from './app-error.ts';
import { auditOf, type By } from './by.ts';
import type { Builds } from './ports/builds.ts';

/** `fileName` is that of the role file that published it. */
export type ReleaseToSeal = { readonly statement: ReleaseStatement; readonly fileName: string };

/** Doing it again changes nothing. A release that this database never heard of, as after a restore, seals nothing. */
export async function sealBuild(
  { builds }: { readonly builds: Builds },
  { statement, fileName }: ReleaseToSeal,
  by: By,
): Promise<'sealed' | 'sealed-already' | 'unknown-build'> {
  const build = await builds.loadBuild(statement.releaseId);
  if (build === null) return 'unknown-build';
  const check = checkSeal(build, statement);
  assert(check.ok, `the published release ${statement.releaseId} is not what its draft says`);
  if (check.isSealedAlready) return 'sealed-already';
  const { version, counter, artifact } = build;
  const details = { version, counter, sha256: artifact.sha256, release: fileName };
  const audit = auditOf(by, 'build sealed', build.id, details);
  await builds.recordSealed(build.id, { release: fileName, sealedMs: by.nowMs }, audit);
  return 'sealed';
}
