// Devices, channels and events for tests of what devices say.
import type { Device } from '../../src/domain/device/device.ts';
import type { CheckinBatch, CheckinEvent, HealthEvent, InstallEvent } from '../../src/domain/device/event.ts';
import type { Membership } from '../../src/domain/rollout/cohort.ts';
import type { ChannelFacts } from '../../src/domain/rollout/derive-release-map.ts';
import { mapBuild } from '../harness/maps.ts';

/** A Friday, on the hour. */
export const startMs = 1_795_165_200_000;
export const hour = 3_600_000;
export const minute = 60_000;

/** Memberships from before anything else. */
export const since = (...cohorts: readonly string[]): Membership[] => cohorts.map((cohort) => ({ cohort, sinceMs: 0 }));

export const device = (id: string, changes: Partial<Device> = {}): Device => ({
  product: 'nova',
  id,
  channel: 'stable',
  model: 'n1',
  bucket: 0,
  region: 'CN',
  locale: 'zh-CN',
  reportedBuild: '1.1.0',
  buildId: 'nova-1',
  reportedMs: startMs - 30 * 24 * hour,
  isTester: false,
  testerSinceMs: null,
  isBlocked: false,
  enrolledMs: startMs - 30 * 24 * hour,
  seenMs: startMs - 30 * 24 * hour,
  healthMs: startMs - 30 * 24 * hour,
  trial: null,
  measured: null,
  ...changes,
});

/** Build 2 on its way over build 1, to everyone below 500: bucket 0 is inside under this salt when `permille` is 1000. */
export const channelFacts = (changes: Partial<ChannelFacts> = {}): ChannelFacts => ({
  product: 'nova',
  channel: 'stable',
  pollS: 3600,
  models: ['n1', 'n2', 'n9'],
  cohorts: { friends: { kind: 'named' } },
  rollouts: [
    {
      rolloutId: 7,
      state: 'running',
      buildId: 'nova-2',
      fallbackBuildId: null,
      salt: 'salt',
      stageIndex: 0,
      tranches: 0,
      quarantined: [],
      stages: [
        { cohort: 'friends', permille: 1000 },
        { cohort: 'everyone', permille: 1000 },
      ],
      ceiling: '{}',
      permit: null,
    },
  ],
  builds: [1, 2, 3].map((counter) => ({ ...mapBuild(counter), isWithdrawn: false })),
  ...changes,
});

export const health = (id: string, deviceId: string, changes: Partial<HealthEvent> = {}): HealthEvent => ({
  type: 'health',
  id,
  deviceId,
  atMs: null,
  build: '1.1.0',
  uptimeS: 600,
  crashes: 0,
  ...changes,
});

export const install = (id: string, deviceId: string, changes: Partial<InstallEvent> = {}): InstallEvent => ({
  type: 'install',
  id,
  deviceId,
  atMs: null,
  build: '1.2.0',
  outcome: 'accepted',
  reason: null,
  ...changes,
});

export const batch = (receivedMs: number, ...events: CheckinEvent[]): CheckinBatch => ({
  product: 'nova',
  receivedMs,
  events,
});
