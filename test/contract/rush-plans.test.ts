// What a rush asks of each report is found by an index, also by connections that asked the same while nothing waited.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planByIndex } from '../../src/adapters/postgres/counts/by-index.ts';
import { unreadReportStore } from '../../src/adapters/postgres/unread-reports.ts';
import { readReports } from '../../src/app/read-reports.ts';
import { composeStores } from '../../src/compose.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  // One connection, which remembers its plans.
  database = await freshDatabase(1);
  await insertNova(database.db);
});
afterAll(() => database.drop());

/** More often than PostgreSQL tries before it keeps a plan for good. */
const tries = 12;
const backlog = 3_000;
/** A root and a leaf for each of four questions, and the same for each of four indexes that it is written into. */
const pagesOfOne = 24;

async function putSome(name: string): Promise<void> {
  const { putUnread } = unreadReportStore(database.db);
  for (let at = 0; at < tries; at += 1) {
    const sender = at % 2 === 0 ? { deviceId: `${name}-${at}` } : { sentBy: `${name}-${at}` };
    const { keys: _, ...unread } = filing(`${name}-${at}`, { ...sender, receivedMs: Date.now() });
    expect(await putUnread(unread)).toBe(true);
  }
}

const facts = { kind: 'crash', deviceId: null, sentBy: null, buildNames: ['1.2.0'], title: 'x', sizeBytes: 1 };
const waiting = (name: string, count: number): string => `
  insert into reports_waiting (product_id, report_id, object_key, body, facts, sender, received_ms)
  select 'nova', '${name}' || n, 'reports/aa', repeat('x', 4000), '${JSON.stringify(facts)}', 'device-' || n, 1
  from generate_series(1, ${count}) n`;
const fewWaiting = waiting('few', 5);

const leaveBacklog = () => database.sql.unsafe(waiting('w', backlog));

/** Half of them of devices, half of a bearer without one. */
async function leaveRead(): Promise<void> {
  await database.sql`
    insert into issues (product_id, number, fingerprint, kind, title, first_ms, last_ms, reports)
    values ('nova', 1, 'f1', 'crash', 'x', 1, 1, ${backlog})`;
  await database.sql`
    insert into reports (product_id, id, kind, reported_build, title, size_bytes, object_key, issue_number, received_ms,
      device_id, sent_by)
    select 'nova', 'r' || n, 'crash', '1.2.0', 'x', 1, 'reports/aa', 1, ${Date.now()}::bigint,
      case when n % 2 = 0 then 'reader-' || n end, case when n % 2 = 1 then 'other' end
    from generate_series(1, ${backlog}) n`;
}

/** Rows of reports and entries of their indexes that were looked at since the beginning. */
async function countLookedAt(): Promise<number> {
  await database.sql`select pg_stat_force_next_flush()`;
  const [row] = await database.sql<{ seen: number }[]>`
    select (select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables
        where relname in ('reports', 'reports_waiting'))::int
      + (select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('reports', 'reports_waiting'))::int as seen`;
  return row?.seen ?? Number.NaN;
}

/** Pages of their indexes: entries that were passed over are no entries that were looked at. */
async function countPages(): Promise<number> {
  await database.sql`select pg_stat_force_next_flush()`;
  const [row] = await database.sql<{ seen: number }[]>`
    select sum(idx_blks_read + idx_blks_hit)::int as seen from pg_statio_user_indexes where relname in ('reports', 'reports_waiting')`;
  return row?.seen ?? Number.NaN;
}

describe('a rush', () => {
  it.each([
    ['of which nothing is known', []],
    ['that were empty', ['vacuum analyze reports_waiting', 'vacuum analyze reports']],
    ['that held a little', [fewWaiting, 'vacuum analyze reports_waiting', 'analyze reports']],
  ])('looks at what it asks for, however much waits, planned with tables %s', async (_state, before) => {
    await database.sql`truncate reports_waiting, reports, issues cascade`;
    await database.sql`discard plans`;
    for (const each of before) await database.sql.unsafe(each);
    await putSome('early');
    await leaveBacklog();
    await leaveRead();
    const lookedAt = await countLookedAt();
    await putSome('late');
    expect((await countLookedAt()) - lookedAt).toBeLessThan(backlog / 10);
  });

  it('passes over nothing that others sent', async () => {
    await database.sql`truncate reports_waiting, reports, issues cascade`;
    await leaveBacklog();
    await leaveRead();
    await database.sql`vacuum analyze reports_waiting, reports`;
    await putSome('first');
    const before = await countPages();
    await putSome('late');
    expect((await countPages()) - before).toBeLessThan(tries * pagesOfOne);
  });

  it('is compiled by nobody: what its plan may not consider is so dear that PostgreSQL would take a second for it', async () => {
    const [settings] = await database.sql<{ all: string[] }[]>`
      select array_to_json(proconfig) as all from pg_proc where proname = 'put_unread'`;
    expect(settings?.all).toContain('jit=off');
  });

  it('nor are the counts that move with keys, and other transactions are planned as before', async () => {
    await database.sql`set jit = on`;
    const within = await database.db.transaction(async (tx) => {
      await planByIndex(tx);
      return tx.execute('show jit');
    });
    expect([within, await database.db.execute('show jit')]).toEqual([[{ jit: 'off' }], [{ jit: 'on' }]]);
  });

  it('is read without another look at what was read', async () => {
    const { unreadReports } = composeStores(database.db);
    const readSome = async () => {
      const before = await countLookedAt();
      expect(await readReports({ unreadReports }, { by: 'age' }, 500)).toBe(500);
      return (await countLookedAt()) - before;
    };
    for (let read = 0; read < backlog - 500; read += 500) await readSome();
    expect(await readSome()).toBeLessThan(20 * 500);
  });
});
