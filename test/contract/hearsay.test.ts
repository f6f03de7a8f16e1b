// What PostgreSQL counts of reports for the gate: crashes that no build had before, and bugs by the age of the install.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hearsayStore } from '../../src/adapters/postgres/hearsay.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { issueBuilds, issueDevices, issueKeys, issues, reports } from '../../src/adapters/postgres/schema/reports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { candidate, rollout, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { beginRollout, insertBuild, insertNova } from './nova.ts';

const hour = 3_600_000;
const day = 24 * hour;
const startMs = 100 * day;
const nowMs = startMs + 2 * day;
const question = {
  rolloutId: 1,
  product: 'nova',
  channel: 'stable',
  buildId: 'nova-2',
  models: ['n1', 'n2'],
  startedMs: startMs,
};

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  await insertNova(db);
  for (const counter of [1, 2]) await insertBuild(db, candidate(counter));
  await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
  await beginRollout(db, rollout({ buildId: 'nova-2' }));
  // a1 to a4 took the build, a1 and a2 as testers; b1 and b2 did not, b3 was not heard of, b4 is blocked.
  for (const id of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3', 'b4']) await insertDevice(id);
  for (const [id, ageH] of [
    ['a1', 36],
    ['a2', 12],
    ['a3', 48],
    ['a4', 0],
  ] as const)
    await insertInstall(id, ageH);
  await insertIssue(1, {
    'nova-2': [
      ['a1', 1],
      ['a2', 2],
      ['a3', 2],
    ],
    'nova-1': [
      ['b1', 5],
      ['b4', 6],
    ],
  });
  await insertIssue(2, {
    'nova-1': [['b1', -900]],
    'nova-2': [
      ['a1', 1],
      ['a2', 2],
    ],
  });
  await insertIssue(3, {
    'nova-2': [
      ['b2', 3],
      ['a4', 4],
    ],
  });
  await insertIssue(4, { 'nova-2': [['a1', 1]] }, 'bug');
  await insertBug('x1', 'a1', 1);
  await insertBug('x2', 'a1', 30);
  await insertBug('x3', 'a3', 47);
  await insertBug('x4', 'b1', 1);
});
afterAll(() => database.drop());

async function insertDevice(id: string): Promise<void> {
  const at = id === 'b3' ? startMs - day : nowMs;
  const times = { reportedMs: at, enrolledMs: at, seenMs: at, healthMs: at };
  const about = { productId: 'nova', channelId: 'stable', modelId: 'n1', bucket: 0, region: null, locale: null };
  const state = { reportedBuild: null, buildId: null, isTester: ['a1', 'a2'].includes(id), isBlocked: id === 'b4' };
  await database.db.insert(devices).values({ id, ...about, ...state, ...times });
}

async function insertInstall(deviceId: string, ageH: number): Promise<void> {
  const finishedMs = nowMs - ageH * hour;
  const times = { acceptedMs: startMs, deadlineMs: startMs + day, stepMs: startMs, heardMs: startMs, finishedMs };
  const about = { rolloutId: 1, productId: 'nova', deviceId, modelId: 'n1', reason: null };
  await database.db.insert(installs).values({ ...about, state: 'confirmed', ...times });
}

type Told = Readonly<Record<string, readonly (readonly [device: string, hour: number])[]>>;

async function insertIssue(number: number, told: Told, kind: 'crash' | 'bug' = 'crash'): Promise<void> {
  const { db } = database;
  const key = `key-${number}`;
  const about = { productId: 'nova', number, kind, title: key, fingerprint: key };
  await db.insert(issues).values({ ...about, firstMs: 1, lastMs: 1, reports: 1 });
  await db.insert(issueKeys).values({ productId: 'nova', key, number });
  for (const [build, rows] of Object.entries(told)) {
    const at = rows.map(([, hours]) => startMs + hours * hour);
    const sums = { reports: rows.length, devices: rows.length, firstMs: Math.min(...at), lastMs: Math.max(...at) };
    await db.insert(issueBuilds).values({ productId: 'nova', key, build, modelId: 'n1', ...sums });
    for (const [deviceId, hours] of rows) {
      const times = { firstMs: startMs + hours * hour, lastMs: startMs + hours * hour };
      await db
        .insert(issueDevices)
        .values({ productId: 'nova', key, build, deviceId, modelId: 'n1', reports: 1, ...times });
    }
  }
}

/** `hours` after the device's install. */
async function insertBug(id: string, deviceId: string, hours: number): Promise<void> {
  const installed: Record<string, number> = { a1: nowMs - 36 * hour, a3: nowMs - 48 * hour };
  const receivedMs = (installed[deviceId] ?? startMs) + hours * hour;
  const about = { productId: 'nova', id, kind: 'bug', deviceId, modelId: 'n1', title: 't', issueNumber: 4 } as const;
  const build = { reportedBuild: 'nova-2', buildId: 'nova-2', objectKey: id, sizeBytes: 1 };
  await database.db
    .insert(reports)
    .values({ ...about, ...build, key: null, otherKeys: null, sentBy: null, receivedMs });
}

it('names crashes whose first report came from the build, counts distinct devices after the first, and control', async () => {
  const [heard] = await hearsayStore(database.db).loadHeard([question], nowMs);
  expect(heard?.signatures).toEqual([
    // b4 is blocked; b1 and b2 are all that was heard without the build.
    { id: '#1', devices: 2, controlDevices: 1, exposed: 4, control: 2 },
    // b2 runs the build without having been offered it: it speaks for nobody.
    { id: '#3', devices: 0, controlDevices: 0, exposed: 4, control: 2 },
  ]);
});

it('leaves the first places to faults that nobody made up with a public key', async () => {
  const made = Array.from({ length: 120 }, (_, at) => at + 1_000);
  try {
    for (const number of made) await insertIssue(number, { 'nova-2': [['a1', 0.5]] });
    await database.sql`update issues set made_by = 'app' where number in ${database.sql(made)}`;
    const [heard] = await hearsayStore(database.db).loadHeard([question], nowMs);
    expect(heard?.signatures).toHaveLength(100);
    expect(heard?.signatures.map(({ id }) => id).slice(0, 3)).toEqual(['#1', '#3', '#1000']);
  } finally {
    for (const table of ['issue_devices', 'issue_builds', 'issue_keys'])
      await database.sql`delete from ${database.sql(table)} where key in ${database.sql(made.map((at) => `key-${at}`))}`;
    await database.sql`delete from issues where number in ${database.sql(made)}`;
  }
});

it('counts the first bug of each device by its age and standing, and the device-days of each age', async () => {
  const [heard] = await hearsayStore(database.db).loadHeard([question], nowMs);
  expect(heard?.ages).toEqual([
    { day: 0, isTester: true, devices: 1, deviceDays: 1.5 },
    { day: 1, isTester: true, devices: 0, deviceDays: 0.5 },
    { day: 0, isTester: false, devices: 0, deviceDays: 1 },
    { day: 1, isTester: false, devices: 1, deviceDays: 1 },
  ]);
});

it('answers in the order of the questions, and nothing where nothing was said', async () => {
  const other = { ...question, rolloutId: 2, buildId: 'nova-1' };
  const [nothing, something] = await hearsayStore(database.db).loadHeard([other, question], nowMs);
  expect(nothing).toEqual({ signatures: [], ages: [] });
  expect(something?.signatures).toHaveLength(2);
  expect(await hearsayStore(database.db).loadHeard([], nowMs)).toEqual([]);
});
