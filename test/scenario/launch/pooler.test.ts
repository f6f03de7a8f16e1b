// The pooler in front of a real PostgreSQL: right answers for many clients, nothing left behind by any of them.
import { setTimeout as wait } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PoolerOptions, type RunningPooler, startPooler } from '../../../scripts/launch/pooler.ts';
import { type RunningPostgres, startPostgres } from '../../../scripts/launch/postgres.ts';
import { eventually, makeGrounds } from './grounds.ts';

const grounds = makeGrounds();
const poolers: RunningPooler[] = [];
let server: RunningPostgres;
let pooler: RunningPooler;

async function open(options: Partial<PoolerOptions> = {}): Promise<RunningPooler> {
  const { user, password, database, port } = server;
  const opened = await startPooler({ target: { host: '127.0.0.1', port, user, password, database }, ...options });
  poolers.push(opened);
  return opened;
}

/** One connection, closed after `work` as a Worker closes its own. */
async function asClient<T>(work: (sql: Sql) => Promise<T>, url = pooler.url, connection = {}): Promise<T> {
  const sql = postgres(url, { max: 1, fetch_types: false, connection, onnotice: () => undefined, connect_timeout: 20 });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const backendPid = async (sql: Sql): Promise<number> => (await sql`select pg_backend_pid() as pid`)[0]?.pid;
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: Error) => error.message,
  );

beforeAll(async () => {
  server = await startPostgres({ dir: grounds.inside('postgres'), password: 'a quiet secret', durability: 'fast' });
  pooler = await open();
  await asClient((sql) =>
    sql`create table counted (id int primary key, total int); insert into counted values (1, 0)`.simple(),
  );
});
afterAll(async () => {
  for (const each of poolers) await each.stop();
  await server.stop();
  grounds.remove();
});

describe('many clients', () => {
  it('gets 200 clients their own answers over at most 20 backends', async () => {
    let most = 0;
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        asClient(async (sql) => {
          const [row] = await sql`select ${index}::int as index, repeat('x', ${index * 100}) as filling`;
          await sql`update counted set total = total + 1 where id = 1`;
          await sql`select pg_sleep(0.01)`;
          most = Math.max(most, pooler.counts().backends);
          return { index: row?.index, filling: row?.filling.length, pid: await backendPid(sql) };
        }),
      ),
    );
    expect(answers.map(({ index }) => index)).toEqual(answers.map((_, index) => index));
    expect(answers.map(({ filling }) => filling)).toEqual(answers.map((_, index) => index * 100));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(20);
    expect(most).toBe(20);
    expect(pooler.counts()).toMatchObject({ waiting: 0 });
    expect(await asClient((sql) => sql`select total from counted`)).toEqual([{ total: 200 }]);
  });

  it('serves those who wait in the order they came, and lets go of those who leave the queue', async () => {
    const narrow = await open({ maxBackends: 1 });
    const order: number[] = [];
    const ask = (index: number) =>
      asClient((sql) => sql`select pg_sleep(0.02)`.then(() => order.push(index)), narrow.url);
    const first = asClient((sql) => sql`select pg_sleep(0.3)`, narrow.url);
    const asked: Promise<unknown>[] = [];
    for (let index = 0; index < 4; index++) {
      await eventually(() => narrow.counts().waiting === index);
      asked.push(index === 1 ? leaveSoon(narrow.url) : ask(index));
      await eventually(() => narrow.counts().waiting === index + 1);
    }
    await Promise.all([first, ...asked]);
    expect(order).toEqual([0, 2, 3]);
    await eventually(() => narrow.counts().idle === 1);
    expect(narrow.counts()).toEqual({ backends: 1, idle: 1, waiting: 0 });
  });

  async function leaveSoon(url: string): Promise<void> {
    const sql = postgres(url, { max: 1, fetch_types: false });
    const asked = failure(sql`select 1`);
    await wait(150);
    await sql.end({ timeout: 0 });
    expect(await asked).toContain('CONNECTION');
  }

  it('turns away whoever waits too long, with a reason', async () => {
    const narrow = await open({ maxBackends: 1, waitMs: 100 });
    const holding = asClient((sql) => sql`select pg_sleep(0.5)`, narrow.url);
    await eventually(() => narrow.counts().backends === 1 && narrow.counts().idle === 0);
    const refused = await failure(asClient((sql) => sql`select 1`, narrow.url));
    expect(refused).toBe('no database connection within 100 ms (all 1 connections are in use)');
    await holding;
    expect(await asClient((sql) => sql`select 1 as one`, narrow.url)).toEqual([{ one: 1 }]);
  });

  it('passes on answers and statements of many megabytes', async () => {
    const big = 'ä'.repeat(8 << 20);
    const [row] = await asClient((sql) => sql`select ${big}::text as big`);
    expect(row?.big === big).toBe(true);
  });
});

describe('what a client leaves behind', () => {
  it('is not there for the next one: settings, temporary tables, locks, prepared statements', async () => {
    const narrow = await open({ maxBackends: 1 });
    const first = await asClient(async (sql) => {
      await sql`select set_config('timezone', 'Asia/Tokyo', false), set_config('statement_timeout', '7s', false)`;
      await sql`create temp table left_behind (x int)`;
      await sql`select pg_advisory_lock(7)`;
      await sql`prepare left_over as select 1`.simple();
      await sql`listen left_on`.simple();
      return backendPid(sql);
    }, narrow.url);
    await eventually(() => narrow.counts().idle === 1);
    const left = await asClient(
      async (sql) => ({
        pid: await backendPid(sql),
        rows: await sql`select current_setting('timezone') as timezone, current_setting('statement_timeout') as timeout,
          to_regclass('left_behind') as "table", (select count(*)::int from pg_locks where locktype = 'advisory') as locks,
          (select count(*)::int from pg_prepared_statements where name = 'left_over') as prepared,
          (select count(*)::int from pg_listening_channels()) as channels`,
      }),
      narrow.url,
    );
    expect(left).toEqual({
      pid: first,
      rows: [{ timezone: 'UTC', timeout: '0', table: null, locks: 0, prepared: 0, channels: 0 }],
    });
  });

  it('takes session parameters from the startup packet, for that client only', async () => {
    const narrow = await open({ maxBackends: 1 });
    const zone = (sql: Sql) => sql`select current_setting('timezone') as zone`;
    expect(await asClient(zone, narrow.url, { TimeZone: 'Asia/Tokyo' })).toEqual([{ zone: 'Asia/Tokyo' }]);
    expect(await asClient(zone, narrow.url)).toEqual([{ zone: 'UTC' }]);
    expect(await failure(asClient(zone, narrow.url, { TimeZone: 'no such' }))).toContain('refuses TimeZone');
    expect(await failure(asClient(zone, narrow.url, { options: '-c jit=on' }))).toContain('"options"');
    expect(await asClient(zone, narrow.url)).toEqual([{ zone: 'UTC' }]);
  });

  it('rolls back a transaction that its client abandons, and frees its locks', async () => {
    const narrow = await open({ maxBackends: 2 });
    const sql = postgres(narrow.url, { max: 1, fetch_types: false });
    const abandoned = sql.begin(async (transaction) => {
      await transaction`update counted set total = -1 where id = 1`;
      await sql.end({ timeout: 0 });
      await transaction`select 1`;
    });
    expect(await failure(abandoned)).toContain('CONNECTION');
    const [row] = await asClient((other) => other`select total from counted where id = 1 for update`, narrow.url);
    expect(row?.total).not.toBe(-1);
  });

  it('stops a statement whose client has vanished', async () => {
    const sql = postgres(pooler.url, { max: 1, fetch_types: false });
    const asked = failure(sql`select pg_sleep(600), 'vanished'`);
    const running = () =>
      asClient(
        (other) =>
          other`select pid from pg_stat_activity where query like '%vanished%' and state = 'active' and pid <> pg_backend_pid()`,
      );
    await eventually(async () => (await running()).length === 1);
    await sql.end({ timeout: 0 });
    await asked;
    await eventually(async () => (await running()).length === 0);
  });
});

describe('a client', () => {
  it('can cancel its statement and go on', async () => {
    await asClient(async (sql) => {
      const query = sql`select pg_sleep(600)`;
      const asked = failure(query);
      await wait(100);
      query.cancel();
      expect(await asked).toContain('canceling statement due to user request');
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    });
  });

  it('needs the password, the user and the database', async () => {
    const one = (sql: Sql) => sql`select 1`;
    const at = (change: (url: URL) => void) => {
      const url = new URL(pooler.url);
      change(url);
      return failure(asClient(one, url.href));
    };
    expect(await at((url) => (url.password = 'guessed'))).toContain('password authentication failed');
    expect(await at((url) => (url.username = 'postgres'))).toContain('password authentication failed');
    expect(await at((url) => (url.pathname = '/postgres'))).toContain('serves database "orange"');
  });
});

describe('when PostgreSQL restarts', () => {
  it('makes the next clients wait instead of failing, and forgets the dead backends', async () => {
    await Promise.all([1, 2, 3].map(() => asClient((sql) => sql`select pg_sleep(0.05)`)));
    const before = server.pid();
    process.kill(before ?? 0, 'SIGKILL');
    await eventually(() => server.pid() === undefined || server.pid() !== before);
    await eventually(() => pooler.counts().idle === 0);
    const answers = await Promise.all([1, 2, 3].map(() => asClient((sql) => sql`select 1 as one`)));
    expect(answers).toEqual([[{ one: 1 }], [{ one: 1 }], [{ one: 1 }]]);
    expect(server.pid()).not.toBe(before);
  });
});
