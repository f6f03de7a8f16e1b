// The fleet in memory: enrolled devices, waiting check-ins and what was folded out of them, behind their three ports.
import type { CheckinQueue } from '../../src/app/ports/checkin-queue.ts';
import type { Devices } from '../../src/app/ports/devices.ts';
import type { Decide, FoldCounts, FoldOrder, Folds } from '../../src/app/ports/folds.ts';
import type { Attempt } from '../../src/domain/device/attempt.ts';
import { trialKey } from '../../src/domain/device/contribution.ts';
import { type Device, deviceKey } from '../../src/domain/device/device.ts';
import { type CheckinBatch, compareHeard, type HeardEvent } from '../../src/domain/device/event.ts';
import type { FoldChanges, FoldFacts } from '../../src/domain/device/fold.ts';
import { hourOf } from '../../src/domain/device/hour.ts';
import type { PartDelta } from '../../src/domain/device/hour-sums.ts';
import type { MetricDelta } from '../../src/domain/device/measured.ts';
import { derivePassCohorts, type Memberships } from '../../src/domain/device/pass.ts';
import { deriveScene, type Scene } from '../../src/domain/device/scene.ts';
import type { DeviceWindow, HourDelta } from '../../src/domain/device/window.ts';
import { derivePage } from '../../src/domain/page.ts';
import type { ChannelFacts } from '../../src/domain/rollout/derive-release-map.ts';

const sums = ['exposureS', 'crashes', 'freeS', 'firstCrashes', 'asked', 'answered', 'fell', 'devices'] as const;
type Hour = Omit<HourDelta, (typeof sums)[number]>;

const windowKey = (w: DeviceWindow): string =>
  [w.product, w.deviceId, w.hourMs, w.rolloutId, w.arm, w.buildId].join('/');
const partSums = ['exposureS', 'crashes', 'freeS', 'firstCrashes', 'fell'] as const;
const partKey = (p: PartDelta): string => [p.rolloutId, p.model, p.hourMs, p.arm, p.isTester, p.ageH].join('/');
const metricKey = (m: MetricDelta): string => [m.rolloutId, m.dayMs, m.model, m.arm, m.metric, m.bin].join('/');
const hourKey = (h: Hour): string => [h.product, h.channel, h.rolloutId, h.model, h.buildId, h.hourMs, h.arm].join('/');

/** Places are dear, and a property test folds thousands of times. */
const knownScenes = new WeakMap<readonly ChannelFacts[], Map<string, Scene>>();

function scenesOf(channels: readonly ChannelFacts[]): Map<string, Scene> {
  const scenes =
    knownScenes.get(channels) ?? new Map(channels.map((of) => [`${of.product}/${of.channel}`, deriveScene(of)]));
  knownScenes.set(channels, scenes);
  return scenes;
}

/** Since which hour each device was heard running a build. */
function firstOf(windows: readonly DeviceWindow[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { product, deviceId, hourMs } of windows) {
    const key = deviceKey(product, deviceId);
    first.set(key, Math.min(first.get(key) ?? hourMs, hourMs));
  }
  return first;
}

export type FakeFleet = ReturnType<typeof fakeFleet>;

/** `channels` may be replaced while the fake is in use; `memberships` go by `<product>/<device>`. */
export function fakeFleet(given: { channels: readonly ChannelFacts[]; devices?: readonly Device[] }) {
  const memory = {
    channels: given.channels,
    devices: new Map((given.devices ?? []).map((device) => [deviceKey(device.product, device.id), device])),
    memberships: new Map<string, Memberships>(),
    queue: [] as CheckinBatch[],
    events: new Map<string, number>(),
    attempts: new Map<string, Attempt>(),
    windows: new Map<string, DeviceWindow>(),
    hours: new Map<string, HourDelta>(),
    parts: new Map<string, PartDelta>(),
    metrics: new Map<string, MetricDelta>(),
    isFolding: false,
  };
  const membershipsOf = (key: string): Memberships => memory.memberships.get(key) ?? { named: [], testers: [] };

  /** Folds events as one transaction would; tests call it with orders of their own. */
  function foldHeard(heard: readonly HeardEvent[], nowMs: number, decide: Decide): Omit<FoldCounts, 'batches'> {
    const isHeard = ({ product, event }: HeardEvent) =>
      memory.devices.get(deviceKey(product, event.deviceId))?.isBlocked === false;
    const spoken = heard.filter(isHeard);
    const events = [...spoken].sort(compareHeard).filter(({ product, event }) => {
      const key = `${deviceKey(product, event.deviceId)}/${event.id}`;
      if (memory.events.has(key)) return false;
      memory.events.set(key, nowMs);
      return true;
    });
    record(decide(gather(events)));
    return { folded: events.length, repeated: spoken.length - events.length, refused: heard.length - spoken.length };
  }

  function gather(events: readonly HeardEvent[]): FoldFacts {
    const keys = new Set(events.map(({ product, event }) => deviceKey(product, event.deviceId)));
    const devices = new Map([...memory.devices].filter(([key]) => keys.has(key)));
    const scenes = scenesOf(memory.channels);
    const earliest = new Map<string, number>();
    for (const { product, event, heardMs } of events) {
      const key = deviceKey(product, event.deviceId);
      earliest.set(key, Math.min(earliest.get(key) ?? heardMs, heardMs));
    }
    // A day back: further than PostgreSQL looks in the ordinary case, and the same is found.
    const fromOf = (w: DeviceWindow) =>
      hourOf(earliest.get(deviceKey(w.product, w.deviceId)) ?? Number.POSITIVE_INFINITY) - 24 * 3_600_000;
    const isNear = (w: DeviceWindow) => w.hourMs >= fromOf(w);
    const crashed = [...memory.windows.values()].filter((w) => w.crashed && w.hourMs < fromOf(w));
    const booted = [...memory.windows.values()].filter(({ product, channel, rolloutId, buildId }) => {
      const rollout = scenes.get(`${product}/${channel}`)?.rollout;
      return rollout?.source.rolloutId === rolloutId && rollout.build.buildId === buildId;
    });
    return {
      events,
      devices,
      scenes,
      cohorts: new Map([...devices].map(([key, one]) => [key, derivePassCohorts(membershipsOf(key), one, 99)])),
      attempts: [...memory.attempts.values()].filter((each) => keys.has(deviceKey(each.product, each.deviceId))),
      windows: [...memory.windows.values()].filter(isNear),
      booted: firstOf(booted),
      crashed: new Set(crashed.map(trialKey)),
    };
  }

  function record({ devices, attempts, windows, hours, parts, metrics }: FoldChanges): void {
    for (const device of devices) memory.devices.set(deviceKey(device.product, device.id), device);
    for (const attempt of attempts) memory.attempts.set(`${attempt.rolloutId}/${attempt.deviceId}`, attempt);
    for (const window of windows) memory.windows.set(windowKey(window), window);
    for (const delta of hours) {
      const sum = memory.hours.get(hourKey(delta));
      const added = sums.map((name) => [name, (sum?.[name] ?? 0) + delta[name]]);
      memory.hours.set(hourKey(delta), { ...delta, ...Object.fromEntries(added) });
    }
    for (const delta of parts) {
      const sum = memory.parts.get(partKey(delta));
      const added = partSums.map((name) => [name, (sum?.[name] ?? 0) + delta[name]]);
      memory.parts.set(partKey(delta), { ...delta, ...Object.fromEntries(added) });
    }
    for (const delta of metrics) {
      const devices = (memory.metrics.get(metricKey(delta))?.devices ?? 0) + delta.devices;
      memory.metrics.set(metricKey(delta), { ...delta, devices });
    }
  }

  const checkinQueue: CheckinQueue = {
    async putBatches(batches) {
      memory.queue.push(...structuredClone(batches));
    },
  };

  const folds: Folds = {
    async recordFold({ maxBatches, nowMs }: FoldOrder, decide: Decide) {
      if (memory.isFolding) return null;
      const taken = memory.queue.splice(0, maxBatches);
      const heard = taken.flatMap(({ product, receivedMs, events }) =>
        events.map((event, order): HeardEvent => ({ product, event, heardMs: receivedMs, order })),
      );
      return { batches: taken.length, ...foldHeard(heard, nowMs, decide) };
    },
    async recordForgotten(beforeMs, limit) {
      const events = [...memory.events].filter(([, foldedMs]) => foldedMs < beforeMs).slice(0, limit);
      const windows = [...memory.windows].filter(([, window]) => window.hourMs < beforeMs).slice(0, limit);
      for (const [key] of events) memory.events.delete(key);
      for (const [key] of windows) memory.windows.delete(key);
      return events.length + windows.length;
    },
  };

  return { memory, checkinQueue, folds, devices: fakeDevices(memory, membershipsOf), foldHeard };
}

type Memory = {
  readonly channels: readonly ChannelFacts[];
  readonly devices: Map<string, Device>;
  readonly attempts: ReadonlyMap<string, Attempt>;
};

function fakeDevices(memory: Memory, membershipsOf: (key: string) => Memberships): Devices {
  const named = (product: string, name: string | null) =>
    memory.channels
      .filter((facts) => facts.product === product)
      .flatMap(({ builds }) => builds)
      .find(({ version, vendorVersion }) => version === name || vendorVersion === name);
  return {
    async loadEnrolmentFacts({ product, channel, model, device, build }) {
      const ofProduct = memory.channels.filter((facts) => facts.product === product);
      const key = deviceKey(product, device);
      return {
        hasProduct: ofProduct.length > 0,
        pollS: ofProduct.find((facts) => facts.channel === channel)?.pollS ?? null,
        hasModel: ofProduct.some(({ models }) => models.includes(model)),
        buildId: named(product, build)?.buildId ?? null,
        present: memory.devices.get(key) ?? null,
        memberships: membershipsOf(key),
      };
    },
    async recordDevice(device) {
      const key = deviceKey(device.product, device.id);
      const present = memory.devices.get(key);
      const isNewer = present === undefined || device.reportedMs >= present.reportedMs;
      const said = isNewer ? device : present;
      memory.devices.set(key, {
        ...device,
        reportedBuild: said.reportedBuild,
        buildId: said.buildId,
        reportedMs: said.reportedMs,
        seenMs: Math.max(device.seenMs, present?.seenMs ?? 0),
        trial: present?.trial ?? null,
        measured: present?.measured ?? null,
      });
      return present === undefined;
    },
    loadDevice: async (product, deviceId) => memory.devices.get(deviceKey(product, deviceId)) ?? null,
    async loadDevices({ product, channel, model, build }, { limit, after }) {
      const rows = [...memory.devices.values()]
        .filter((each) => each.product === product && (after === null || each.id > after))
        .filter((each) => (channel === null || each.channel === channel) && (model === null || each.model === model))
        .filter((each) => build === null || each.buildId === build || each.reportedBuild === build)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return derivePage(rows.slice(0, limit + 1), limit, ({ id }) => id);
    },
    loadMemberships: async (product, deviceId) => membershipsOf(deviceKey(product, deviceId)),
    loadAttempts: async (product, deviceId) =>
      [...memory.attempts.values()]
        .filter((attempt) => attempt.product === product && attempt.deviceId === deviceId)
        .sort((a, b) => b.rolloutId - a.rolloutId)
        .slice(0, 10),
  };
}
