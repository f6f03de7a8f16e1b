// Notes parts that storage took, so that an interrupted upload goes on behind them.
import { checkParts, type StoredPart } from '../domain/build/parts.ts';
import type { Problem } from '../domain/result.ts';
import type { BuildUploads } from './ports/build-uploads.ts';
import type { Builds } from './ports/builds.ts';

export type RecordPartsAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: 'unknown-build' | 'upload-not-begun' }
  | { readonly ok: false; readonly refusal: 'unfit-parts'; readonly problems: readonly Problem[] };

export type RecordPartsPorts = { readonly builds: Builds; readonly buildUploads: BuildUploads };

export async function recordParts(
  ports: RecordPartsPorts,
  { buildId, parts }: { buildId: string; parts: readonly StoredPart[] },
): Promise<RecordPartsAnswer> {
  const [build, open] = await Promise.all([ports.builds.loadBuild(buildId), ports.buildUploads.loadUpload(buildId)]);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  if (open === null) return { ok: false, refusal: 'upload-not-begun' };
  const { sizeBytes } = build.artifact;
  const problems = checkParts({ sizeBytes, partSizeBytes: open.partSizeBytes }, parts);
  if (problems.length > 0) return { ok: false, refusal: 'unfit-parts', problems };
  const isRecorded = await ports.buildUploads.recordParts(buildId, open.uploadId, parts);
  return isRecorded ? { ok: true } : { ok: false, refusal: 'upload-not-begun' };
}
