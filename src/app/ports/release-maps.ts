// The port to the published release map: one object in storage, written only over the version it was derived after.
import type { ReleaseMap } from '../../domain/rollout/release-map.ts';

export type PublishedMap = { readonly map: ReleaseMap; readonly etag: string };

export type ReleaseMaps = {
  /** The published map, or null before the first publication. Throws AppError `storage-unavailable`. */
  loadPublishedMap(): Promise<PublishedMap | null>;
  /** The published map; null when storage still has the version with this entity tag, or has none. Throws as above. */
  loadNewerMap(knownEtag: string | null): Promise<PublishedMap | null>;
  /** Replaces exactly the version with `expectedEtag` (null: none yet); false when another publisher was quicker. */
  putPublishedMap(map: ReleaseMap, expectedEtag: string | null): Promise<boolean>;
};
