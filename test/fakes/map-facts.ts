// The facts of the release map in memory: a list that tests set, and a count of changes.
import type { MapFactStore } from '../../src/app/ports/map-facts.ts';
import type { ChannelFacts } from '../../src/domain/rollout/derive-release-map.ts';
import type { Steward } from '../../src/domain/rollout/release-map.ts';

export type FakeMapFacts = MapFactStore & {
  channels: ChannelFacts[];
  stewards: Steward[];
  wanted: number;
  published: number;
};

export function fakeMapFacts(): FakeMapFacts {
  const fake: FakeMapFacts = {
    channels: [],
    stewards: [],
    wanted: 0,
    published: 0,
    loadMapFacts: async () => ({
      channels: structuredClone(fake.channels),
      stewards: fake.stewards,
      wanted: fake.wanted,
    }),
    loadMapState: async () => ({ wanted: fake.wanted, published: fake.published }),
    async recordPublished(wanted) {
      fake.published = Math.max(fake.published, wanted);
    },
  };
  return fake;
}
