// Signs URLs by which an engineer's machine sends parts straight to storage.
import { deriveArtifactKey } from '../domain/build/build.ts';
import { checkPartNumbers } from '../domain/build/parts.ts';
import type { Problem } from '../domain/result.ts';
import type { BuildUploads } from './ports/build-uploads.ts';
import type { Builds } from './ports/builds.ts';
import type { PartUrl, Uploads } from './ports/objects.ts';

export type SignPartsAnswer =
  | { readonly ok: true; readonly urls: readonly PartUrl[]; readonly expiresS: number }
  | { readonly ok: false; readonly refusal: 'unknown-build' | 'upload-not-begun' }
  | { readonly ok: false; readonly refusal: 'unfit-parts'; readonly problems: readonly Problem[] };

export type SignPartsPorts = {
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  readonly uploads: Uploads;
};

/** An hour lets a part of 128 MiB through at 300 kbit/s. */
const expiresS = 3600;

export async function signParts(
  ports: SignPartsPorts,
  { buildId, partNumbers }: { buildId: string; partNumbers: readonly number[] },
): Promise<SignPartsAnswer> {
  const [build, open] = await Promise.all([ports.builds.loadBuild(buildId), ports.buildUploads.loadUpload(buildId)]);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  if (open === null) return { ok: false, refusal: 'upload-not-begun' };
  const { partSizeBytes, uploadId } = open;
  const { sizeBytes, sha256 } = build.artifact;
  const problems = checkPartNumbers({ sizeBytes, partSizeBytes }, partNumbers);
  if (problems.length > 0) return { ok: false, refusal: 'unfit-parts', problems };
  const urls = await ports.uploads.signParts({ key: deriveArtifactKey(sha256), uploadId, partNumbers, expiresS });
  return { ok: true, urls, expiresS };
}
