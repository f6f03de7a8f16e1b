// Gathers all that the fold looks at besides the events, with as many queries for thousands of devices as for one.
import { and, getTableColumns, sql } from 'drizzle-orm';
import type { Attempt } from '../../../domain/device/attempt.ts';
import { trialKey } from '../../../domain/device/contribution.ts';
import { deviceKey } from '../../../domain/device/device.ts';
import type { HeardEvent } from '../../../domain/device/event.ts';
import type { FoldFacts } from '../../../domain/device/fold.ts';
import { hourMs, hourOf } from '../../../domain/device/hour.ts';
import type { Scene } from '../../../domain/device/scene.ts';
import type { DeviceWindow } from '../../../domain/device/window.ts';
import { toAttempt } from '../attempt-rows.ts';
import type { Transaction } from '../database.ts';
import { toBins } from '../metric-columns.ts';
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
  const speaking = deriveSpeaking(events, devices);
  const [cohorts, attempts, windows, booted, crashed] = await Promise.all([
    loadCohortsOf(tx, devices, scenes),
    hasTrials ? loadAttempts(tx, events, scenes) : [],
    speaking.length > 0 ? loadWindows(tx, speaking) : [],
    hasTrials ? loadBooted(tx, events, scenes) : new Map<string, number>(),
    hasTrials && speaking.length > 0 ? loadCrashed(tx, speaking) : new Set<string>(),
  ]);
  return { events, devices, scenes, cohorts, attempts, windows, booted, crashed };
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

type Speaking = Pair & { readonly h: number };

/**
 * Devices with health events, and the hour from which their windows matter: that of the word before the earliest of the
 * events, since it may be answered by them. In the ordinary case the device's own row knows it, and two windows are read.
 */
function deriveSpeaking(events: readonly HeardEvent[], devices: FoldFacts['devices']): Speaking[] {
  const earliest = new Map<string, Speaking>();
  for (const { product, event, heardMs } of events) {
    if (event.type !== 'health') continue;
    const key = deviceKey(product, event.deviceId);
    const h = hourOf(heardMs);
    if (h < (earliest.get(key)?.h ?? Number.POSITIVE_INFINITY)) earliest.set(key, { p: product, d: event.deviceId, h });
  }
  return [...earliest].map(([key, { p, d, h }]) => {
    const before = hourOf(devices.get(key)?.healthMs ?? h);
    const isLater = before > h;
    return { p, d, h: isLater || before < h - answerMs ? h - answerMs : before };
  });
}

/** An hour's check-in is answered within a day or not at all. */
const answerMs = 24 * hourMs;

async function loadWindows(tx: Transaction, speaking: readonly Speaking[]): Promise<DeviceWindow[]> {
  const rows = await tx
    .select(getTableColumns(deviceWindows))
    .from(deviceWindows)
    .innerJoin(
      rowSet(speaking, 'p text, d text, h bigint'),
      sql`${deviceWindows.productId} = x.p and ${deviceWindows.deviceId} = x.d and ${deviceWindows.hourMs} >= x.h`,
    );
  return rows.map(({ productId, channelId, modelId, bootBin, drainBin, freeBin, ...rest }) => ({
    product: productId,
    channel: channelId,
    model: modelId,
    ...rest,
    bins: toBins({ bootBin, drainBin, freeBin }),
  }));
}

/** Devices in a rollout that crashed before the windows that are read. */
async function loadCrashed(tx: Transaction, speaking: readonly Speaking[]): Promise<Set<string>> {
  const { productId: product, deviceId, rolloutId, hourMs: at, crashed } = deviceWindows;
  const rows = await tx
    .selectDistinct({ product, deviceId, rolloutId })
    .from(deviceWindows)
    .innerJoin(
      rowSet(speaking, 'p text, d text, h bigint'),
      sql`${product} = x.p and ${deviceId} = x.d and ${at} < x.h and ${crashed}`,
    );
  return new Set(rows.map(trialKey));
}

/** Of the devices that tell of an install: since which hour they were heard running a trial's build. */
async function loadBooted(
  tx: Transaction,
  events: readonly HeardEvent[],
  scenes: ReadonlyMap<string, Scene>,
): Promise<Map<string, number>> {
  const installing = devicesOf(events.filter(({ event }) => event.type === 'install'));
  if (installing.length === 0) return new Map();
  const rows = await tx
    .select({
      product: deviceWindows.productId,
      deviceId: deviceWindows.deviceId,
      sinceMs: sql<number>`min(${deviceWindows.hourMs})::float8`,
    })
    .from(deviceWindows)
    .where(
      and(
        sql`(${deviceWindows.productId}, ${deviceWindows.deviceId}) in (select p, d from ${rowSet(installing, 'p text, d text')})`,
        sql`(${deviceWindows.rolloutId}, ${deviceWindows.buildId}) in (select r, b from ${rowSet(trialIds(scenes), 'r int, b text')})`,
      ),
    )
    .groupBy(deviceWindows.productId, deviceWindows.deviceId);
  return new Map(rows.map(({ product, deviceId, sinceMs }) => [deviceKey(product, deviceId), sinceMs]));
}
