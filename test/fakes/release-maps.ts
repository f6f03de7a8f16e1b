// The published release map in memory, with storage that can be told to fail.
import { AppError } from '../../src/app/app-error.ts';
import type { PublishedMap, ReleaseMaps } from '../../src/app/ports/release-maps.ts';

export type FakeReleaseMaps = ReleaseMaps & { isDown: boolean; reads: number };

export function fakeReleaseMaps(): FakeReleaseMaps {
  let published: PublishedMap | null = null;
  const fake: FakeReleaseMaps = {
    isDown: false,
    reads: 0,
    loadPublishedMap: () => fake.loadNewerMap(null),
    async loadNewerMap(knownEtag) {
      fake.reads += 1;
      if (fake.isDown) throw new AppError('storage-unavailable', 'The object storage does not answer.');
      return published?.etag === knownEtag ? null : published;
    },
    async putPublishedMap(map, expectedEtag) {
      if (fake.isDown) throw new AppError('storage-unavailable', 'The object storage does not answer.');
      if ((published?.etag ?? null) !== expectedEtag) return false;
      published = { map: structuredClone(map), etag: `"${map.revision}-${map.publishedMs}"` };
      return true;
    },
  };
  return fake;
}
