// The contract of reports and issues, on the fake and on PostgreSQL.
import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { issues } from '../../src/adapters/postgres/schema/reports.ts';
import type { Reports } from '../../src/app/ports/reports.ts';
import type { NewReport } from '../../src/domain/report/report.ts';
import { fakeReports } from '../fakes/reports.ts';
import { freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { candidate } from '../samples/rollouts.ts';
import { insertBuild, insertNova } from './nova.ts';

type Issue = { readonly number: number; readonly reports: number; readonly lastMs: number };
type Subject = { readonly reports: Reports; loadIssues(): Promise<Issue[]>; close(): Promise<void> };

async function openFake(): Promise<Subject> {
  const builds = { '1.2.0': 'nova-2', 'V14.0.2.0': 'nova-2' };
  const reports = fakeReports({ products: ['nova'], builds, models: { d1: 'n1' } });
  return {
    reports,
    loadIssues: async () =>
      reports.issuesOf('nova').map(({ number, reports: count, lastMs }) => ({ number, reports: count, lastMs })),
    close: async () => {},
  };
}

async function openPostgres(): Promise<Subject> {
  const database = await freshDatabase(10);
  await insertNova(database.db);
  await insertBuild(database.db, candidate(2));
  await deviceStore(database.db).recordDevice(device('d1'));
  const shown = { number: issues.number, reports: issues.reports, lastMs: issues.lastMs };
  return {
    reports: reportStore(database.db),
    loadIssues: () => database.db.select(shown).from(issues).orderBy(asc(issues.number)),
    close: database.drop,
  };
}

const filed = (id: string, changes: Partial<NewReport> = {}): NewReport => ({
  product: 'nova',
  id,
  kind: 'crash',
  deviceId: null,
  reportedBuild: '1.2.0',
  title: 'Camera dies',
  objectKey: 'reports/aa',
  sizeBytes: 5,
  receivedMs: 100,
  fingerprint: 'f1',
  ...changes,
});

describe.each([
  { name: 'fake', open: openFake },
  { name: 'postgres', open: openPostgres },
])('reports on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('are kept once, with the build and the model they are about', async () => {
    const { fingerprint: _, ...report } = filed('r1', { deviceId: 'd1', reportedBuild: 'V14.0.2.0' });
    const kept = { ...report, buildId: 'nova-2', model: 'n1', issueNumber: 1 };
    expect(await subject.reports.recordReport({ ...report, fingerprint: 'f1' })).toEqual({ report: kept, isNew: true });
    const again = filed('r1', { title: 'Other', receivedMs: 900 });
    expect(await subject.reports.recordReport(again)).toEqual({ report: kept, isNew: false });
    expect(await subject.reports.loadReport('nova', 'r1')).toEqual(kept);
    expect(await subject.reports.loadReport('nova', 'r9')).toBeNull();
    expect(await subject.loadIssues()).toEqual([{ number: 1, reports: 1, lastMs: 100 }]);
  });

  it('keep the name of a build that nobody published', async () => {
    const recorded = await subject.reports.recordReport(
      filed('r2', { reportedBuild: 'lab', deviceId: 'd9', receivedMs: 200, kind: 'bug', fingerprint: 'f2' }),
    );
    expect(recorded?.report).toMatchObject({
      reportedBuild: 'lab',
      buildId: null,
      deviceId: 'd9',
      model: null,
      issueNumber: 2,
    });
  });

  it('gather in issues by fingerprint, also when they come all at once', async () => {
    const crowd = Array.from({ length: 20 }, (_, at) =>
      filed(`c${at}`, { receivedMs: 300, fingerprint: `g${at % 4}` }),
    );
    await Promise.all([...crowd, ...crowd].map((each) => subject.reports.recordReport(each)));
    const found = await subject.loadIssues();
    expect(found.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found.slice(2).map(({ reports }) => reports)).toEqual([5, 5, 5, 5]);
  });

  it('belong to a product that is there', async () => {
    expect(await subject.reports.recordReport(filed('r1', { product: 'luna' }))).toBeNull();
  });

  it('are listed newest first, a page at a time, by build and kind', async () => {
    const all = { product: 'nova', build: null, kind: null };
    const first = await subject.reports.loadReports(all, { limit: 20, after: null });
    const second = await subject.reports.loadReports(all, { limit: 20, after: first.next });
    expect(first.items).toHaveLength(20);
    expect(second).toMatchObject({ items: [{ id: 'r2' }, { id: 'r1' }], next: null });
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(22);
    const page = { limit: 50, after: null };
    expect((await subject.reports.loadReports({ ...all, build: 'nova-2' }, page)).items).toHaveLength(21);
    expect((await subject.reports.loadReports({ ...all, build: 'lab' }, page)).items).toMatchObject([{ id: 'r2' }]);
    expect((await subject.reports.loadReports({ ...all, kind: 'bug' }, page)).items).toMatchObject([{ id: 'r2' }]);
    expect((await subject.reports.loadReports({ ...all, product: 'luna' }, page)).items).toEqual([]);
    expect((await subject.reports.loadReports(all, { limit: 5, after: 'nonsense' })).items).toEqual([]);
  });
});
