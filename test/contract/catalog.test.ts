// The contract of the catalog, run on the fake and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/adapters/postgres/catalog.ts';
import { channels } from '../../src/adapters/postgres/schema/catalog.ts';
import type { Catalog } from '../../src/app/ports/catalog.ts';
import { fakeCatalog } from '../fakes/catalog.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { auditEntry, auditedSubjects } from './audited.ts';

type Subject = { readonly catalog: Catalog; audited(): Promise<string[]>; close(): Promise<void> };

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const fake = fakeCatalog();
      return { catalog: fake, audited: async () => fake.audited.map(({ subject }) => subject), close: async () => {} };
    },
  },
  {
    name: 'postgres',
    async open() {
      const database: FreshDatabase = await freshDatabase();
      return { catalog: catalog(database.db), audited: () => auditedSubjects(database), close: database.drop };
    },
  },
];

describe.each(implementations)('catalog on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('keeps a product with its models and channels', async () => {
    const { catalog: store } = subject;
    expect(await store.recordProduct({ id: 'nova', name: 'Nova', createdMs: 1 }, auditEntry('nova'))).toBe(true);
    await store.recordModel('nova', { id: 'n2', name: 'Nova 2' }, auditEntry('n2'));
    await store.recordModel('nova', { id: 'n1', name: 'Nova 1' }, auditEntry('n1'));
    await store.recordChannel('nova', { id: 'stable', timetable: null, pollS: 60 }, 1, auditEntry('stable'));
    expect(await store.loadProduct('nova')).toEqual({
      id: 'nova',
      name: 'Nova',
      createdMs: 1,
      models: [
        { id: 'n1', name: 'Nova 1' },
        { id: 'n2', name: 'Nova 2' },
      ],
      channels: [{ id: 'stable', timetable: null, pollS: 60 }],
      nextCounter: 1,
    });
  });

  it('leaves a taken id as it was, and audits only what took effect', async () => {
    expect(await subject.catalog.recordProduct({ id: 'nova', name: 'Other', createdMs: 2 }, auditEntry('again'))).toBe(
      false,
    );
    expect((await subject.catalog.loadProduct('nova'))?.name).toBe('Nova');
    expect(await subject.audited()).toEqual(['nova', 'n2', 'n1', 'stable']);
  });

  it('changes a channel in place', async () => {
    await subject.catalog.recordChannel(
      'nova',
      { id: 'stable', timetable: 'Fri 17:00 Asia/Shanghai', pollS: 90 },
      2,
      auditEntry('stable'),
    );
    expect((await subject.catalog.loadProduct('nova'))?.channels).toEqual([
      { id: 'stable', timetable: 'Fri 17:00 Asia/Shanghai', pollS: 90 },
    ]);
  });

  it('changes nothing, and audits nothing, when it is so already', async () => {
    const before = await subject.audited();
    const again = { id: 'stable', timetable: 'Fri 17:00 Asia/Shanghai', pollS: 90 };
    expect(await subject.catalog.recordChannel('nova', again, 3, auditEntry('stable again'))).toBe(true);
    expect(await subject.catalog.recordModel('nova', { id: 'n1', name: 'Nova 1' }, auditEntry('n1 again'))).toBe(true);
    expect(await subject.audited()).toEqual(before);
    expect(await subject.catalog.recordModel('nova', { id: 'n1', name: 'Nova One' }, auditEntry('n1 renamed'))).toBe(
      true,
    );
    expect((await subject.catalog.loadProduct('nova'))?.models[0]).toEqual({ id: 'n1', name: 'Nova One' });
    expect(await subject.audited()).toEqual([...before, 'n1 renamed']);
  });

  it('answers null and false for an unknown product', async () => {
    expect(await subject.catalog.loadProduct('nope')).toBeNull();
    expect(await subject.catalog.recordModel('nope', { id: 'm', name: 'M' }, auditEntry('m'))).toBe(false);
  });

  it('pages through products in order', async () => {
    for (const id of ['aa', 'bb', 'cc'])
      await subject.catalog.recordProduct({ id, name: id, createdMs: 1 }, auditEntry(id));
    const first = await subject.catalog.loadProducts({ limit: 2, after: null });
    expect(first).toMatchObject({ items: [{ id: 'aa' }, { id: 'bb' }], next: 'bb' });
    const second = await subject.catalog.loadProducts({ limit: 2, after: first.next });
    expect(second).toMatchObject({ items: [{ id: 'cc' }, { id: 'nova' }], next: null });
  });
});

describe('a channel on postgres', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  it('counts departures as decided only up to the last change of its timetable', async () => {
    const store = catalog(database.db);
    await store.recordProduct({ id: 'nova', name: 'Nova', createdMs: 1 }, auditEntry('nova'));
    const departedAfter = async (timetable: string | null, pollS: number, nowMs: number) => {
      await store.recordChannel('nova', { id: 'stable', timetable, pollS }, nowMs, auditEntry('stable'));
      const [row] = await database.db.select({ departedMs: channels.departedMs }).from(channels);
      return row?.departedMs;
    };
    expect(await departedAfter('Fri 17:00 UTC', 60, 10)).toBe(10);
    expect(await departedAfter('Fri 17:00 UTC', 90, 20)).toBe(10);
    expect(await departedAfter('Fri 18:00 UTC', 90, 30)).toBe(30);
    expect(await departedAfter(null, 90, 40)).toBe(40);
    expect(await departedAfter(null, 60, 50)).toBe(40);
  });
});
