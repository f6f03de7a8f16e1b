// Begins the upload of a build's artifact, or finds the one that was interrupted.
import { deriveArtifactKey } from '../domain/build/build.ts';
import { derivePartCount, derivePartSizeBytes, type StoredPart } from '../domain/build/parts.ts';
import type { By } from './by.ts';
import type { BuildUploads, OpenUpload } from './ports/build-uploads.ts';
import type { Builds } from './ports/builds.ts';
import type { Objects, Uploads } from './ports/objects.ts';

export type UploadState = {
  readonly partSizeBytes: number;
  readonly partCount: number;
  /** Parts that need not be sent again. */
  readonly parts: readonly StoredPart[];
  /** Nothing is left to send: the object lies there whole. */
  readonly isStored: boolean;
};

export type BeginUploadAnswer =
  | { readonly ok: true; readonly upload: UploadState }
  | { readonly ok: false; readonly refusal: 'unknown-build' | 'same-bytes-under-way' };

export type BeginUploadPorts = {
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  readonly objects: Objects;
  readonly uploads: Uploads;
};

type Wanted = {
  readonly buildId: string;
  readonly sha256: string;
  readonly partSizeBytes: number;
  readonly joinedEtag: string | null;
};

export async function beginUpload(
  ports: BeginUploadPorts,
  { buildId, joinedEtag }: { buildId: string; joinedEtag: string | null },
  by: By,
): Promise<BeginUploadAnswer> {
  const build = await ports.builds.loadBuild(buildId);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  const { sizeBytes, sha256, verifiedMs } = build.artifact;
  const partSizeBytes = derivePartSizeBytes(sizeBytes);
  const answer = (upload: Pick<UploadState, 'partSizeBytes' | 'parts' | 'isStored'>): BeginUploadAnswer => ({
    ok: true,
    upload: { ...upload, partCount: derivePartCount({ sizeBytes, partSizeBytes: upload.partSizeBytes }) },
  });
  if (verifiedMs !== null) return answer({ partSizeBytes, parts: [], isStored: true });

  const open = await openUpload(ports, { buildId, sha256, partSizeBytes, joinedEtag }, by);
  if (open === null) return { ok: false, refusal: 'same-bytes-under-way' };
  // Only now, since whoever holds the note alone can make the object appear or vanish.
  const stored = await ports.objects.headObject(deriveArtifactKey(sha256));
  return answer({ partSizeBytes: open.partSizeBytes, parts: open.parts, isStored: stored !== null });
}

/** The upload under way or another one; null when another build is sending the same bytes. */
async function openUpload(ports: BeginUploadPorts, wanted: Wanted, by: By): Promise<OpenUpload | null> {
  const { buildId, sha256, partSizeBytes, joinedEtag } = wanted;
  const open = await ports.buildUploads.loadUpload(buildId);
  if (open !== null) return open;
  const key = deriveArtifactKey(sha256);
  const uploadId = await ports.uploads.recordUpload(key);
  const upload = { uploadId, sha256, partSizeBytes, joinedEtag, createdMs: by.nowMs };
  if (await ports.buildUploads.recordUpload(buildId, upload)) return { ...upload, parts: [] };
  await ports.uploads.recordAbandoned(key, uploadId);
  return ports.buildUploads.loadUpload(buildId);
}
