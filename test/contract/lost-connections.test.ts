// What a pool does when PostgreSQL ends its connections in the middle of work: refuses what was under way, and goes on.
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, type Database, inTransaction } from '../../src/adapters/postgres/database.ts';
import { type Lasting, openLastingDatabase } from '../../src/adapters/postgres/lasting-database.ts';
import { products } from '../../src/adapters/postgres/schema/catalog.ts';
import { AppError } from '../../src/app/app-error.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';

/** An attempt to connect lasts five seconds at most, and a query twenty. */
const patient = { timeout: 30_000 };
const unavailable = expect.objectContaining({ code: 'database-unavailable' });

describe('a pool whose connections are ended', () => {
  let server: FreshDatabase;
  let lasting: Lasting<Database>;
  let uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  beforeAll(async () => {
    server = await freshDatabase();
    lasting = openLastingDatabase(server.url, 2, (db) => db);
    process.prependListener('uncaughtException', note);
  });
  afterEach(() => {
    expect(uncaught).toEqual([]);
    uncaught = [];
  });
  afterAll(async () => {
    process.removeListener('uncaughtException', note);
    await lasting.close();
    await server.drop();
  });

  /** As `kill -9` of the server does, but for this database alone: no word of farewell is waited for. */
  const endAll = () =>
    server.db.execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
  const one = () => ask(lasting.current().execute(sql`select 1 as one`));

  it('refuses the transaction under way, keeps nothing of it, and goes on', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = `p${round}`;
      const change = inTransaction(lasting.current(), async (tx) => {
        await tx.insert(products).values({ id, name: id, createdMs: 0 });
        await Promise.all([endAll(), tx.execute(sql`select pg_sleep(5)`)]);
      });
      await expect(change).rejects.toEqual(unavailable);
      await expect.poll(() => one().catch(() => 'not yet'), patient).toHaveLength(1);
      expect(await server.db.select().from(products).where(eq(products.id, id))).toEqual([]);
    }
  });

  it('never keeps a caller waiting, however many are ended', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 15; round += 1) {
      const callers = Array.from({ length: 6 }, () => one().catch((error: unknown) => error));
      await endAll();
      for (const answer of await Promise.all(callers)) {
        if (answer instanceof Error) expect(answer).toEqual(unavailable);
      }
    }
    await expect.poll(() => one().catch(() => 'not yet'), patient).toHaveLength(1);
  });

  it('undoes a transaction that gave up, and uses its connection again', async () => {
    const giveUp = inTransaction(lasting.current(), async (tx) => {
      await tx.insert(products).values({ id: 'given-up', name: '', createdMs: 0 });
      throw new AppError('conflict', 'Given up.');
    });
    await expect(giveUp).rejects.toMatchObject({ code: 'conflict' });
    const twice = inTransaction(lasting.current(), async (tx) => {
      await tx.insert(products).values({ id: 'twice', name: '', createdMs: 0 });
      await tx.insert(products).values({ id: 'twice', name: '', createdMs: 0 });
    });
    await expect(twice).rejects.toThrow(/duplicate key/);
    for (let round = 0; round < 5; round += 1) await one();
    expect(await server.db.select().from(products)).toEqual([]);
  });

  it('gives up on a server that says nothing', async () => {
    vi.useFakeTimers();
    try {
      const asked = expect(ask(new Promise(() => {}))).rejects.toEqual(unavailable);
      await vi.advanceTimersByTimeAsync(20_000);
      await asked;
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps what a query carries out of its errors', async () => {
    const asked = ask(lasting.current().execute(sql`select ${'a-secret'}::int`));
    const error: unknown = await asked.catch((caught: unknown) => caught);
    for (let at = error; at instanceof Error; at = at.cause) expect(`${at.message}${at.stack}`).not.toContain('params');
  });
});
