// The gate while its database is killed in the middle of evaluations, and while an evaluator sleeps past its lease: each decision once and whole.
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../scripts/launch/postgres.ts';
import { type OpenDatabase, openDatabase } from '../../../src/adapters/postgres/database.ts';
import { planStore } from '../../../src/adapters/postgres/plans.ts';
import { channels } from '../../../src/adapters/postgres/schema/catalog.ts';
import { devices, installs } from '../../../src/adapters/postgres/schema/fleet.ts';
import { audit } from '../../../src/adapters/postgres/schema/governance.ts';
import { decisions, rollouts } from '../../../src/adapters/postgres/schema/rollouts.ts';
import { evaluateGates } from '../../../src/app/evaluate-gates.ts';
import { openDice } from '../../../src/cli/fleet/dice.ts';
import { composeStores } from '../../../src/compose.ts';
import { checkChain } from '../../../src/domain/audit/chain.ts';
import { replayRecord } from '../../../src/domain/rollout/decision-record.ts';
import { auditEntry } from '../../contract/audited.ts';
import { beginRollout, insertBuild, insertNova } from '../../contract/nova.ts';
import { deviceRow, installRow } from '../../samples/device-rows.ts';
import { candidate, rollout, unapplied } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';
import { eventually, makeGrounds } from '../launch/grounds.ts';

const grounds = makeGrounds();
const count = 24;
/** A supervised server rests longer with each death. */
const patience = { patienceMs: 60_000 };
/** Longer than a lease, so that one that a killed evaluator held is over. */
const roundMs = 120_000;
let server: RunningPostgres;
let database: OpenDatabase;

beforeAll(async () => {
  server = await startPostgres({ dir: grounds.inside('cluster'), password: 'secret', durability: 'safe' });
  const sql = postgres(server.url(), { max: 1, onnotice: () => {} });
  await migrate(drizzle(sql), { migrationsFolder: 'migrations' });
  await sql.end();
  database = openDatabase(server.url(), 5);
  const { db } = database;
  await insertNova(db);
  await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
  for (let index = 1; index <= count; index++) await startBad(index);
});
afterAll(async () => {
  await database.close();
  await server.stop();
  grounds.remove();
});

/** A rollout on a channel of its own: of a hundred installs sixty failed. */
async function startBad(index: number): Promise<void> {
  const { db } = database;
  const channel = `c${index}`;
  await db.insert(channels).values({ productId: 'nova', id: channel, timetable: null, pollS: 60, departedMs: 0 });
  await insertBuild(db, candidate(index, { channel }));
  await beginRollout(db, rollout({ channel, buildId: `nova-${index}`, startedMs: nowMs, evidenceFromMs: 0 }));
  const ids = Array.from({ length: 100 }, (_, at) => `d${index}-${at}`);
  await db.insert(devices).values(ids.map((id) => deviceRow(nowMs, { id, channelId: channel })));
  const outcome = (at: number) => (at < 60 ? ('failed' as const) : ('confirmed' as const));
  const attempts = ids.map((deviceId, at) => installRow(nowMs, { deviceId, rolloutId: index, state: outcome(at) }));
  await db.insert(installs).values(attempts);
}

/** Backends of a killed server answer on for a moment, so it is over only when another one runs. */
async function killServer(): Promise<void> {
  const pid = server.pid();
  if (pid === undefined) throw new Error('no server runs');
  process.kill(pid, 'SIGKILL');
  await eventually(() => ![undefined, pid].includes(server.pid()), patience);
}

const stores = () => composeStores(database.db);
const undecided = async () => (await stores().rollouts.loadOpenRollouts()).filter(({ state }) => state === 'running');

describe('two evaluators, of which the first sleeps past its lease', () => {
  it('have one effect: what the sleeper decides afterwards is refused by its fence alone', async () => {
    const [first] = await undecided();
    if (first === undefined) return expect.fail();
    const only = { loadOpenRollouts: async () => [first] };
    let wake = () => {};
    const sleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper = {
      ...stores(),
      rollouts: {
        ...stores().rollouts,
        ...only,
        recordDecision: async (...move: Parameters<ReturnType<typeof stores>['rollouts']['recordDecision']>) => {
          await sleep;
          return stores().rollouts.recordDecision(...move);
        },
      },
    };
    const asleep = evaluateGates(sleeper, nowMs);
    await eventually(async () => (await database.sql`select 1 from leases where name = 'gate'`).length > 0);
    // The second takes over and finds nothing to decide, so the rollout's head is still what the sleeper saw.
    const idle = { ...stores(), rollouts: { ...stores().rollouts, loadOpenRollouts: async () => [] } };
    expect(await evaluateGates(idle, nowMs + roundMs)).toEqual({ results: [], failures: [] });
    wake();
    expect(await asleep).toEqual({ results: [{ rolloutId: first.id, outcome: 'lost-race' }], failures: [] });
    expect((await stores().rollouts.loadRollout(first.id))?.head).toBe(1);
  });
});

describe('a database that is killed while the gate decides', () => {
  it('comes back to decisions that are each there once and whole, or not at all', async () => {
    const dice = openDice(7);
    let [kills, broken] = [0, 0];
    for (let round = 2; (await eventually(undecided, patience)).length > 0 && round < 60; round++) {
      // The last ones are left in peace, or nobody would ever be done.
      const isKilled = round < 7;
      const evaluation = evaluateGates(stores(), nowMs + round * roundMs).then(
        ({ failures }) => failures.length,
        () => 1,
      );
      if (isKilled) {
        await new Promise((resolve) => setTimeout(resolve, dice.between(20, 400)));
        await killServer();
        kills += 1;
      }
      broken += Math.sign(await evaluation);
      await eventually(async () => (await database.sql`select 1`).length === 1, patience);
      await checkWhole();
    }
    expect(await undecided()).toEqual([]);
    expect(kills).toBeGreaterThan(1);
    // A kill that met nothing proves nothing.
    expect(broken).toBeGreaterThan(0);
  }, 180_000);

  it('has each halt in the chain once, and replays it to the same', async () => {
    const rows = await database.db.select().from(decisions);
    const halts = rows.filter(({ kind }) => kind === 'halt');
    expect(halts).toHaveLength(count);
    const entries = await database.db.select().from(audit).orderBy(audit.seq);
    for (const { rolloutId, asked, evidence, verdict } of halts) {
      if (asked === null || evidence === null) return expect.fail();
      const { isSame, digest } = replayRecord({ asked, evidence, verdict });
      expect(isSame).toBe(true);
      const told = entries.filter(({ subject, details }) => subject === String(rolloutId) && details.includes(digest));
      expect(told).toHaveLength(1);
    }
  });

  /** Head, decisions, state and audit tell the same story of every rollout. */
  async function checkWhole(): Promise<void> {
    const entries = await database.db.select().from(audit).orderBy(audit.seq);
    expect(checkChain(null, entries)).toBeNull();
    const rows = await database.db.select().from(decisions);
    for (const { id, head, state } of await database.db.select().from(rollouts)) {
      const own = rows.filter(({ rolloutId }) => rolloutId === id);
      const told = entries.filter(({ subject, action }) => subject === String(id) && action === 'rollout halted');
      const isHalted = state === 'halted';
      expect({ id, head, decisions: own.length, told: told.length }).toEqual({
        id,
        head: isHalted ? 2 : 1,
        decisions: isHalted ? 2 : 1,
        told: isHalted ? 1 : 0,
      });
    }
  }
});
