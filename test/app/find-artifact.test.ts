// Downloads: only what the release map offers, by a URL that is signed without asking anybody.
import { describe, expect, it } from 'vitest';
import { findArtifact } from '../../src/app/find-artifact.ts';
import type { CurrentMap, PreparedMap } from '../../src/app/ports/current-map.ts';
import { deriveReadyChannel } from '../../src/domain/rollout/offer.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { mapBuild, mapChannel } from '../harness/maps.ts';

const prepared: PreparedMap = {
  revision: 1,
  publishedMs: 1,
  stewards: [],
  trust: null,
  channels: new Map([
    ['nova/stable', deriveReadyChannel(mapChannel({ builds: [mapBuild(1), mapBuild(2, { artifacts: [] })] }))],
  ]),
};
const holding = (map: PreparedMap | null): CurrentMap => ({
  loadCurrentMap: () => map,
  loadAgeMs: () => 0,
  refreshCurrentMap: async () => {},
});
const sha256Of = (counter: number) => counter.toString(16).padStart(64, '0');

describe('findArtifact', () => {
  const storage = fakeStorage();
  const ports = { currentMap: holding(prepared), objects: storage.objects };

  it('signs a URL for what the map offers, without asking storage', async () => {
    const answer = findArtifact(ports, sha256Of(1));
    expect(answer).toMatchObject({ kind: 'found', artifact: { sizeBytes: 1000 } });
    const url = answer.kind === 'found' ? await answer.signUrl() : '';
    expect(url).toContain(`artifacts/${sha256Of(1)}`);
    expect(storage.asked).toEqual([]);
  });

  it('knows nothing that the map does not offer, be it stored or not', async () => {
    await storage.objects.putObject(`artifacts/${sha256Of(2)}`, new Uint8Array(1), 'x');
    expect(findArtifact(ports, sha256Of(2))).toEqual({ kind: 'unknown-artifact' });
    expect(findArtifact({ ...ports, currentMap: holding(null) }, sha256Of(1))).toEqual({ kind: 'no-map' });
  });
});
