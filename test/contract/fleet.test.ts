// The contract of devices, waiting check-ins and their fold: on the fake and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkinQueueStore } from '../../src/adapters/postgres/checkin-queue.ts';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { foldStore } from '../../src/adapters/postgres/fold/folds.ts';
import { toBins } from '../../src/adapters/postgres/metric-columns.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { cohortMembers, cohorts } from '../../src/adapters/postgres/schema/catalog.ts';
import { checkinHours, checkinMetrics, checkinParts, deviceWindows } from '../../src/adapters/postgres/schema/fleet.ts';
import { foldCheckins } from '../../src/app/fold-checkins.ts';
import type { CheckinQueue } from '../../src/app/ports/checkin-queue.ts';
import type { Devices } from '../../src/app/ports/devices.ts';
import type { Folds } from '../../src/app/ports/folds.ts';
import type { CheckinBatch } from '../../src/domain/device/event.ts';
import type { PartDelta } from '../../src/domain/device/hour-sums.ts';
import type { MetricDelta } from '../../src/domain/device/measured.ts';
import { deriveBin } from '../../src/domain/device/metric.ts';
import type { DeviceWindow, HourDelta } from '../../src/domain/device/window.ts';
import { fakeFleet } from '../fakes/fleet.ts';
import { freshDatabase } from '../harness/database.ts';
import { batch, channelFacts, device, health, hour, install, minute, since, startMs } from '../samples/fleet.ts';
import { candidate, rollout, stage, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { beginRollout, insertBuild, insertNova } from './nova.ts';

type Subject = {
  readonly devices: Devices;
  readonly checkinQueue: CheckinQueue;
  readonly folds: Folds;
  loadHours(): Promise<HourDelta[]>;
  loadWindows(): Promise<DeviceWindow[]>;
  loadParts(): Promise<PartDelta[]>;
  loadMetrics(): Promise<MetricDelta[]>;
  close(): Promise<void>;
};

/** Bucket 0 stands somewhere below 1000 under any salt; friends are offered build 2, everybody else is not. */
const friendsOnly = [stage('friends', 1000, { cohort: 'friends' }), stage('all', 1000)];
const rolloutId = 1;

const models = ['n1', 'n2'];

async function openFake(): Promise<Subject> {
  const stages = friendsOnly.map(({ cohort, permille }) => ({ cohort, permille }));
  const [running] = channelFacts().rollouts;
  if (running === undefined) throw new Error('the sample has a rollout');
  const stable = channelFacts({ models, pollS: 60, rollouts: [{ ...running, rolloutId, stages }] });
  const beta = channelFacts({ channel: 'beta', models, pollS: 60, rollouts: [], builds: [] });
  const fleet = fakeFleet({ channels: [stable, beta] });
  fleet.memory.memberships.set('nova/d1', { named: since('friends'), testers: [] });
  return {
    ...fleet,
    loadHours: async () => [...fleet.memory.hours.values()],
    loadWindows: async () => [...fleet.memory.windows.values()],
    loadParts: async () => [...fleet.memory.parts.values()],
    loadMetrics: async () => [...fleet.memory.metrics.values()],
    close: async () => {},
  };
}

async function openPostgres(): Promise<Subject> {
  const database = await freshDatabase();
  const { db } = database;
  await insertNova(db);
  for (const counter of [1, 2, 3]) await insertBuild(db, candidate(counter));
  await db.insert(cohorts).values({ productId: 'nova', id: 'friends', kind: 'named', rule: null, createdMs: 1 });
  await db.insert(cohortMembers).values({ productId: 'nova', cohortId: 'friends', deviceId: 'd1', addedMs: 1 });
  await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
  await beginRollout(db, rollout({ buildId: 'nova-2', salt: 'salt', stages: friendsOnly }));
  return {
    devices: deviceStore(db),
    checkinQueue: checkinQueueStore(db),
    folds: foldStore(db),
    async loadHours() {
      const rows = await db.select().from(checkinHours);
      return rows.map(({ productId, channelId, modelId, ...rest }) => {
        return { product: productId, channel: channelId, model: modelId, ...rest };
      });
    },
    async loadWindows() {
      const rows = await db.select().from(deviceWindows);
      return rows.map(({ productId, channelId, modelId, bootBin, drainBin, freeBin, ...rest }) => {
        const bins = toBins({ bootBin, drainBin, freeBin });
        return { product: productId, channel: channelId, model: modelId, ...rest, bins };
      });
    },
    loadParts: async () =>
      (await db.select().from(checkinParts)).map(({ modelId, ...rest }) => ({ model: modelId, ...rest })),
    loadMetrics: async () =>
      (await db.select().from(checkinMetrics)).map(({ modelId, ...rest }) => ({ model: modelId, ...rest })),
    close: database.drop,
  };
}

describe.each([
  { name: 'fake', open: openFake },
  { name: 'postgres', open: openPostgres },
])('the fleet on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const put = (...batches: CheckinBatch[]) => subject.checkinQueue.putBatches(batches);
  const fold = (maxBatches = 100) => foldCheckins(subject, startMs, { maxBatches });
  const hoursOf = async (arm: string) =>
    (await subject.loadHours())
      .filter((each) => each.arm === arm && each.devices !== 0)
      .sort((a, b) => a.hourMs - b.hourMs);

  it('tells what an enrolment meets', async () => {
    const question = { product: 'nova', channel: 'stable', model: 'n1', device: 'd1', build: 'V14.0.1.0' };
    expect(await subject.devices.loadEnrolmentFacts(question)).toEqual({
      hasProduct: true,
      pollS: 60,
      hasModel: true,
      buildId: 'nova-1',
      present: null,
      memberships: { named: [{ cohort: 'friends', sinceMs: expect.any(Number) }], testers: [] },
    });
    const nothing = { product: 'luna', channel: 'x', model: 'y', device: 'd1', build: null };
    expect(await subject.devices.loadEnrolmentFacts(nothing)).toEqual({
      hasProduct: false,
      pollS: null,
      hasModel: false,
      buildId: null,
      present: null,
      memberships: { named: [], testers: [] },
    });
  });

  it('keeps devices, and knows the new from the known', async () => {
    for (const id of ['d1', 'd2', 'd3']) expect(await subject.devices.recordDevice(device(id))).toBe(true);
    const changed = device('d3', {
      channel: 'beta',
      model: 'n2',
      region: null,
      isTester: true,
      testerSinceMs: startMs - hour,
      seenMs: startMs - hour,
    });
    expect(await subject.devices.recordDevice(changed)).toBe(false);
    expect(await subject.devices.loadDevice('nova', 'd3')).toEqual(changed);
    expect(await subject.devices.loadDevice('nova', 'd9')).toBeNull();
    expect(await subject.devices.loadDevice('luna', 'd1')).toBeNull();
  });

  it('lists devices by channel, model and build, a page at a time', async () => {
    const all = { product: 'nova', channel: null, model: null, build: null };
    const ids = async (
      filter: Partial<typeof all> | { channel?: string; model?: string; build?: string },
      limit = 9,
    ) => {
      const { items } = await subject.devices.loadDevices({ ...all, ...filter }, { limit, after: null });
      return items.map(({ id }) => id);
    };
    const first = await subject.devices.loadDevices(all, { limit: 2, after: null });
    expect(first).toMatchObject({ items: [{ id: 'd1' }, { id: 'd2' }], next: 'd2' });
    expect(await subject.devices.loadDevices(all, { limit: 2, after: 'd2' })).toMatchObject({
      items: [{ id: 'd3' }],
      next: null,
    });
    expect(await ids({ channel: 'beta' })).toEqual(['d3']);
    expect(await ids({ model: 'n1' })).toEqual(['d1', 'd2']);
    expect(await ids({ build: 'nova-1' })).toEqual(['d1', 'd2', 'd3']);
    expect(await ids({ build: '1.1.0' }, 1)).toEqual(['d1']);
    expect(await ids({ build: '9.9.9' })).toEqual([]);
  });

  it('folds an empty queue into nothing', async () => {
    expect(await fold()).toEqual({ batches: 0, folded: 0, repeated: 0, refused: 0, isDrained: true });
  });

  it('folds what was said into devices, attempts and hours', async () => {
    await put(
      batch(startMs, install('i1', 'd1'), health('h1', 'd2', { uptimeS: 600, crashes: 1 })),
      batch(startMs + minute, install('i2', 'd1', { outcome: 'installed', reason: 'slot b' })),
    );
    await put(batch(startMs + 2 * minute, health('h2', 'd1', { build: 'V14.0.2.0', uptimeS: 60 })));
    expect(await fold()).toEqual({ batches: 3, folded: 4, repeated: 0, refused: 0, isDrained: true });
    expect(await subject.devices.loadDevice('nova', 'd1')).toMatchObject({
      reportedBuild: 'V14.0.2.0',
      buildId: 'nova-2',
      reportedMs: startMs + 2 * minute,
      seenMs: startMs + 2 * minute,
      healthMs: startMs + 2 * minute,
    });
    expect(await subject.devices.loadAttempts('nova', 'd1')).toEqual([
      {
        rolloutId,
        product: 'nova',
        deviceId: 'd1',
        model: 'n1',
        state: 'confirmed',
        reason: null,
        acceptedMs: startMs,
        deadlineMs: startMs + 24 * hour,
        stepMs: startMs + minute,
        heardMs: startMs + minute,
        restartMs: null,
        finishedMs: startMs,
      },
    ]);
    const sums = { product: 'nova', channel: 'stable', rolloutId, model: 'n1', hourMs: startMs, devices: 1 };
    expect(await hoursOf('new')).toMatchObject([{ ...sums, arm: 'new', buildId: 'nova-2', exposureS: 60, crashes: 0 }]);
    expect(await hoursOf('control')).toMatchObject([
      { ...sums, arm: 'control', buildId: 'nova-1', exposureS: 600, crashes: 1 },
    ]);
  });

  it('counts an event once, whether it comes again in the same fold or a later one', async () => {
    const again = health('h1', 'd2', { uptimeS: 900, crashes: 1 });
    await put(
      batch(startMs + 3 * minute, again),
      batch(startMs + 4 * minute, again, health('h3', 'd2', { uptimeS: 120 })),
    );
    await put(batch(startMs + 5 * minute, health('h3', 'd2', { uptimeS: 120 })));
    expect(await fold()).toMatchObject({ batches: 3, folded: 1, repeated: 3, refused: 0 });
    expect(await hoursOf('control')).toMatchObject([{ exposureS: 720, crashes: 1, devices: 1 }]);
  });

  it('lets a late event change the hour after its own, and nothing be counted twice', async () => {
    await put(batch(startMs + 3 * hour, health('h4', 'd2', { uptimeS: 6 * 3600 })));
    await fold();
    // Three hours went by since the last word; with the one that comes late it is one.
    expect((await hoursOf('control')).at(-1)).toMatchObject({
      hourMs: startMs + 3 * hour,
      exposureS: 3 * 3600 - 240 + 300,
    });
    await put(batch(startMs + 2 * hour, health('h5', 'd2', { uptimeS: 600 })));
    await fold();
    expect((await hoursOf('control')).map(({ exposureS }) => exposureS)).toEqual([720, 600, 3600 + 300]);
    const windows = (await subject.loadWindows()).filter(({ deviceId }) => deviceId === 'd2');
    expect(windows.map(({ sinceMs }) => sinceMs).sort()).toEqual([
      device('d2').healthMs,
      startMs + 4 * minute,
      startMs + 2 * hour,
    ]);
  });

  it('refuses events of devices that nobody enrolled, until somebody does', async () => {
    await put(batch(startMs, health('h1', 'd9'), health('h6', 'd2', { uptimeS: 0 })));
    expect(await fold()).toMatchObject({ batches: 1, folded: 1, repeated: 0, refused: 1 });
    await subject.devices.recordDevice(device('d9'));
    await put(batch(startMs, health('h1', 'd9')));
    expect(await fold()).toMatchObject({ folded: 1, refused: 0 });
  });

  it('takes the oldest batches first, no more than it is told', async () => {
    for (const at of [1, 2, 3]) await put(batch(startMs + 5 * hour, health(`k${at}`, 'd2', { uptimeS: 1 })));
    expect(await fold(2)).toMatchObject({ batches: 2, folded: 2, isDrained: false });
    expect(await fold(2)).toMatchObject({ batches: 1, folded: 1, isDrained: true });
  });

  it('keeps a later word when an older enrolment is written after it', async () => {
    const { reportedMs } = (await subject.devices.loadDevice('nova', 'd1')) ?? device('d1');
    await subject.devices.recordDevice(
      device('d1', { reportedBuild: '1.1.0', reportedMs: reportedMs - 1, seenMs: startMs }),
    );
    expect(await subject.devices.loadDevice('nova', 'd1')).toMatchObject({
      reportedBuild: 'V14.0.2.0',
      seenMs: startMs + 2 * minute,
    });
  });

  it('counts old installs apart, from the first word of the device on the build', async () => {
    await put(batch(startMs + 30 * hour, health('a1', 'd1', { build: '1.2.0', uptimeS: 900, crashes: 1 })));
    await fold();
    const sums = async () =>
      (await subject.loadParts())
        .filter(({ arm }) => arm === 'new')
        .sort((a, b) => a.hourMs - b.hourMs)
        .map(({ hourMs, ageH, exposureS, crashes, freeS, firstCrashes }) => {
          return [(hourMs - startMs) / hour, ageH, exposureS, crashes, freeS, firstCrashes];
        });
    const first = [0, 0, 60, 0, 60, 0];
    expect(await sums()).toEqual([first, [30, 24, 900, 1, 900, 1]]);
    await put(batch(startMs + 30 * hour + minute, health('a2', 'd1', { build: '1.2.0', uptimeS: 60 })));
    await put(batch(startMs + 55 * hour, health('a3', 'd1', { build: '1.2.0', uptimeS: 60, crashes: 2 })));
    await fold();
    expect(await sums()).toEqual([first, [30, 24, 960, 1, 960, 1], [55, 48, 60, 1, 0, 0]]);
    expect((await subject.devices.loadDevice('nova', 'd1'))?.trial).toEqual({ rolloutId, sinceMs: startMs });
    await subject.devices.recordDevice(device('d1', { reportedMs: startMs - hour }));
    expect((await subject.devices.loadDevice('nova', 'd1'))?.trial).toEqual({ rolloutId, sinceMs: startMs });
  });

  it('counts what devices measured once a day, and corrects it by a word that comes late', async () => {
    const at = startMs + 80 * hour;
    const said = (hours: number, bootS: number) =>
      batch(at + hours * hour, health(`m${hours}`, 'd1', { build: '1.2.0', metrics: { 'boot-time': bootS } }));
    const sums = async () =>
      (await subject.loadMetrics())
        .filter(({ devices }) => devices !== 0)
        .map(({ arm, metric, model, bin, devices }) => [arm, metric, model, bin, devices]);
    await put(said(1, 30), said(3, 40));
    await fold();
    expect(await sums()).toEqual([['new', 'boot-time', 'n1', deriveBin(30), 1]]);
    await put(said(4, 50));
    await fold();
    await put(said(0, 20));
    await fold();
    expect(await sums()).toEqual([['new', 'boot-time', 'n1', deriveBin(20), 1]]);
    const known = await subject.devices.loadDevice('nova', 'd1');
    expect(known?.measured).toMatchObject({ rolloutId, new: { 'boot-time': at }, control: {} });
    const windows = (await subject.loadWindows()).filter(({ hourMs }) => hourMs >= at);
    expect(windows.map(({ bins }) => bins?.['boot-time']).sort()).toEqual([20, 30, 40, 50].map(deriveBin).sort());
    await subject.devices.recordDevice(device('d1', { reportedMs: startMs - hour }));
    expect((await subject.devices.loadDevice('nova', 'd1'))?.measured).toEqual(known?.measured);
  });

  it('forgets what is old, some at a time, and keeps the sums', async () => {
    const before = (await subject.loadHours()).length;
    expect(await subject.folds.recordForgotten(startMs + 2 * hour, 2)).toBe(4);
    expect(await subject.folds.recordForgotten(startMs - hour, 100)).toBe(0);
    expect((await subject.loadHours()).length).toBe(before);
  });
});
