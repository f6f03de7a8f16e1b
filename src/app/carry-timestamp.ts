// Puts a timestamp that was just signed into the release map, so that polls carry it: without the database.
import { AppError } from './app-error.ts';
import { loadMapTrust, type MapTrustPorts } from './load-map-trust.ts';
import type { CurrentMap } from './ports/current-map.ts';
import type { ReleaseMaps } from './ports/release-maps.ts';

export type CarryTimestampPorts = MapTrustPorts & {
  readonly releaseMaps: ReleaseMaps;
  readonly currentMap: CurrentMap;
};

/** Publishers may be busy with the map; more than this many in a row means that storage misbehaves. */
const maxAttempts = 8;

/** The revision that carries it; null when the map does already, or when there is no map. Throws AppError. */
export async function carryTimestamp(ports: CarryTimestampPorts): Promise<number | null> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const published = await ports.releaseMaps.loadPublishedMap();
    if (published === null) return null;
    const before = published.map.trust ?? null;
    const trust = await loadMapTrust(ports, before);
    if (trust?.timestamp === before?.timestamp && trust?.rootVersion === before?.rootVersion) return null;
    const map = { ...published.map, trust, revision: published.map.revision + 1 };
    if (await ports.releaseMaps.putPublishedMap(map, published.etag)) {
      await ports.currentMap.refreshCurrentMap();
      return map.revision;
    }
  }
  throw new AppError('conflict', 'The release map changed too often for the timestamp to be written into it.');
}
