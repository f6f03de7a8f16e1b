// The contract of timelines on PostgreSQL: what several tables know of a device, in one order, page by page.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { deviceWindows, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { timelineStore } from '../../src/adapters/postgres/timelines.ts';
import type { Moment } from '../../src/domain/device/timeline.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { filing } from '../samples/reports.ts';
import { candidate, rollout, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { beginRollout, insertBuild, insertNova } from './nova.ts';

const hour = 3_600_000;
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  await insertNova(db);
  for (const counter of [1, 2]) await insertBuild(db, candidate(counter));
  await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
  await beginRollout(db, rollout());
  const [begun] = await database.sql<{ id: number }[]>`select id, build_id from rollouts`;
  const rolloutId = begun?.id ?? 0;
  for (const id of ['d1', 'd2']) await deviceStore(db).recordDevice({ ...device(id), enrolledMs: 10 });
  const times = { acceptedMs: hour, deadlineMs: 9 * hour, stepMs: 2 * hour, heardMs: 2 * hour, restartMs: hour + 5 };
  const install = { rolloutId, productId: 'nova', deviceId: 'd1', modelId: 'n1', ...times };
  await db.insert(installs).values({ ...install, state: 'failed', reason: 'hash-mismatch', finishedMs: 2 * hour });
  const said = {
    productId: 'nova',
    deviceId: 'd1',
    rolloutId,
    channelId: 'stable',
    modelId: 'n1',
    claimedS: 60,
    sinceMs: 0,
  };
  const window = (hourMs: number, arm: 'new' | 'control', crashed: boolean, lastMs: number) => ({
    ...said,
    ...{ hourMs, arm, crashed, lastMs, buildId: 'nova-2' },
  });
  // The same hour counted for two arms is one word of the device.
  const windows = [window(3 * hour, 'new', true, 3 * hour + 7), window(3 * hour, 'control', false, 3 * hour + 9)];
  await db.insert(deviceWindows).values([...windows, window(4 * hour, 'new', false, 4 * hour + 1)]);
  const reports = reportStore(db);
  await reports.recordReport(filing('r1', { deviceId: 'd1', receivedMs: 3 * hour + 8, title: 'Camera dies' }));
  await reports.recordReport(filing('r2', { deviceId: 'd2', receivedMs: 3 * hour + 8 }));
});
afterAll(() => database.drop());

it('tells the newest first, whatever table knows it, and of no other device', async () => {
  const store = timelineStore(database.db);
  const all = await store.loadTimeline('nova', 'd1', { limit: 50, after: null });
  expect(all.items.map(({ atMs, what, detail }) => [atMs, what, detail])).toEqual([
    [4 * hour + 1, 'checked-in', null],
    [3 * hour + 9, 'crashed', null],
    [3 * hour + 8, 'reported', 'Camera dies'],
    [2 * hour, 'install-failed', 'hash-mismatch'],
    [hour + 5, 'restarting', null],
    [hour, 'install-accepted', null],
    [10, 'enrolled', null],
  ]);
  expect(all.items[2]).toMatchObject({ of: 'r1', issue: 1, build: 'nova-2' });
  const paged: Moment[] = [];
  for (let after: string | null = null, pages = 0; pages < 9; pages += 1) {
    const page: { items: readonly Moment[]; next: string | null } = await store.loadTimeline('nova', 'd1', {
      limit: 2,
      after,
    });
    paged.push(...page.items);
    after = page.next;
    if (after === null) break;
  }
  expect(paged).toEqual(all.items);
  expect((await store.loadTimeline('nova', 'nobody', { limit: 5, after: null })).items).toEqual([]);
  for (const after of ['x', '/', '1/'])
    expect((await store.loadTimeline('nova', 'd1', { limit: 5, after })).items).toEqual([]);
});
