// The contract of taking reports out of PostgreSQL: all that is theirs goes, and nothing that somebody else has, too.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeStores } from '../../src/compose.ts';
import type { Stores } from '../../src/http/shared/parts.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { auditEntry } from './audited.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
  await database.sql`insert into products (id, name, created_ms) values ('luna', 'Luna', 1)`;
  stores = composeStores(database.db);
});
afterAll(() => database.drop());

const audit = auditEntry('nova');
const settle = async () => stores.reports.recordSettled((await stores.reports.loadWaiting(100)).map(({ seq }) => seq));

/** Reports in `table`, whatever the product. */
async function idsIn(table: 'reports' | 'reports_waiting' | 'report_attachments'): Promise<string[]> {
  const column = table === 'reports' ? 'id' : 'report_id';
  const rows = await database.sql.unsafe<{ at: string }[]>(`select product_id || '/' || ${column} as at from ${table}`);
  return rows.map(({ at }) => at).sort();
}

const attach = (reportId: string, objectKey: string) => database.sql`
  insert into report_attachments (product_id, report_id, name, form, content_type, size_bytes, object_key, created_ms)
  values ('nova', ${reportId}, 'log.txt', 'text', 'text/plain', 1, ${objectKey}, 1)`;

it('takes a report with its files and its text that waits, by product and id', async () => {
  for (const product of ['nova', 'luna'])
    for (const id of ['gone', 'kept'])
      await stores.reports.recordReport(filing(id, { product, objectKey: `reports/${product}-${id}` }));
  for (const id of ['gone', 'kept']) await attach(id, `attachments/${id}`);
  const { reports, objectKeys } = await stores.removals.loadRemovable(
    { by: 'report', product: 'nova', reportId: 'gone' },
    10,
  );
  expect([reports, [...objectKeys].sort()]).toEqual([
    [{ product: 'nova', id: 'gone' }],
    ['attachments/gone', 'reports/nova-gone'],
  ]);
  await stores.removals.recordRemoved(reports, audit);
  for (const table of ['reports', 'reports_waiting'] as const)
    expect(await idsIn(table)).toEqual(['luna/gone', 'luna/kept', 'nova/kept']);
  expect(await idsIn('report_attachments')).toEqual(['nova/kept']);
});

it('leaves in storage what another report or another file has, too', async () => {
  await stores.reports.recordReport(filing('first', { objectKey: 'reports/shared' }));
  await stores.reports.recordReport(filing('second', { objectKey: 'reports/of-second' }));
  await attach('first', 'attachments/shared');
  await attach('second', 'attachments/shared');
  await stores.reports.recordReport(filing('third', { objectKey: 'reports/shared' }));
  const which = { by: 'report', product: 'nova', reportId: 'first' } as const;
  expect((await stores.removals.loadRemovable(which, 10)).objectKeys).toEqual([]);
});

it('gives a device of one product another name, and leaves alone its namesake of another', async () => {
  for (const product of ['nova', 'luna'])
    await stores.reports.recordReport(filing('named', { product, deviceId: 'SN-1', key: 'f2' }));
  await settle();
  await stores.removals.recordRenamed({ product: 'nova', device: 'SN-1' }, 'erased-1', audit);
  const rows = await database.sql<{ at: string }[]>`
    select product_id || '/' || device_id as at from issue_devices where key = 'f2' order by 1`;
  expect(rows.map(({ at }) => at)).toEqual(['luna/SN-1', 'nova/erased-1']);
});

it('takes the words out of what is told of its issue, and of no issue of another product', async () => {
  const titleOf = (product: string) => `Words of ${product}`;
  for (const product of ['nova', 'luna']) {
    const title = titleOf(product);
    const keys = { strict: 'f3', alt: [], other: null, title };
    await stores.reports.recordReport(filing('words', { product, title, key: 'f3', keys }));
  }
  const told = async () => {
    const rows = await database.sql<{ title: string }[]>`
      select data -> 'issue' ->> 'title' as title from events where type = 'issue.made' and data -> 'issue' ->> 'title' like '%ords of %'`;
    return rows.map(({ title }) => title).sort();
  };
  expect(await told()).toEqual([titleOf('luna'), titleOf('nova')]);
  await stores.removals.recordRemoved([{ product: 'nova', id: 'words' }], audit);
  expect(await told()).toEqual([titleOf('luna')]);
});
