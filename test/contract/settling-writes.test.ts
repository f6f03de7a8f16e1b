// What counting writes: each row once, since a change behind an insertion has its index entries once more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  // One connection, whose counters can be read behind each transaction.
  database = await freshDatabase(1);
  await insertNova(database.db);
});
afterAll(() => database.drop());

const devices = 20;
const dayMs = 86_400_000;

/** Each device sends two reports of one fault, from the day on that is said. */
async function settleSome(key: string, day: number): Promise<void> {
  const store = reportStore(database.db);
  for (let at = 0; at < 2 * devices; at += 1) {
    const id = `${key}-${day}-${at}`;
    const from = { key, deviceId: `d-${at % devices}`, receivedMs: day * dayMs + at };
    await store.recordReport(filing(id, { ...from, objectKey: `reports/${id}` }));
  }
  const waiting = await store.loadWaiting(100);
  expect(await store.recordSettled(waiting.map(({ seq }) => seq))).toBe(2 * devices);
}

type Written = { readonly name: string; readonly inserted: number; readonly changed: number };

async function countWritten(): Promise<readonly Written[]> {
  await database.sql`select pg_stat_force_next_flush()`;
  return await database.sql<Written[]>`
    select relname as name, n_tup_ins::int as inserted, n_tup_upd::int as changed from pg_stat_user_tables
    where relname in ('issue_devices', 'issue_days') order by 1`;
}

async function writtenBy(act: () => Promise<void>): Promise<Record<string, readonly [number, number]>> {
  const before = await countWritten();
  await act();
  const after = await countWritten();
  return Object.fromEntries(
    after.map(({ name, inserted, changed }, at) => [
      name,
      [inserted - (before[at]?.inserted ?? 0), changed - (before[at]?.changed ?? 0)],
    ]),
  );
}

describe('counting', () => {
  it('inserts devices that an issue has not met, and changes nothing behind that', async () => {
    await settleSome('warm', 1);
    expect(await writtenBy(() => settleSome('first', 1))).toEqual({ issue_devices: [devices, 0], issue_days: [1, 0] });
    const [issue] = await database.sql`
      select i.devices, i.reports, t.devices as "ofDay" from issues i join issue_days t on t.key = i.fingerprint where i.fingerprint = 'first'`;
    expect(issue).toEqual({ devices, reports: 2 * devices, ofDay: devices });
  });

  it('changes each row once of devices that it has met', async () => {
    await settleSome('again', 1);
    expect(await writtenBy(() => settleSome('again', 2))).toEqual({ issue_devices: [0, devices], issue_days: [1, 0] });
    const days = await database.sql`select devices, reports from issue_days where key = 'again' order by day_ms`;
    expect([...days]).toEqual([
      { devices, reports: 2 * devices },
      { devices: 0, reports: 2 * devices },
    ]);
  });
});
