// Gathers all that the fold looks at besides the events, with as many queries for thousands of devices as for one.
import { and, getTableColumns, sql } from 'drizzle-orm';
import type { Attempt } from '../../../domain/device/attempt.ts';
import { deviceKey } from '../../../domain/device/device.ts';
import type { HeardEvent } from '../../../domain/device/event.ts';
import type { FoldFacts } from '../../../domain/device/fold.ts';
import type { Scene } from '../../../domain/device/scene.ts';
import { type DeviceWindow, hourMs } from '../../../domain/device/window.ts';
import { toAttempt } from '../attempt-rows.ts';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { deviceWindows, installs } from '../schema/fleet.ts';
import type { Admitted } from './admit.ts';
import { loadCohortsOf } from './cohorts-of.ts';
import { loadScenes } from './scenes.ts';

export async function gatherFacts(tx: Transaction, { events, devices: all }: Admitted): Promise<FoldFacts> {
  const devices = new Map(
    events.flatMap(({ product, event }) => {
      const key = deviceKey(product, event.deviceId);
      const device = all.get(key);
      return device === undefined ? [] : [[key, device] as const];
    }),
  );
  const scenes = await loadScenes(tx, [...devices.values()], events);
  const hasTrials = trialIds(scenes).length > 0;
  const [cohorts, attempts, windows, booted] = await Promise.all([
    loadCohortsOf(tx, devices, scenes),
    hasTrials ? loadAttempts(tx, events, scenes) : [],
    loadWindows(tx, events),
    hasTrials ? loadBooted(tx, events, scenes) : new Set<string>(),
  ]);
  return { events, devices, scenes, cohorts, attempts, windows, booted };
}

type Pair = { readonly p: string; readonly d: string };

/** The devices of some events, each once. */
function devicesOf(events: readonly HeardEvent[]): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { product, event } of events) {
    pairs.set(deviceKey(product, event.deviceId), { p: product, d: event.deviceId });
  }
  return [...pairs.values()];
}

const trialIds = (scenes: ReadonlyMap<string, Scene>): { r: number; b: string }[] =>
  [...scenes.values()].flatMap(({ rollout }) =>
    rollout === null ? [] : [{ r: rollout.source.rolloutId, b: rollout.build.buildId }],
  );

async function loadAttempts(
  tx: Transaction,
  events: readonly HeardEvent[],
  scenes: ReadonlyMap<string, Scene>,
): Promise<Attempt[]> {
  const rows = await tx
    .select()
    .from(installs)
    .where(
      and(
        sql`(${installs.productId}, ${installs.deviceId}) in (select p, d from ${rowSet(devicesOf(events), 'p text, d text')})`,
        sql`${installs.rolloutId} in (select r from ${rowSet(trialIds(scenes), 'r int')})`,
      ),
    );
  return rows.map(toAttempt);
}

/** All windows of a device from the hour of its earliest health event here: in the ordinary case one, of this hour. */
async function loadWindows(tx: Transaction, events: readonly HeardEvent[]): Promise<DeviceWindow[]> {
  const earliest = new Map<string, Pair & { h: number }>();
  for (const { product, event, heardMs } of events) {
    if (event.type !== 'health') continue;
    const key = deviceKey(product, event.deviceId);
    const h = Math.floor(heardMs / hourMs) * hourMs;
    if (h < (earliest.get(key)?.h ?? Number.POSITIVE_INFINITY)) earliest.set(key, { p: product, d: event.deviceId, h });
  }
  if (earliest.size === 0) return [];
  const rows = await tx
    .select(getTableColumns(deviceWindows))
    .from(deviceWindows)
    .innerJoin(
      rowSet([...earliest.values()], 'p text, d text, h bigint'),
      sql`${deviceWindows.productId} = x.p and ${deviceWindows.deviceId} = x.d and ${deviceWindows.hourMs} >= x.h`,
    );
  return rows.map(({ productId, channelId, modelId, ...rest }) => ({
    product: productId,
    channel: channelId,
    model: modelId,
    ...rest,
  }));
}

/** Of the devices that tell of an install: those heard running a trial's build before. */
async function loadBooted(
  tx: Transaction,
  events: readonly HeardEvent[],
  scenes: ReadonlyMap<string, Scene>,
): Promise<Set<string>> {
  const installing = devicesOf(events.filter(({ event }) => event.type === 'install'));
  if (installing.length === 0) return new Set();
  const rows = await tx
    .selectDistinct({ product: deviceWindows.productId, deviceId: deviceWindows.deviceId })
    .from(deviceWindows)
    .where(
      and(
        sql`(${deviceWindows.productId}, ${deviceWindows.deviceId}) in (select p, d from ${rowSet(installing, 'p text, d text')})`,
        sql`(${deviceWindows.rolloutId}, ${deviceWindows.buildId}) in (select r, b from ${rowSet(trialIds(scenes), 'r int, b text')})`,
      ),
    );
  return new Set(rows.map(({ product, deviceId }) => deviceKey(product, deviceId)));
}
