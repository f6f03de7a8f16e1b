// Seals a build by the release that people signed and published: from here on it never changes, and rollouts may offer it.
import type { Build } from '../domain/build/build.ts';
import { checkSeal } from '../domain/build/check-seal.ts';
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import { assert } from './app-error.ts';
import { auditOf, type By } from './by.ts';
import { type RecoverBuildPorts, recoverBuild } from './recover-build.ts';

/** `fileName` is that of the role file that published it. */
export type ReleaseToSeal = { readonly statement: ReleaseStatement; readonly fileName: string };

/** Doing it again changes nothing. A build that this database never heard of, as after a restore, is recovered if it can be. */
export async function sealBuild(
  ports: RecoverBuildPorts,
  { statement, fileName }: ReleaseToSeal,
  by: By,
): Promise<'sealed' | 'sealed-already' | 'unknown-build'> {
  const build = await obtainBuild(ports, statement, by);
  if (build === null) return 'unknown-build';
  const check = checkSeal(build, statement);
  assert(check.ok, `the published release ${statement.releaseId} is not what its draft says`);
  if (check.isSealedAlready) return 'sealed-already';
  const { version, counter, artifact } = build;
  const details = { version, counter, sha256: artifact.sha256, release: fileName };
  const audit = auditOf(by, 'build sealed', build.id, details);
  await ports.builds.recordSealed(build.id, { release: fileName, sealedMs: by.nowMs }, audit);
  return 'sealed';
}

async function obtainBuild(ports: RecoverBuildPorts, statement: ReleaseStatement, by: By): Promise<Build | null> {
  const known = await ports.builds.loadBuild(statement.releaseId);
  if (known !== null || !(await recoverBuild(ports, statement, by))) return known;
  return ports.builds.loadBuild(statement.releaseId);
}
