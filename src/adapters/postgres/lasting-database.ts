// Keeps a pool usable through the end of its connections: one that lost a connection is replaced by a fresh one.
import { type Database, openDatabase } from './database.ts';

export type Lasting<T> = { current(): T; close(): Promise<void> };

/** While the server is down every attempt ends a connection, and a pool for each would only cost memory: then one a second. */
const maxRetiredAtOnce = 20;
const replaceEveryMs = 1_000;

/** Whoever has a pool in hand finishes with it: longer than any request, and the next tick makes up for a tick. */
const graceMs = 60_000;

/**
 * `compose` makes of each pool what is asked for. The driver's connection that ended with words unsent may come back as
 * one that never sends again (3.4.9, porsager/postgres#1066), so a pool is not trusted past the first one that ends, be
 * it for idleness: what is under way in it goes on, whatever comes next goes to another pool, which connects when it is
 * asked.
 */
export function openLastingDatabase<T>(url: string, maxConnections: number, compose: (db: Database) => T): Lasting<T> {
  const retired = new Set<Pool<T>>();
  let current = openPool(url, maxConnections, compose);

  function retire(pool: Pool<T>) {
    retired.add(pool);
    setTimeout(() => {
      retired.delete(pool);
      pool.close().catch(() => undefined);
    }, graceMs).unref();
  }

  return {
    current() {
      const mayReplace = retired.size < maxRetiredAtOnce || performance.now() - current.openedMs >= replaceEveryMs;
      if (current.isWorn() && mayReplace) {
        retire(current);
        current = openPool(url, maxConnections, compose);
      }
      return current.composed;
    },
    async close() {
      await Promise.all([current, ...retired].map((pool) => pool.close()));
    },
  };
}

type Pool<T> = { readonly composed: T; readonly openedMs: number; isWorn(): boolean; close(): Promise<void> };

function openPool<T>(url: string, maxConnections: number, compose: (db: Database) => T): Pool<T> {
  let isWorn = false;
  const { db, close } = openDatabase(url, maxConnections, () => {
    isWorn = true;
  });
  return { composed: compose(db), openedMs: performance.now(), isWorn: () => isWorn, close };
}
