// Where an engineer downloads the image of a build, sealed or not: a second person hashes it before they sign.
import { deriveArtifactKey } from '../domain/build/build.ts';
import type { Builds } from './ports/builds.ts';
import type { Objects } from './ports/objects.ts';

export type ShowImageAnswer =
  | { readonly ok: true; readonly url: string; readonly sizeBytes: number }
  | { readonly ok: false; readonly refusal: 'unknown-build' | 'artifact-not-stored' };

/** An image of some gigabytes on a slow line. */
const expiresS = 3_600;

export async function showImage(
  { builds, objects }: { readonly builds: Builds; readonly objects: Objects },
  buildId: string,
): Promise<ShowImageAnswer> {
  const build = await builds.loadBuild(buildId);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  const { sha256, sizeBytes, verifiedMs } = build.artifact;
  if (verifiedMs === null) return { ok: false, refusal: 'artifact-not-stored' };
  return { ok: true, url: await objects.signDownload(deriveArtifactKey(sha256), expiresS), sizeBytes };
}
