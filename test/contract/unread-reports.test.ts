// Reports that are acknowledged unread, on PostgreSQL: kept once, read once, counted once, whoever comes in between.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removalStore } from '../../src/adapters/postgres/removals.ts';
import { reportTextStore } from '../../src/adapters/postgres/report-texts.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { unreadReportStore } from '../../src/adapters/postgres/unread-reports.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { readBeforeErased, readFirst } from '../../src/app/read-first.ts';
import { readReports } from '../../src/app/read-reports.ts';
import { eraseReports } from '../../src/app/remove-reports.ts';
import { settleReports } from '../../src/app/settle-reports.ts';
import { bearerLimits, carefreeReports, senderOf, type Unread } from '../../src/domain/issue/filing.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { withoutSymbols } from '../fakes/symbols.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { insertBuild, insertNova } from './nova.ts';

const trace = (fault: string) => `java.lang.Error: x\n\tat com.nova.${fault}.run(Flood.java:1)`;

function unread(id: string, fault: string, changes: Partial<Unread> = {}): Unread {
  const { keys: _, ...rest } = filing(id, { title: '', body: trace(fault), objectKey: `reports/${id}`, ...changes });
  return rest;
}

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
  await insertBuild(database.db, candidate(2));
});
afterAll(() => database.drop());

function open() {
  const unreadReports = unreadReportStore(database.db);
  const raw = reportStore(database.db);
  const { objects } = fakeStorage();
  const reportTexts = reportTextStore(database.db);
  const ports = { ...withoutSymbols, reports: readFirst(raw, unreadReports), reportTexts, unreadReports, objects };
  const put = (...reports: Unread[]) => Promise.all(reports.map((report) => unreadReports.putUnread(report)));
  const settle = () => settleReports(ports, 1, { maxReports: 1_000 });
  return { ...ports, raw, put, settle };
}

const countOf = async (id: string): Promise<number> => {
  const [row] = await database.sql<{ reports: number }[]>`
    select i.reports from reports r join issue_keys k on k.product_id = r.product_id and k.key = r.key
      join issues i on i.product_id = k.product_id and i.number = k.number where r.id = ${id}`;
  return row?.reports ?? 0;
};

describe('an unread report', () => {
  it('is there for whoever asks for it, in the issue of its fault, and counts once', async () => {
    const { put, raw, reports, settle } = open();
    expect(await put(unread('a1', 'Alpha'), unread('a2', 'Alpha'), unread('a3', 'Beta'))).toEqual([true, true, true]);
    expect(await raw.loadReport('nova', 'a1')).toBeNull();
    const first = (await reports.loadReport('nova', 'a1')) ?? expect.fail('it is not there');
    expect(first).toMatchObject({ buildId: 'nova-2', reportedBuild: '1.2.0', kind: 'crash', receivedMs: 100 });
    expect(first.title).toContain('Error');
    expect(await reports.loadWaitingText('nova', 'a1')).toBe(trace('Alpha'));
    expect(await settle()).toEqual({ settled: 3, isDrained: true });
    expect((await reports.loadReport('nova', 'a2'))?.issueNumber).toBe(first.issueNumber);
    expect((await reports.loadReport('nova', 'a3'))?.issueNumber).not.toBe(first.issueNumber);
    expect([await countOf('a1'), await countOf('a3')]).toEqual([2, 1]);
  });

  it('is taken once under an id, read or not, and for a product that is there', async () => {
    const { put, settle } = open();
    expect(await put(unread('b1', 'Alpha'))).toEqual([true]);
    expect(await put(unread('b1', 'Gamma'))).toEqual([false]);
    await settle();
    expect(await put(unread('b1', 'Alpha'), unread('b2', 'Alpha', { product: 'luna' }))).toEqual([false, false]);
  });

  it('is taken once by two processes that have it in the same moment', async () => {
    const many = Array.from({ length: 30 }, (_, at) => unread(`c${at}`, 'Alpha', { deviceId: `c-${at}` }));
    const kept = await Promise.all([open().put(...many), open().put(...[...many].reverse())]);
    expect(kept.flat().filter((isKept) => isKept)).toHaveLength(30);
  });

  it('of a device is taken as long as no limit is near, also of one group', async () => {
    const { put, settle, raw } = open();
    const of = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => unread(`d${from + at}`, 'Alpha', { deviceId: 'd1', receivedMs: 9_000 }));
    expect((await put(...of(0, 15))).every((isKept) => isKept)).toBe(true);
    const next = await put(...of(15, 15));
    expect(next.filter((isKept) => isKept)).toHaveLength(carefreeReports - 15);
    // Judged by their keys from there on, which takes those to be read that wait.
    expect(await raw.recordReport(filing('d99', { deviceId: 'd1', receivedMs: 9_000 }))).toEqual({
      ok: false,
      refusal: 'unread',
    });
    await settle();
    expect(await put(...of(40, 1))).toEqual([false]);
    expect(await raw.recordReport(filing('d99', { deviceId: 'd1', receivedMs: 9_000 }))).toMatchObject({ ok: true });
    const hourLater = unread('d98', 'Alpha', { deviceId: 'd1', receivedMs: 9_000 + 3_600_001 });
    expect(await put(hourLater)).toEqual([true]);
  });

  it('is read once by all who read at the same time', async () => {
    const { put, unreadReports, settle } = open();
    const many = Array.from({ length: 20 }, (_, at) => unread(`e${at}`, `Fault${at % 5}`, { deviceId: `e-${at}` }));
    await put(...many);
    await Promise.all([1, 2, 3].map(() => readReports({ unreadReports }, { by: 'age' })));
    expect(await unreadReports.loadUnread({ by: 'age' }, 1)).toEqual([]);
    await settle();
    expect(await countOf('e0')).toBe(4);
  });

  it('goes with all that its device sent', async () => {
    const { put, unreadReports, objects } = open();
    await put(unread('f1', 'Alpha', { deviceId: 'f-1', body: 'MARKER-F' }));
    const removals = readBeforeErased(removalStore(database.db), unreadReports);
    const by = { actor: 'ada', nowMs: 1 };
    const device = { product: 'nova', device: 'f-1' };
    expect(await eraseReports({ removals, objects, entropy: systemEntropy }, device, by)).toBe(1);
    expect(JSON.stringify(await database.sql`select * from reports_waiting`)).not.toContain('MARKER-F');
  });

  it('gives way to another that took its id in the same moment and was settled in it', async () => {
    const { put, reports, raw, settle } = open();
    await put(unread('g1', 'Alpha', { deviceId: 'g-1' }), unread('g2', 'Alpha', { deviceId: 'g-1' }));
    const other = (id: string, deviceId: string) =>
      database.sql`insert into reports (product_id, id, kind, device_id, reported_build, title, issue_number, key, object_key,
        size_bytes, received_ms) select product_id, ${id}, kind, ${deviceId}, reported_build, title, issue_number, key,
        ${`reports/${id}`}, 1, 1 from reports where id = 'a1'`;
    await other('g1', 'g-2');
    await other('g2', 'g-1');
    await settle();
    expect((await raw.loadReport('nova', 'g1'))?.deviceId).toBe('g-2');
    const { items } = await reports.loadReports(
      { product: 'nova', build: null, kind: null, issue: null, device: 'g-1' },
      { limit: 10, after: null },
    );
    expect(items.map(({ id }) => id).sort()).toEqual(['g1.reports/g1', 'g2']);
  });
});

describe('reports without a device', () => {
  it('have a limit for their bearer, by fault and in all', async () => {
    const { raw, put, settle } = open();
    const of = (id: string, key: string, sentBy: string) =>
      raw.recordReport(filing(id, { key, sentBy, receivedMs: 50_000_000 }));
    expect(await of('h-first', 'loop', 'web')).toMatchObject({ ok: true });
    const more = (from: string, count: number, key: string, ms: number) =>
      database.sql`insert into reports (product_id, id, kind, sent_by, reported_build, title, issue_number, key, object_key,
          size_bytes, received_ms)
        select product_id, ${from} || at, kind, sent_by, reported_build, title, issue_number, ${key}, object_key, 1, ${ms}
        from reports, generate_series(1, ${count}::int) as at where id = 'h-first'`;
    await more('h', bearerLimits.sameFault - 31, 'loop', 50_000_000);
    // What was sent an hour ago is in no share.
    await more('old', 500, 'loop', 50_000_000 - 3_600_000);
    const loop = Array.from({ length: 60 }, (_, at) => of(`h-${at}`, 'loop', 'web'));
    const refused = (await Promise.all(loop)).filter((recorded) => !recorded.ok);
    await settle();
    // Two groups are written at a time, and neither knows of the other.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(30);
    expect(await of('h-again', 'loop', 'web')).toEqual({ ok: false, refusal: 'over-limit', share: 'fault' });
    expect(await of('h-other', 'other', 'web')).toMatchObject({ ok: true });
    expect(await of('h-else', 'loop', 'gateway')).toMatchObject({ ok: true });
    await more('any', bearerLimits.any, 'others', 50_000_000);
    expect(await of('h-any', 'another', 'web')).toEqual({ ok: false, refusal: 'over-limit', share: 'all' });
    expect(await of('h-any', 'another', 'gateway')).toMatchObject({ ok: true });
    expect(await put(unread('h-put', 'Alpha', { sentBy: 'web', receivedMs: 50_000_000 }))).toEqual([false]);
    const [row] = await database.sql<{ dropped: string }[]>`
      select sum(dropped) as dropped from issue_devices where key = 'loop' and device_id = ''`;
    expect(Number(row?.dropped)).toBeGreaterThan(0);
  });

  it('share it with nobody whose device is called like that', () => {
    expect(senderOf({ deviceId: null, sentBy: 'web' })).not.toBe(senderOf({ deviceId: 'web', sentBy: null }));
  });
});
