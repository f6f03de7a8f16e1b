// Reads what polls tell of the TUF repository: the timestamp as it is now, and how far the chain of roots goes.
import { asciiOf } from '../domain/bytes.ts';
import type { MapTrust } from '../domain/rollout/release-map.ts';
import type { LoadRepositoryPorts } from './load-repository.ts';

export type MapTrustPorts = Pick<LoadRepositoryPorts, 'repository' | 'format'>;

/** A root a day for ten years; a chain is walked from where the map before ended. */
const maxRoots = 4_000;

/** Null while nothing is published. `before` is what the map in force says. */
export async function loadMapTrust(
  { repository, format }: MapTrustPorts,
  before: MapTrust | null,
): Promise<MapTrust | null> {
  const stored = await repository.loadTimestamp();
  if (stored === null) return null;
  const file = format.parseFile('timestamp', stored.bytes);
  // Devices verify it themselves; one that cannot be read is not passed on.
  if (!file.ok) return before;
  let rootVersion = before?.rootVersion ?? 1;
  while (rootVersion < maxRoots && (await repository.loadRoleFile({ role: 'root', version: rootVersion + 1 }))) {
    rootVersion += 1;
  }
  return { rootVersion, timestampVersion: file.value.content.version, timestamp: asciiOf(stored.bytes) };
}
