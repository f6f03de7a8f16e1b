// The contract of issues on PostgreSQL: what is counted, found, merged and split, over reports that were settled.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { issueStore } from '../../src/adapters/postgres/issues.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import type { Issues } from '../../src/app/ports/issues.ts';
import type { Reports } from '../../src/app/ports/reports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { everyReport, filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { insertBuild, insertNova } from './nova.ts';

let database: FreshDatabase;
let issues: Issues;
let reports: Reports;
beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
  for (const counter of [1, 2, 3]) await insertBuild(database.db, candidate(counter));
  for (const id of ['d1', 'd2', 'd3']) await deviceStore(database.db).recordDevice(device(id));
  issues = issueStore(database.db);
  reports = reportStore(database.db);
});
afterAll(() => database.drop());

const audit = { atMs: 1, actor: 'ada', action: 'tested', subject: 'nova', details: '{}' };
const said = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;
const every = {
  product: 'nova',
  statuses: [],
  isOpen: false,
  isRegressed: null,
  build: null,
  isNewInBuild: false,
  model: null,
  assignee: null,
  signature: null,
  words: null,
  order: 'last',
} as const;
const list = async (changes: object = {}) =>
  (await issues.loadIssues({ ...every, ...changes }, { limit: 50, after: null })).items.map(({ number }) => number);
const show = async (number: number) => (await issues.loadIssue('nova', number)) ?? expect.fail(`no issue ${number}`);

async function settleAll(): Promise<void> {
  const waiting = await reports.loadWaiting(1_000);
  await reports.recordSettled(waiting.map(({ seq }) => seq));
}

describe('counting', () => {
  it('counts devices, not reports, by build and model, whatever the order', async () => {
    const day = 86_400_000;
    const said = [
      filing('a1', { key: 'a'.repeat(32), deviceId: 'd1', buildNames: ['1.1.0'], receivedMs: day + 1 }),
      filing('a2', { key: 'a'.repeat(32), deviceId: 'd1', buildNames: ['1.1.0'], receivedMs: day + 2 }),
      filing('a3', { key: 'a'.repeat(32), deviceId: 'd2', buildNames: ['1.2.0'], receivedMs: 2 * day + 3 }),
      filing('a4', { key: 'a'.repeat(32), deviceId: 'd1', buildNames: ['1.2.0'], receivedMs: 2 * day + 4 }),
      filing('a5', { key: 'a'.repeat(32), buildNames: ['lab'], receivedMs: 2 * day + 5 }),
    ];
    for (const each of said.toReversed()) await reports.recordReport(each);
    await settleAll();
    const { issue, builds, days, representative } = await show(1);
    expect(issue).toMatchObject({
      reports: 5,
      devices: 2,
      firstBuild: 'nova-1',
      lastBuild: 'nova-2',
      lastMs: 2 * day + 5,
    });
    expect(builds.map(({ build, model, reports: r, devices: d }) => [build, model, r, d])).toEqual([
      ['nova-2', 'n1', 2, 2],
      ['nova-1', 'n1', 2, 1],
      ['lab', '', 1, 0],
    ]);
    expect(days).toEqual([
      { dayMs: day, reports: 2, devices: expect.any(Number) },
      { dayMs: 2 * day, reports: 3, devices: expect.any(Number) },
    ]);
    expect(days.reduce((sum, { devices }) => sum + devices, 0)).toBe(2);
    expect(representative).toBe('a5');
  });

  it('counts what is settled by two at once only once', async () => {
    for (let at = 0; at < 20; at += 1)
      await reports.recordReport(filing(`b${at}`, { key: 'b'.repeat(32), deviceId: 'd3', receivedMs: 1_000 * at }));
    const seqs = (await reports.loadWaiting(100)).map(({ seq }) => seq);
    const counted = await Promise.all([1, 2, 3].map(() => reports.recordSettled(seqs)));
    expect(counted.reduce((sum: number, each) => sum + (each ?? 0), 0)).toBe(20);
    expect((await show(2)).issue).toMatchObject({ reports: 20, devices: 1 });
  });
});

describe('lists', () => {
  it('find by build, model, key, status, owner and words', async () => {
    const torch = {
      kind: 'bug',
      title: 'Torch stays on',
      body: 'after a photo com.nova.Camera',
      buildNames: ['1.3.0'],
    } as const;
    await reports.recordReport(filing('c1', { ...torch, key: 'c'.repeat(32), deviceId: 'd2', receivedMs: 90 }));
    await settleAll();
    expect(await list()).toEqual([1, 2, 3]);
    expect(await list({ build: 'nova-2' })).toEqual([1, 2]);
    expect(await list({ build: 'nova-3', isNewInBuild: true })).toEqual([3]);
    expect(await list({ build: '1.3.0', isNewInBuild: true })).toEqual([3]);
    expect(await list({ build: 'V14.0.3.0', model: 'n1' })).toEqual(await list({ build: 'nova-3', model: 'n1' }));
    expect(await list({ build: 'nova-2', isNewInBuild: true })).toEqual([2]);
    expect(await list({ model: 'n9' })).toEqual([]);
    expect(await list({ model: 'n1', build: 'nova-3' })).toEqual([3]);
    expect(await list({ signature: 'b'.repeat(32) })).toEqual([2]);
    expect(await list({ words: 'torch PHOTO' })).toEqual([3]);
    expect(await list({ words: 'nova.Camera' })).toEqual([3]);
    expect(await list({ words: "'; drop table issues --" })).toEqual([]);
    expect(await list({ words: '&|!():*<->' })).toEqual([]);
    expect(await list({ statuses: ['fixed'] })).toEqual([]);
    expect(await list({ product: 'luna' })).toEqual([]);
  });

  it('have what most devices met first, page by page', async () => {
    expect(await list({ order: 'devices' })).not.toEqual(await list());
    const page = async (after: string | null) => issues.loadIssues({ ...every, order: 'devices' }, { limit: 1, after });
    const all = await issues.loadIssues({ ...every, order: 'devices' }, { limit: 50, after: null });
    const devices = all.items.map((each) => each.devices);
    expect(devices).toEqual(devices.toSorted((one, other) => other - one));
    const walked: number[] = [];
    for (let after: string | null = null; walked.length < 9; ) {
      const { items, next }: Awaited<ReturnType<typeof page>> = await page(after);
      walked.push(...items.map(({ number }) => number));
      if (next === null) break;
      after = next;
    }
    expect(walked).toEqual(all.items.map(({ number }) => number));
    // A cursor of the other order is a time: far beyond what a number of devices can be.
    expect((await page('1795432942504/1')).items).toEqual([]);
  });

  it('go on where the page before ended', async () => {
    const first = await issues.loadIssues(every, { limit: 2, after: null });
    expect((await issues.loadIssues(every, { limit: 2, after: first.next })).items.map(({ number }) => number)).toEqual(
      [3],
    );
    for (const after of ['nonsense', '1/99999999999', '/', '1/2/3'])
      expect((await issues.loadIssues(every, { limit: 2, after })).items.length).toBeLessThan(3);
  });
});

describe('decisions', () => {
  it('are made on what is there, with a word and the audit', async () => {
    const { issue } = await show(3);
    const comment = { ...said, told: null };
    const change = { status: 'fixed', fixedIn: 'nova-2', assignee: 'ada' } as const;
    expect(await issues.recordChange(issue, change, comment, audit)).toBe(true);
    expect(await issues.recordChange(issue, { status: 'new' }, comment, audit)).toBe(false);
    expect(await show(3)).toMatchObject({
      issue: { status: 'fixed', fixedIn: 'nova-2', assignee: 'ada' },
      comments: [said],
    });
    expect(await list({ statuses: ['fixed'], assignee: 'ada' })).toEqual([3]);
    // However often within a millisecond, or by a clock that is behind: who asks what changed since then hears of all.
    const again = (await show(3)).issue;
    expect(await issues.recordChange(again, { assignee: 'eve' }, { ...comment, atMs: 4_000 }, audit)).toBe(true);
    expect((await show(3)).issue.changedMs).toBe(again.changedMs + 1);
    expect(await issues.recordComment('nova', 99, said, audit)).toBe(false);
    expect(await issues.recordComment('nova', 3, { ...said, audience: 'internal' }, audit)).toBe(true);
  });

  it('show when the build that should have fixed it says otherwise', async () => {
    await reports.recordReport(
      filing('c2', { key: 'c'.repeat(32), deviceId: 'd1', buildNames: ['1.1.0'], receivedMs: 6_000 }),
    );
    await settleAll();
    expect((await show(3)).issue.regressedMs).toBeNull();
    await reports.recordReport(
      filing('c3', { key: 'c'.repeat(32), deviceId: 'd1', buildNames: ['1.2.0'], receivedMs: 7_000 }),
    );
    await settleAll();
    expect((await show(3)).issue.regressedMs).toBe(7_000);
    const back = { author: 'device', audience: 'change', status: null, atMs: 7_000 };
    expect((await show(3)).comments.at(-1)).toMatchObject({ ...back, text: expect.stringContaining('It is back') });
    expect(await list({ isRegressed: true })).toEqual([3]);
  });
});

describe('merging and splitting', () => {
  it('point keys elsewhere for ever, and count again', async () => {
    await database.sql`insert into products (id, name, created_ms) values ('other', 'Other', 1)`;
    for (const key of 'abcdefghi')
      await reports.recordReport(filing(`o${key}`, { product: 'other', key: key.repeat(32), receivedMs: 1 }));
    expect(await issues.recordMerge('other', { from: 1, into: 2 }, said, audit)).toBeNull();
    const merged = { ...said, status: 'duplicate' } as const;
    expect(await issues.recordMerge('nova', { from: 2, into: 1 }, merged, audit)).toBeNull();
    expect(await show(1)).toMatchObject({ issue: { reports: 25, devices: 3 }, merged: [2] });
    expect((await show(2)).issue).toMatchObject({ status: 'duplicate', mergedInto: 1, reports: expect.any(Number) });
    const later = await reports.recordReport(filing('b99', { key: 'b'.repeat(32), deviceId: 'd2', receivedMs: 9_000 }));
    expect(later).toMatchObject({ report: { issueNumber: 1 } });
    expect((await reports.loadReport('nova', 'b1'))?.issueNumber).toBe(1);
    expect((await issues.loadIssue('other', 1))?.issue.mergedInto).toBe(2);
    // Its reporters are told by the status; of the issue that goes on nothing is said.
    expect([(await show(2)).comments.at(-1)?.status, (await show(1)).comments.at(-1)?.status]).toEqual([
      'duplicate',
      null,
    ]);
    const listed = await reports.loadReports({ ...everyReport, issue: 1 }, { limit: 100, after: null });
    expect(listed.items).toHaveLength(26);
    const refusals = [
      [
        { from: 2, into: 1 },
        { reason: 'is-merged', goesOn: 1 },
      ],
      [
        { from: 1, into: 2 },
        { reason: 'target-merged', goesOn: 1 },
      ],
      [
        { from: 1, into: 1 },
        { reason: 'same-issue', goesOn: null },
      ],
      [
        { from: 1, into: 99 },
        { reason: 'unknown-target', goesOn: null },
      ],
      [
        { from: 99, into: 1 },
        { reason: 'unknown-issue', goesOn: null },
      ],
    ] as const;
    for (const [pair, refusal] of refusals)
      expect(await issues.recordMerge('nova', pair, said, audit)).toEqual(refusal);
  });

  it('give a key back the issue that it founded, or one of its own', async () => {
    await settleAll();
    expect(await issues.recordSplit('nova', { from: 1, key: 'b'.repeat(32) }, said, audit)).toBe(2);
    expect((await show(2)).issue).toMatchObject({ status: 'new', mergedInto: null, reports: 21, devices: 2 });
    expect((await show(1)).issue).toMatchObject({ reports: 5, devices: 2 });
    await reports.recordReport(
      filing('d1', { key: 'd'.repeat(32), alt: ['a'.repeat(32)], deviceId: 'd3', receivedMs: 9_500 }),
    );
    await settleAll();
    expect((await show(1)).issue).toMatchObject({ reports: 6, devices: 3 });
    expect(await issues.recordSplit('nova', { from: 1, key: 'a'.repeat(32) }, said, audit)).toBe(4);
    expect([(await show(1)).issue.reports, (await show(4)).issue.reports]).toEqual([1, 5]);
    for (const pair of [
      { from: 1, key: 'd'.repeat(32) },
      { from: 1, key: 'e'.repeat(32) },
      { from: 99, key: 'a'.repeat(32) },
    ])
      expect(await issues.recordSplit('nova', pair, said, audit)).toBeNull();
  });

  it('end what was back after its fix: it goes on in the other, and is not looked for by itself', async () => {
    expect((await show(3)).issue.regressedMs).toBe(7_000);
    expect(await issues.recordMerge('nova', { from: 3, into: 1 }, said, audit)).toBeNull();
    expect((await show(3)).issue).toMatchObject({ status: 'duplicate', mergedInto: 1, regressedMs: null });
  });

  it('count whoever met both once, at once', async () => {
    for (const [at, key] of ['p', 'q'].entries())
      await reports.recordReport(
        filing(`twice${at}`, { key: key.repeat(32), deviceId: 'd1', buildNames: ['1.3.0'], receivedMs: 9_520 + at }),
      );
    await settleAll();
    const [from = 0, into = 0] = [
      await list({ signature: 'p'.repeat(32) }),
      await list({ signature: 'q'.repeat(32) }),
    ].flat();
    expect(await issues.recordMerge('nova', { from, into }, said, audit)).toBeNull();
    expect((await show(into)).issue).toMatchObject({ reports: 2, devices: 1 });
    expect(await issues.recordSplit('nova', { from: into, key: 'p'.repeat(32) }, said, audit)).toBe(from);
    expect([(await show(from)).issue.devices, (await show(into)).issue.devices]).toEqual([1, 1]);
  });

  it('take along what was merged before, and are of the issue that somebody looked at', async () => {
    for (const [at, key] of ['w', 'x', 'y'].entries())
      await reports.recordReport(filing(`chain${at}`, { key: key.repeat(32), receivedMs: 9_550 + at }));
    const numberOf = async (at: number) => (await reports.loadReport('nova', `chain${at}`))?.issueNumber ?? 0;
    const [first, second, third] = [await numberOf(0), await numberOf(1), await numberOf(2)];
    const merge = (from: number, into: number, parent: number) =>
      issues.recordMerge('nova', { from, into, parent }, said, audit);
    const change = { status: 'triaged', fixedIn: null, assignee: null, regressedMs: null, isHidden: false } as const;
    await issues.recordChange((await show(third)).issue, change, { ...said, told: null }, audit);
    expect([await merge(second, third, 1), await merge(first, second, 0), await merge(second, third, 0)]).toEqual([
      ...[{ reason: 'is-changed', goesOn: null }, null, null],
    ]);
    expect([(await show(first)).issue.mergedInto, (await show(second)).issue.mergedInto]).toEqual([third, third]);
    expect((await show(third)).merged).toEqual([first, second]);
    // Only who is in the issue that is open again hears of it.
    const looked = { ...change, assignee: 'ada' };
    await issues.recordChange((await show(third)).issue, looked, { ...said, told: null }, audit);
    const apart = { from: third, key: 'w'.repeat(32) };
    expect(await issues.recordSplit('nova', { ...apart, parent: 1 }, said, audit)).toBeNull();
    expect(await issues.recordSplit('nova', apart, said, audit)).toBe(first);
    expect([(await show(first)).comments.at(-1)?.status, (await show(third)).comments.at(-1)?.status]).toEqual([
      'new',
      null,
    ]);
  });

  it('never cost a report that comes in between', async () => {
    const coming = Array.from({ length: 30 }, (_, at) =>
      reports.recordReport(filing(`e${at}`, { key: 'b'.repeat(32), alt: ['d'.repeat(32)], receivedMs: 9_600 + at })),
    );
    const moving = [
      issues.recordMerge('nova', { from: 2, into: 1 }, said, audit),
      issues.recordMerge('nova', { from: 1, into: 2 }, said, audit),
    ];
    expect((await Promise.all(moving)).filter((refusal) => refusal === null)).toHaveLength(1);
    expect((await Promise.all(coming)).every(({ ok }) => ok)).toBe(true);
  });
});
