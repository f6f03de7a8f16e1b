// Finds a build again that the database lost: people signed everything that is known of it, and storage has its bytes.
import { deriveArtifactKey, deriveBuildId, deriveDraft, readContent } from '../domain/build/build.ts';
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import { auditOf, type By } from './by.ts';
import type { BuildUploads } from './ports/build-uploads.ts';
import type { Builds } from './ports/builds.ts';
import type { Objects } from './ports/objects.ts';

export type RecoverBuildPorts = {
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  readonly objects: Objects;
};

/**
 * False when its image is gone, or when its counter or a name was given to another build meanwhile. The bytes were
 * compared with the statement before anybody's signature was kept, so that their length is looked at and no more.
 */
export async function recoverBuild(ports: RecoverBuildPorts, release: ReleaseStatement, by: By): Promise<boolean> {
  const { product, counter, releaseId, version, image } = release;
  if (deriveBuildId(product, counter) !== releaseId) return false;
  const stored = await ports.objects.headObject(deriveArtifactKey(image.sha256));
  if (stored?.sizeBytes !== image.lengthBytes) return false;
  const draft = deriveDraft(readContent(release), { counter, createdBy: by.actor, createdMs: by.nowMs });
  const found = auditOf(by, 'build recovered', draft.id, { version, sha256: image.sha256 });
  if (!(await ports.builds.recordDraft(draft, found))) return false;
  const { sizeBytes, etag } = stored;
  const audit = auditOf(by, 'artifact stored', draft.id, { sha256: image.sha256, sizeBytes, etag });
  return ports.buildUploads.recordVerified(draft.id, by.nowMs, audit);
}
