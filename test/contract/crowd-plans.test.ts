// What people ask of a crowd of reports is found by an index: of thousands of reports of one fault, on hundreds of builds and models, no more is looked at than is shown.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/adapters/postgres/database.ts';
import { mergeIssues } from '../../src/adapters/postgres/issues/regroup.ts';
import type { IssueFilter } from '../../src/app/ports/issues.ts';
import { composeStores } from '../../src/compose.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { everyReport, filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

const issues = 600;
const models = 60;
const builds = 50;
/** Of issue 1, on every build and model; the others have one each, and were met on every other build. */
const reports = 20_000;
const page = { limit: 10, after: null };
/** Some rows and entries for each that is shown. */
const aPage = 400;

let database: FreshDatabase;
beforeAll(async () => {
  // One connection, whose counters can be read behind each question.
  database = await freshDatabase(1);
  await insertNova(database.db);
  await database.sql`
    insert into issues (product_id, number, fingerprint, kind, title, reports, first_ms, last_ms, first_build, last_build)
    select 'nova', n, 'key-' || n, 'crash', 'Fault ' || n, 1, 1, n, '1.0.0', '1.0.0' from generate_series(1, ${issues}::int) n`;
  await database.sql`insert into issue_keys (product_id, key, number) select 'nova', fingerprint, number from issues`;
  await database.sql`
    insert into reports (product_id, id, kind, device_id, model_id, reported_build, title, issue_number, key, object_key,
      size_bytes, received_ms)
    select 'nova', 'r-' || i, 'crash', case when i % 2 = 0 then 'loud' else 'd-' || i end,
      case when i > ${reports}::int then 'm0' else 'm' || i / 7 % ${models}::int end,
      '1.' || case when i > ${reports}::int then 0 else i * ${builds}::int / (${reports}::int + 1) end || '.0', 'x', n, 'key-' || n, 'reports/aa', 1, i
    from (select i, greatest(1, i - ${reports - 1}::int) as n from generate_series(1, ${reports + issues - 1}::int) i) x`;
  await database.sql`
    insert into issue_devices (product_id, key, build, device_id, model_id, reports, first_ms, last_ms, met_ms)
    select product_id, key, reported_build, device_id, max(model_id), count(*), min(received_ms), max(received_ms),
      case when row_number() over (partition by product_id, key, device_id order by min(received_ms)) = 1 then 0 end
    from reports group by 1, 2, 3, 4`;
  await database.sql`
    insert into issue_builds (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
    select 'nova', 'key-1', '1.' || b || '.0', 'm' || m, 1, 1, b, b
    from generate_series(0, ${builds - 1}::int) b, generate_series(0, ${models - 1}::int) m
    union all select 'nova', 'key-' || n, '1.' || b || '.0', 'm' || n % ${models}::int, 1, 1, 1, 1
    from generate_series(2, ${issues}::int) n, generate_series(0, ${builds - 1}::int, 2) b`;
  await database.sql`update issues set last_build = '1.49.0' where number = 1`;
  for (const table of ['reports', 'issues', 'issue_keys', 'issue_builds', 'issue_devices'])
    await database.sql`vacuum analyze ${database.sql(table)}`;
});
afterAll(() => database.drop());

type Table = 'reports' | 'issues' | 'issue_builds' | 'issue_devices';

/** Rows and entries of indexes that were looked at since the beginning. */
async function countLookedAt(table: Table): Promise<number> {
  await database.sql`select pg_stat_force_next_flush()`;
  const [row] = await database.sql<{ seen: number }[]>`
    select (select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = ${table})::int
      + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = ${table})::int as seen`;
  return row?.seen ?? Number.NaN;
}

async function lookedAt<T>(table: Table, ask: () => Promise<T>): Promise<{ answer: T; rows: number }> {
  const before = await countLookedAt(table);
  const answer = await ask();
  return { answer, rows: (await countLookedAt(table)) - before };
}

const audit = { atMs: 1, actor: 'ada', action: 'tested', subject: 'nova', details: '{}' };
const said = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;
const stores = () => composeStores(database.db);
const everyIssue = {
  ...{ product: 'nova', statuses: [], isOpen: false, isRegressed: null, build: null, isNewInBuild: false },
  ...{ model: null, assignee: null, signature: null, words: null, order: 'last' },
} satisfies IssueFilter;

describe('a crowd of reports', () => {
  it('has a newest report, which the page of their issue names', async () => {
    const { answer, rows } = await lookedAt('reports', () => stores().issues.loadIssue('nova', 1));
    expect(answer?.representative).toBe(`r-${reports}`);
    expect(rows).toBeLessThan(aPage);
  });

  it.each([
    ['no report has', '9.9.9', []],
    ['only the oldest have', '1.0.0', Array.from({ length: 10 }, (_, at) => `r-${400 - at}`)],
  ])('is asked for those on a build that %s', async (_, build, ids) => {
    const filter = { ...everyReport, issue: 1, build };
    const { answer, rows } = await lookedAt('reports', () => stores().reports.loadReports(filter, page));
    expect(answer.items.map(({ id }) => id)).toEqual(ids);
    expect(rows).toBeLessThan(2_000);
  });

  it('says on how many builds and models it was met, and lists all of them, at one look at each', async () => {
    const shown = await lookedAt('issue_builds', () => stores().issues.loadIssue('nova', 1));
    expect([shown.answer?.builds.length, shown.answer?.buildsTotal]).toEqual([200, builds * models]);
    const ask = () => stores().issues.loadMet('nova', 1, { limit: 200, after: '2800' });
    const last = await lookedAt('issue_builds', ask);
    expect([last.answer?.items.length, last.answer?.next]).toEqual([200, null]);
    for (const { rows } of [shown, last]) expect(rows).toBeLessThan(2.1 * builds * models);
  });

  it('is on the line of time of one device', async () => {
    const ask = (after: string | null) => () => stores().timelines.loadTimeline('nova', 'loud', { limit: 10, after });
    const newest = await lookedAt('reports', ask(null));
    const older = await lookedAt('reports', ask(newest.answer.next));
    expect([...newest.answer.items, ...older.answer.items].map(({ of }) => of)).toEqual(
      Array.from({ length: 20 }, (_, at) => `r-${reports + issues - 2 - 2 * at}`),
    );
    expect(newest.rows + older.rows).toBeLessThan(aPage);
  });

  it.each([
    ['a build that none was met on', { build: '9.9.9' }, 0],
    ['a model that none was met on', { model: 'm99' }, 0],
    ['a build and a model', { build: '1.7.0', model: 'm7' }, 1],
  ])('is searched for issues by %s', async (_, filter, count) => {
    const ask = () => stores().issues.loadIssues({ ...everyIssue, ...filter }, page);
    const { answer, rows } = await lookedAt('issue_builds', ask);
    expect(answer.items).toHaveLength(count);
    expect(rows).toBeLessThan(aPage);
    expect((await lookedAt('issues', ask)).rows).toBeLessThan(aPage);
  });

  it('is searched for those that most devices met on a build by reading once who was met there', async () => {
    await database.sql`
      insert into issue_builds (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
      select 'nova', 'key-' || n, '2.0.0', 'm' || m, 1, 1, 1, 1
      from generate_series(1, ${issues}::int, 2) n, generate_series(1, 8) m`;
    await database.sql`vacuum analyze issue_builds`;
    const filter = { ...everyIssue, build: '2.0.0', isOpen: true, order: 'devices' } as const;
    const { answer, rows } = await lookedAt('issue_builds', () => stores().issues.loadIssues(filter, page));
    expect(answer.items.map(({ number }) => number)).toEqual(
      Array.from({ length: 10 }, (_, at) => issues - 1 - 2 * at),
    );
    // To count them, to find what few have, and to read them.
    expect(rows).toBeLessThan(2.5 * (issues / 2) * 8);
  });

  it.each([
    ['', {}],
    [', those that are open', { isOpen: true }],
  ])('is listed by those that most devices met%s, without a look at all', async (_, filter) => {
    const ask = () => stores().issues.loadIssues({ ...everyIssue, ...filter, order: 'devices' }, page);
    const { answer, rows } = await lookedAt('issues', ask);
    expect(answer.items).toHaveLength(page.limit);
    expect(rows).toBeLessThan(aPage);
  });

  it('is searched for issues by a status that few have, whatever words all have', async () => {
    const ask = () => stores().issues.loadIssues({ ...everyIssue, statuses: ['wont-fix'], words: 'fault' }, page);
    const { answer, rows } = await lookedAt('issues', ask);
    expect(answer.items).toEqual([]);
    expect(rows).toBeLessThan(aPage);
  });

  it('takes one more without a look at all builds and models of its issue', async () => {
    const { reports: store } = stores();
    const newest = { key: 'key-1', buildNames: ['1.30.0'], deviceId: 'new', receivedMs: 90_000 };
    await store.recordReport(filing('late', newest));
    const waiting = await store.loadWaiting(10);
    const { answer, rows } = await lookedAt('issue_builds', () => store.recordSettled(waiting.map(({ seq }) => seq)));
    expect(answer).toBe(1);
    const [issue] = await database.sql`select first_build, last_build from issues where number = 1`;
    expect(issue).toEqual({ first_build: '1.0.0', last_build: '1.30.0' });
    expect(rows).toBeLessThan(1_500);
  });

  it('loses some to other keys without a look at all that met it', async () => {
    const some = Array.from({ length: 32 }, (_, at) => `r-${101 + 7 * at}`);
    const keys = { strict: 'key-new', alt: [], title: 'x', other: null };
    const rekeyed = some.map((id) => ({ product: 'nova', id, keys, wants: null, shown: null }));
    const { rows } = await lookedAt('issue_devices', () => stores().regroupings.recordRekeyed(rekeyed, 90_000));
    const [moved] = await database.sql`select sum(reports)::int as reports from issue_devices where key = 'key-new'`;
    expect(moved).toEqual({ reports: 32 });
    expect(rows).toBeLessThan(4_000);
  });

  it('is merged with a few, and split again, without a look at all that met it', async () => {
    const { issues: store } = stores();
    const merge = () => store.recordMerge('nova', { from: 2, into: 1 }, said, audit);
    const merged = await lookedAt('issue_devices', merge);
    const split = await lookedAt('issue_devices', () =>
      store.recordSplit('nova', { from: 1, key: 'key-2' }, said, audit),
    );
    expect([merged.answer, split.answer]).toEqual([null, 2]);
    expect(merged.rows + split.rows).toBeLessThan(4_000);
  });

  it('is merged with another crowd piece by piece', async () => {
    const { regroupings } = stores();
    await database.sql`
      insert into issue_devices (product_id, key, build, device_id, model_id, reports, first_ms, last_ms, met_ms)
      select product_id, 'key-3', build, device_id, model_id, reports, first_ms, last_ms, met_ms from issue_devices
      where key = 'key-1' on conflict do nothing`;
    await database.sql`update issue_builds set reports = ${reports / builds} where key = 'key-3'`;
    await database.sql`
      insert into issue_days (product_id, key, day_ms, reports, devices)
      select 'nova', key, met_ms, 0, count(*) from issue_devices where met_ms is not null group by 2, 3
      on conflict do nothing`;
    await inTransaction(database.db, (tx) => mergeIssues(tx, 'nova', { from: 3, into: 1 }, said));
    const seen: number[] = [];
    for (let isLeft = true; isLeft; ) {
      const piece = await lookedAt('issue_devices', () => regroupings.recordRecounted(90_000));
      isLeft = piece.answer;
      seen.push(piece.rows);
    }
    const [count] = await database.sql`
      select devices, (select count(distinct device_id)::int from issue_devices where device_id <> '' and key in (
        select key from issue_keys k where k.number = i.number)) as met from issues i where number = 1`;
    expect(count?.devices).toBe(count?.met);
    expect(seen.length).toBeGreaterThan(reports / 2 / 1_000);
    expect(Math.max(...seen)).toBeLessThan(20_000);
  });
});
