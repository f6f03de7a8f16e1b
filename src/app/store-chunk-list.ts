// Stores the list of a build's chunk digests beside its artifact, once it is found to be the one that its release signs.
import { deriveChunkListBytes, deriveChunkListKey, isChunkListOf } from '../domain/build/chunk-root.ts';
import type { Builds } from './ports/builds.ts';
import type { Objects } from './ports/objects.ts';

export type StoreChunkListAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: 'unknown-build' }
  | {
      readonly ok: false;
      readonly refusal: 'wrong-chunk-list';
      readonly expectedCount: number;
      readonly chunkRoot: string;
    };

export type StoreChunkListPorts = { readonly builds: Builds; readonly objects: Objects };

/** A second time changes nothing: the key is the digest of the list, so what lies there is this list. */
export async function storeChunkList(
  { builds, objects }: StoreChunkListPorts,
  { buildId, list }: { buildId: string; list: Uint8Array },
): Promise<StoreChunkListAnswer> {
  const build = await builds.loadBuild(buildId);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  const { sizeBytes: lengthBytes, chunkSizeBytes, chunkRoot } = build.artifact;
  const chunked = { lengthBytes, chunkSizeBytes, chunkRoot };
  if (!isChunkListOf(list, chunked)) {
    const expectedCount = (deriveChunkListBytes(chunked) ?? 0) / 32;
    return { ok: false, refusal: 'wrong-chunk-list', expectedCount, chunkRoot };
  }
  await objects.putObject(deriveChunkListKey(chunkRoot), list, 'application/octet-stream');
  return { ok: true };
}
