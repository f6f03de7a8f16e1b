// Finishes an upload: joins the parts, then lets nothing count as stored that is not the stated bytes.
import { type Build, deriveArtifactKey, type KeptArtifact } from '../domain/build/build.ts';
import { checkStored, type FoundObject, type StatedObject } from '../domain/build/check-stored.ts';
import { deriveMissingParts, deriveStoredBytes } from '../domain/build/parts.ts';
import { AppError } from './app-error.ts';
import { auditOf, type By } from './by.ts';
import type { BuildUploads, OpenUpload } from './ports/build-uploads.ts';
import type { Builds } from './ports/builds.ts';
import type { Objects, StoredObject, Uploads } from './ports/objects.ts';

export type FinishUploadAnswer =
  | { readonly ok: true; readonly artifact: KeptArtifact }
  | { readonly ok: false; readonly refusal: 'unknown-build' | 'upload-not-begun' | 'upload-lost' }
  | {
      readonly ok: false;
      readonly refusal: 'upload-incomplete';
      readonly missingParts: readonly number[];
      readonly storedBytes: number;
    }
  | {
      readonly ok: false;
      readonly refusal: 'stored-object-differs';
      readonly expected: StatedObject;
      readonly found: FoundObject;
    };

export type FinishUploadPorts = {
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  readonly objects: Objects;
  readonly uploads: Uploads;
};

export async function finishUpload(ports: FinishUploadPorts, buildId: string, by: By): Promise<FinishUploadAnswer> {
  const [build, open] = await Promise.all([ports.builds.loadBuild(buildId), ports.buildUploads.loadUpload(buildId)]);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  if (build.artifact.verifiedMs !== null) return { ok: true, artifact: build.artifact };
  if (open === null) return { ok: false, refusal: 'upload-not-begun' };
  const key = deriveArtifactKey(build.artifact.sha256);
  // An object that is there was joined by a finish that was cut off, or is left of a draft that was discarded.
  const stored = (await ports.objects.headObject(key)) ?? (await join(ports, build, open));
  if ('ok' in stored) return stored;
  return verify(ports, { build, open, stored }, by);
}

type JoinRefusal = Extract<
  FinishUploadAnswer,
  { refusal: 'upload-incomplete' | 'upload-lost' | 'unknown-build' | 'upload-not-begun' }
>;

async function join(ports: FinishUploadPorts, build: Build, open: OpenUpload): Promise<StoredObject | JoinRefusal> {
  const { sizeBytes, sha256 } = build.artifact;
  const missingParts = deriveMissingParts({ sizeBytes, partSizeBytes: open.partSizeBytes }, open.parts);
  const storedBytes = deriveStoredBytes(open.parts);
  if (missingParts.length > 0) return { ok: false, refusal: 'upload-incomplete', missingParts, storedBytes };
  const key = deriveArtifactKey(sha256);
  const isJoined = await ports.uploads.putJoined(key, open.uploadId, open.parts);
  const stored = await ports.objects.headObject(key);
  if (stored !== null) return stored;
  if (isJoined) throw new AppError('storage-unavailable', 'The object storage lost an object that it had just joined.');
  await ports.buildUploads.recordForgotten(build.id);
  await ports.uploads.recordAbandoned(key, open.uploadId);
  return { ok: false, refusal: 'upload-lost' };
}

type Joined = { readonly build: Build; readonly open: OpenUpload; readonly stored: StoredObject };

async function verify(ports: FinishUploadPorts, joined: Joined, by: By): Promise<FinishUploadAnswer> {
  const { build, open, stored } = joined;
  const found = await readIfNeeded(ports.objects, joined);
  if (checkStored(build.artifact, open.joinedEtag, found) !== 'same') return discard(ports, joined, found);
  const { sizeBytes, sha256 } = build.artifact;
  const audit = auditOf(by, 'artifact stored', build.id, { sha256, sizeBytes, etag: stored.etag });
  if (!(await ports.buildUploads.recordVerified(build.id, by.nowMs, audit)))
    return { ok: false, refusal: 'unknown-build' };
  await ports.uploads.recordAbandoned(deriveArtifactKey(sha256), open.uploadId);
  return { ok: true, artifact: { ...build.artifact, storedBytes: sizeBytes, verifiedMs: by.nowMs } };
}

async function readIfNeeded(objects: Objects, { build, open, stored }: Joined): Promise<FoundObject> {
  const unread = { ...stored, sha256: null };
  if (checkStored(build.artifact, open.joinedEtag, unread) !== 'read-it') return unread;
  const digest = await objects.loadDigest(deriveArtifactKey(build.artifact.sha256));
  if (digest === null)
    throw new AppError('storage-unavailable', 'The object storage lost an object while it was read back.');
  return { ...digest, etag: stored.etag };
}

/** Bytes that another build was verified with are right: then what this build states about them is wrong, and they stay. */
async function discard(
  ports: FinishUploadPorts,
  { build, open }: Joined,
  found: FoundObject,
): Promise<FinishUploadAnswer> {
  const { sizeBytes, sha256 } = build.artifact;
  const key = deriveArtifactKey(sha256);
  if (!(await ports.buildUploads.hasVerified(sha256))) await ports.objects.recordRemoved(key);
  await ports.buildUploads.recordForgotten(build.id);
  await ports.uploads.recordAbandoned(key, open.uploadId);
  return { ok: false, refusal: 'stored-object-differs', expected: { sizeBytes, sha256 }, found };
}
