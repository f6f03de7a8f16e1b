// Finds a downloadable file in the release map in memory: what no rollout or fallback names cannot be fetched.
import { deriveArtifactKey } from '../domain/build/build.ts';
import type { MapArtifact } from '../domain/rollout/release-map.ts';
import type { CurrentMap, PreparedMap } from './ports/current-map.ts';
import type { Objects } from './ports/objects.ts';

export type FindArtifactAnswer =
  | { readonly kind: 'found'; readonly artifact: MapArtifact; signUrl(): Promise<string> }
  | { readonly kind: 'unknown-artifact' }
  | { readonly kind: 'no-map' };

export type FindArtifactPorts = { readonly currentMap: CurrentMap; readonly objects: Objects };

/** Long enough to begin on a slow line, short enough that a withdrawn file is soon out of reach; a resume asks again. */
const expiresS = 900;

export function findArtifact(ports: FindArtifactPorts, sha256: string): FindArtifactAnswer {
  const map = ports.currentMap.loadCurrentMap();
  if (map === null) return { kind: 'no-map' };
  const artifact = indexOnce(map).get(sha256);
  if (artifact === undefined) return { kind: 'unknown-artifact' };
  return { kind: 'found', artifact, signUrl: () => ports.objects.signDownload(deriveArtifactKey(sha256), expiresS) };
}

/** An index lives as long as the map it was made of. */
const indexes = new WeakMap<PreparedMap, ReadonlyMap<string, MapArtifact>>();

function indexOnce(map: PreparedMap): ReadonlyMap<string, MapArtifact> {
  let index = indexes.get(map);
  if (index === undefined) {
    const artifacts = [...map.channels.values()].flatMap(({ source }) =>
      source.builds.flatMap((build) => build.artifacts),
    );
    index = new Map(artifacts.map((artifact) => [artifact.sha256, artifact]));
    indexes.set(map, index);
  }
  return index;
}
