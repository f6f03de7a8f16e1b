// Publishes the release map: derives it from the recorded facts and replaces exactly the version it came after.
import { deriveReleaseMap } from '../domain/rollout/derive-release-map.ts';
import { AppError } from './app-error.ts';
import { loadMapTrust, type MapTrustPorts } from './load-map-trust.ts';
import type { CurrentMap } from './ports/current-map.ts';
import type { MapFactStore } from './ports/map-facts.ts';
import type { ReleaseMaps } from './ports/release-maps.ts';

export type PublishMapPorts = MapTrustPorts & {
  readonly mapFacts: MapFactStore;
  readonly releaseMaps: ReleaseMaps;
  readonly currentMap: CurrentMap;
};

/** `revision` is what devices are answered from now on; null when nothing was published, and `failure` says why. */
export type Publication = { readonly revision: number | null; readonly failure: unknown };

/** A lost race means that somebody else published; more than a few in a row means that storage misbehaves. */
const maxAttempts = 8;

/**
 * Never throws: the change that asked for it is committed already, the map in force stays in force, and the next tick
 * publishes what was wanted.
 */
export async function publishMap(ports: PublishMapPorts, nowMs: number): Promise<Publication> {
  try {
    const revision = await publish(ports, nowMs);
    await ports.currentMap.refreshCurrentMap();
    return { revision, failure: null };
  } catch (failure) {
    return { revision: null, failure };
  }
}

/** The version that is replaced is read before the facts: whatever it was derived from is older than they are. */
async function publish(ports: PublishMapPorts, nowMs: number): Promise<number> {
  const { mapFacts, releaseMaps } = ports;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const published = await releaseMaps.loadPublishedMap();
    const { channels, stewards, wanted } = await mapFacts.loadMapFacts();
    // Counted from what is published, not from the database: a restored one must not look like a step back (signing.md).
    const revision = (published?.map.revision ?? 0) + 1;
    const holds = published?.map.holds ?? [];
    const trust = await loadMapTrust(ports, published?.map.trust ?? null);
    const map = deriveReleaseMap({ channels, stewards, holds, trust }, revision, nowMs);
    if (await releaseMaps.putPublishedMap(map, published?.etag ?? null)) {
      await mapFacts.recordPublished(wanted);
      return revision;
    }
  }
  throw new AppError('conflict', 'The release map changed too often to be published.');
}

/** A map this old is published again although nobody changed it: a restored database would otherwise never be noticed. */
const republishAfterMs = 3_600_000;

/** For the tick: publishes when something is wanted that is not published, or the published map is old; null when neither. */
export async function refreshMap(ports: PublishMapPorts, nowMs: number): Promise<Publication | null> {
  const { wanted, published } = await ports.mapFacts.loadMapState();
  if (wanted > published) return publishMap(ports, nowMs);
  const current = await ports.releaseMaps.loadPublishedMap();
  const isFresh = current !== null && Math.abs(nowMs - current.map.publishedMs) < republishAfterMs;
  return isFresh ? null : publishMap(ports, nowMs);
}
