// Release maps for tests: one channel with as many rollouts as a test wants, everything else ordinary.
import type { MapBuild, MapChannel, MapRollout, ReleaseMap } from '../../src/domain/rollout/release-map.ts';

export const mapBuild = (counter: number, changes: Partial<MapBuild> = {}): MapBuild => ({
  buildId: `nova-${counter}`,
  version: `1.${counter}.0`,
  vendorVersion: `V14.0.${counter}.0`,
  counter,
  models: ['n1', 'n2'],
  accepts: '*',
  release: `fw/nova/nova-${counter}.nova-${counter}.bin`,
  artifacts: [
    {
      kind: 'full',
      fileName: `nova-${counter}.bin`,
      sha256: counter.toString(16).padStart(64, '0'),
      sizeBytes: 1000,
      fromBuildId: null,
    },
  ],
  ...changes,
});

export const mapRollout = (rolloutId: number, changes: Partial<MapRollout> = {}): MapRollout => ({
  rolloutId,
  phase: 'open',
  buildId: `nova-${rolloutId}`,
  fallbackBuildId: 'nova-1',
  quarantined: [],
  salt: `salt-${rolloutId}`,
  stages: [{ cohort: 'everyone', permille: 1000 }],
  ceiling: `rollout/nova/nova-${rolloutId}-1`,
  permit: null,
  isCompleted: false,
  ...changes,
});

export const mapChannel = (changes: Partial<MapChannel> = {}): MapChannel => ({
  product: 'nova',
  channel: 'stable',
  models: ['n1', 'n2'],
  pollS: 3600,
  cohorts: {},
  builds: [mapBuild(1), mapBuild(2), mapBuild(3)],
  rollouts: [],
  ...changes,
});

export const releaseMap = (revision: number, ...channels: MapChannel[]): ReleaseMap => ({
  revision,
  publishedMs: 1,
  channels,
  holds: [],
  stewards: [],
  trust: null,
});
