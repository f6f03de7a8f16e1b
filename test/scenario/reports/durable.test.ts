// What is acknowledged is on the disk: the server is killed in the moment of the answer, and a planted loss is found.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../../scripts/launch/migrate.ts';
import { type RunningPostgres, startPostgres } from '../../../scripts/launch/postgres.ts';
import { type OpenDatabase, openDatabase } from '../../../src/adapters/postgres/database.ts';
import { health } from '../../../src/adapters/postgres/health.ts';
import { systemDigest } from '../../../src/adapters/system/digest.ts';
import { keyMeter } from '../../../src/adapters/system/key-meter.ts';
import { loopMeter } from '../../../src/adapters/system/loop-meter.ts';
import type { Rush } from '../../../src/app/ports/rush.ts';
import { takeReport } from '../../../src/app/take-report.ts';
import { composeStores } from '../../../src/compose.ts';
import type { Stores } from '../../../src/http/shared/parts.ts';
import { eventually, makeGrounds } from '../launch/grounds.ts';
import { openProduct, product } from './storm.ts';

const grounds = makeGrounds();
let server: RunningPostgres;
let filed = 0;

async function withDatabase<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const database = openDatabase(server.url(), 2);
  try {
    return await work(database);
  } finally {
    await database.close().catch(() => undefined);
  }
}
const run = (statement: string) => withDatabase(({ sql }) => sql.unsafe(statement));

beforeAll(async () => {
  server = await startPostgres({ dir: grounds.inside('postgres'), password: 'a quiet secret', durability: 'safe' });
  await migrateDatabase(server.url());
  await withDatabase(openProduct);
});
afterAll(async () => {
  await server?.stop();
  grounds.remove();
});

/** The whole group of processes at once: what only their memory held is gone. */
async function killServer(): Promise<void> {
  const pid = server.pid() ?? expect.fail('there is no server');
  process.kill(-pid, 'SIGKILL');
  await eventually(() => (server.pid() ?? pid) !== pid, { patienceMs: 60_000 });
}

const rushOf = (isRush: boolean): Rush => ({
  ...{ begin: () => isRush, isOn: () => isRush },
  ...{ end: () => {}, recordMadeUp: () => {} },
});

type Way = { readonly isRush: boolean; readonly rounds: number; readonly plant?: (stores: Stores) => Stores };

/** Kills the server behind each acknowledgement; answers the ids that were acknowledged and are not there. */
async function findLost({ isRush, rounds, plant = (stores) => stores }: Way): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await withDatabase(async ({ db, sql }) => {
      const stores = plant(composeStores(db));
      const meters = { keyMeter: keyMeter(null, () => 0), loopMeter: loopMeter(() => 0) };
      const ports = { ...stores, digest: systemDigest, rush: rushOf(isRush), ...meters };
      const file = async (id: string) => {
        const who = { product, deviceId: `SN-${id}`, sentBy: 'gateway', kind: 'crash', title: '' } as const;
        const text = `java.lang.Error: x\n\tat com.nova.Durable.run(Durable.java:1)\nrun ${id}`;
        const answer = await takeReport(
          ports,
          { ...who, id, text, build: '1.2.0', release: null, fingerprint: null },
          1,
        );
        expect(answer.ok).toBe(true);
        acknowledged.push(id);
      };
      filed += 2;
      // The first opens the connection and makes the issue; the second is one commit.
      await file(`d${filed}`);
      await wait(300);
      await file(`d${filed + 1}`);
      const restarted = killServer();
      // Whoever asked dies with it: a driver that connects anew would write afterwards what was lost.
      await sql.end({ timeout: 0 });
      await restarted;
    });
  }
  const rows = await run(`select id from reports union select report_id from reports_waiting`);
  const there = new Set(rows.map(({ id }) => id));
  return acknowledged.filter((id) => !there.has(id));
}

/** Ends its transaction behind the answer. */
const early = (stores: Stores): Stores => ({
  ...stores,
  unreadReports: {
    ...stores.unreadReports,
    putUnread: async (report) => {
      setTimeout(() => void stores.unreadReports.putUnread(report).catch(() => undefined), 0);
      return true;
    },
  },
});

describe('a server that is killed in the moment of an acknowledgement', () => {
  it.each([
    ['read at once', false],
    ['in a rush', true],
  ])(
    'has the report, %s',
    async (_, isRush) => {
      expect(await withDatabase(({ db }) => health(db).loadDurability())).toBe(true);
      expect(await findLost({ isRush, rounds: 3 })).toEqual([]);
    },
    300_000,
  );

  it('has lost some where commits do not wait for the disk, and says that they do not', async () => {
    await run('alter system set synchronous_commit = off');
    await run('select pg_reload_conf()');
    try {
      expect(await withDatabase(({ db }) => health(db).loadDurability())).toBe(false);
      expect((await findLost({ isRush: true, rounds: 2 })).length).toBeGreaterThan(0);
    } finally {
      await run('alter system reset synchronous_commit');
      await run('select pg_reload_conf()');
    }
  }, 300_000);

  it('has lost some where the answer comes before the commit', async () => {
    expect((await findLost({ isRush: true, rounds: 2, plant: early })).length).toBeGreaterThan(0);
  }, 300_000);

  it('is told apart from one that only pretends to write', async () => {
    await run('alter system set fsync = off');
    await run('select pg_reload_conf()');
    await eventually(async () => !(await withDatabase(({ db }) => health(db).loadDurability())));
    await run('alter system reset fsync');
    await run('select pg_reload_conf()');
    await eventually(() => withDatabase(({ db }) => health(db).loadDurability()));
  });
});
