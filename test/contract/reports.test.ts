// The contract of reports, on the fake and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { reportTextStore } from '../../src/adapters/postgres/report-texts.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import type { ReportTexts } from '../../src/app/ports/report-texts.ts';
import type { Reports } from '../../src/app/ports/reports.ts';
import { deviceLimits } from '../../src/domain/issue/filing.ts';
import { fakeReports } from '../fakes/reports.ts';
import { freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { everyReport, filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { insertBuild, insertNova } from './nova.ts';

type Subject = { readonly reports: Reports; readonly texts: ReportTexts; close(): Promise<void> };

async function openFake(): Promise<Subject> {
  const builds = { '1.2.0': 'nova-2', 'V14.0.2.0': 'nova-2', 'nova-2': 'nova-2' };
  const reports = fakeReports({ products: ['nova'], builds, models: { d1: 'n1' } });
  return { reports, texts: reports.texts, close: async () => {} };
}

async function openPostgres(): Promise<Subject> {
  const database = await freshDatabase(10);
  await insertNova(database.db);
  await insertBuild(database.db, candidate(2));
  await deviceStore(database.db).recordDevice(device('d1'));
  const { db } = database;
  return { reports: reportStore(db), texts: reportTextStore(db), close: database.drop };
}

describe.each([
  { name: 'fake', open: openFake },
  { name: 'postgres', open: openPostgres },
])('reports on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const issueOf = async (...given: Parameters<typeof filing>) => {
    const recorded = await subject.reports.recordReport(filing(...given));
    return recorded.ok ? recorded.report.issueNumber : recorded.refusal;
  };

  it('are kept once, with the build and the model they are about', async () => {
    const first = filing('r1', { deviceId: 'd1', buildNames: ['no-such', 'V14.0.2.0'], sentBy: 'ada' });
    const kept = {
      ...{ product: 'nova', id: 'r1', kind: 'crash', deviceId: 'd1', title: 'Camera dies', objectKey: 'reports/aa' },
      sentBy: 'ada',
      ...{ reportedBuild: 'no-such', buildId: 'nova-2', model: 'n1', issueNumber: 1, sizeBytes: 5, receivedMs: 100 },
    };
    expect(await subject.reports.recordReport(first)).toEqual({ ok: true, report: kept, isNew: true });
    const again = filing('r1', { title: 'Other', receivedMs: 900, key: 'other' });
    expect(await subject.reports.recordReport(again)).toEqual({ ok: true, report: kept, isNew: false });
    expect(await subject.reports.loadReport('nova', 'r1')).toEqual(kept);
    expect(await subject.reports.loadReport('nova', 'r9')).toBeNull();
  });

  it('keep the name of a build that nobody published', async () => {
    const recorded = await subject.reports.recordReport(
      filing('r2', { buildNames: ['lab'], deviceId: 'd9', receivedMs: 200, kind: 'bug', key: 'f2' }),
    );
    expect(recorded).toMatchObject({
      report: { reportedBuild: 'lab', buildId: null, deviceId: 'd9', model: null, issueNumber: 2 },
    });
  });

  it('are bound by the id of a build, too', async () => {
    const recorded = await subject.reports.recordReport(filing('r3', { buildNames: ['nova-2'], receivedMs: 210 }));
    expect(recorded).toMatchObject({ report: { buildId: 'nova-2', issueNumber: 1 } });
  });

  it('join the issue that knows one of their keys, and teach it the others', async () => {
    expect(await issueOf('a1', { key: 'g1', alt: ['g2', 'g3'], receivedMs: 220 })).toBe(3);
    expect(await issueOf('a2', { key: 'g3', receivedMs: 220 })).toBe(3);
    expect(await issueOf('a3', { key: 'g4', alt: ['g1'], receivedMs: 220 })).toBe(3);
    expect(await issueOf('a4', { key: 'g4', receivedMs: 220 })).toBe(3);
    expect(await issueOf('a5', { key: 'g5', alt: ['g9'], receivedMs: 220 })).toBe(4);
  });

  it('gather in issues by key, also when they come all at once', async () => {
    const crowd = Array.from({ length: 20 }, (_, at) => filing(`c${at}`, { receivedMs: 300, key: `h${at % 4}` }));
    const recorded = await Promise.all([...crowd, ...crowd].map((each) => subject.reports.recordReport(each)));
    const numbers = recorded.map((each) => (each.ok ? each.report.issueNumber : -1));
    expect([...new Set(numbers)].sort()).toEqual([5, 6, 7, 8]);
    expect(recorded.filter((each) => each.ok && each.isNew)).toHaveLength(20);
  });

  it('are found by all who send one at the same time, and kept once', async () => {
    const same = Array.from({ length: 12 }, () => filing('same', { receivedMs: 300, key: 'h1', deviceId: 'd7' }));
    const recorded = await Promise.all(same.map((each) => subject.reports.recordReport(each)));
    expect(recorded.filter((each) => each.ok && each.isNew)).toHaveLength(1);
    expect(new Set(recorded.map((each) => (each.ok ? each.report.id : each.refusal)))).toEqual(new Set(['same']));
  });

  it('belong to a product that is there', async () => {
    expect(await subject.reports.recordReport(filing('r1', { product: 'luna' }))).toEqual({
      ok: false,
      refusal: 'unknown-product',
    });
  });

  it('of one device are kept up to its share; repetitions and other faults still are', async () => {
    const own = (at: number, changes = {}) =>
      filing(`l${at}`, { deviceId: 'd1', key: 'loop', receivedMs: 10_000_000, ...changes });
    for (let at = 0; at < deviceLimits.sameFault; at += 1)
      expect(await issueOf(`l${at}`, own(at))).not.toBe('over-limit');
    const more = await subject.reports.recordReport(own(99));
    expect(more).toEqual({ ok: false, refusal: 'over-limit', share: 'fault' });
    expect(await subject.reports.recordReport(own(0))).toMatchObject({ ok: true, isNew: false });
    expect(
      await subject.reports.recordReport(own(98, { keys: filing('x', { key: 'other-fault' }).keys })),
    ).toMatchObject({ ok: true });
    expect(await subject.reports.recordReport(own(97, { deviceId: 'd2' }))).toMatchObject({ ok: true });
    const later = own(96, { receivedMs: 10_000_001 + deviceLimits.windowMs });
    expect(await subject.reports.recordReport(later)).toMatchObject({ ok: true });
  });

  it('of one device have a share for each who says so: nobody uses up that of another', async () => {
    const own = (id: string, sentBy: string | null, key = 'voice') =>
      filing(id, { deviceId: 'd7', sentBy, key, receivedMs: 30_000_000 });
    const send = async (...given: Parameters<typeof own>) =>
      (await subject.reports.recordReport(own(...given))).ok ? 'kept' : 'over';
    const flood = await Promise.all(Array.from({ length: 60 }, (_, at) => send(`v${at}`, 'app')));
    expect(flood.filter((fate) => fate === 'kept')).toHaveLength(deviceLimits.sameFault);
    expect([await send('w1', null), await send('w2', 'gateway'), await send('w3', 'app')]).toEqual([
      'kept',
      'kept',
      'over',
    ]);
  });

  it('of one device that come at once are kept up to its share, and no further', async () => {
    const crowd = Array.from({ length: 60 }, (_, at) =>
      filing(`s${at}`, { deviceId: 'd5', key: at % 2 === 0 ? 'storm' : `h${at % 4}`, receivedMs: 20_000_000 }),
    );
    const recorded = await Promise.all(crowd.map((each) => subject.reports.recordReport(each)));
    const kept = recorded.filter((each) => each.ok).length;
    expect([kept, recorded.length - kept]).toEqual([deviceLimits.sameFault + 30, 10]);
  });

  it('wait with their text until they are counted, each once, and until the text is stored', async () => {
    expect(await subject.reports.loadWaitingText('nova', 'r1')).toBe('the text of r1');
    const waiting = await subject.reports.loadWaiting(2);
    expect(waiting).toMatchObject([{ objectKey: 'reports/aa', body: 'the text of r1' }, { body: 'the text of r2' }]);
    const seqs = waiting.map(({ seq }) => seq);
    expect(await subject.reports.recordSettled(seqs)).toBe(2);
    expect(await subject.reports.recordSettled(seqs)).toBe(0);
    expect((await subject.texts.loadTexts(9)).map(({ body }) => body)).toEqual(waiting.map(({ body }) => body));
    expect(await subject.reports.loadWaitingText('nova', 'r1')).toBe('the text of r1');
    expect(await subject.texts.recordStored(seqs.slice(0, 1))).toBe(1);
    expect(await subject.texts.recordStored(seqs)).toBe(1);
    expect(await subject.texts.loadTexts(9)).toEqual([]);
    expect(await subject.reports.loadWaitingText('nova', 'r1')).toBeNull();
    expect((await subject.reports.loadWaiting(1))[0]?.body).toBe('the text of r3');
  });

  it('need the text that they have, and no other', async () => {
    expect(await subject.texts.loadUnneeded(['reports/aa', 'reports/nobody'])).toEqual(['reports/nobody']);
  });

  it('are listed newest first, a page at a time, by build, kind, issue and device', async () => {
    const listed = async (changes: object, page = { limit: 200, after: null as string | null }) =>
      (await subject.reports.loadReports({ ...everyReport, ...changes }, page)).items.map(({ id }) => id);
    const first = await subject.reports.loadReports(everyReport, { limit: 20, after: null });
    const second = await subject.reports.loadReports(everyReport, { limit: 200, after: first.next });
    const all = [...first.items, ...second.items].map(({ id }) => id);
    expect([first.items.length, second.next, new Set(all).size]).toEqual([20, null, all.length]);
    expect(all.slice(-3)).toEqual(['r3', 'r2', 'r1']);
    expect(await listed({ build: 'lab' })).toEqual(['r2']);
    expect(await listed({ build: 'nova-2' })).toHaveLength(all.length - 1);
    expect(await listed({ kind: 'bug' })).toEqual(['r2']);
    expect(await listed({ issue: 3 })).toEqual(['a4', 'a3', 'a2', 'a1']);
    expect(await listed({ device: 'd9' })).toEqual(['r2']);
    expect(await listed({ product: 'luna' })).toEqual([]);
    expect(await listed({}, { limit: 5, after: 'nonsense' })).toEqual([]);
  });
});
