// Reads what people signed about a build: ids and hashes are taken from there, not from the service's word.
import type { ReleaseId } from '../../domain/build/names.ts';
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import { encodeReleaseDigest } from '../../wire/trust/release-digest.ts';
import { CliError } from '../cli-error.ts';
import type { OpenRepository } from '../trust/open-repository.ts';
import { listStatements } from '../trust/statement-files.ts';

export type SignedBuild = {
  readonly releaseId: ReleaseId;
  readonly imageSha256: string;
  /** By which ceilings and permits name all that the release says. */
  readonly releaseSha256: string;
};

export const nameRelease = (release: ReleaseStatement): SignedBuild => ({
  releaseId: release.releaseId,
  imageSha256: release.image.sha256,
  releaseSha256: encodeReleaseDigest(release),
});

/** Throws a CliError for a build that nobody signed, whatever the service says of it. */
export async function readSignedBuild(
  repository: OpenRepository,
  { id, product }: { readonly id: string; readonly product: string },
): Promise<SignedBuild> {
  const releases = await listStatements(repository, 'release', product);
  const found = releases.find(({ statement }) => statement.releaseId === id);
  if (found !== undefined) return nameRelease(found.statement);
  throw new CliError(`nothing is signed and published about the build ${id}`, {
    code: 'build-not-signed',
    fix: 'Publish it: `orange build publish` again with its file finishes it. See also `orange trust status`.',
  });
}
