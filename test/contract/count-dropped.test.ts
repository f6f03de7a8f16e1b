// What senders sent beyond their share is counted in the minute in which each of them did, not in that of another.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(2);
  await insertNova(database.db);
});
afterAll(() => database.drop());

const minuteMs = 60_000;

it('counts what is dropped by sender and minute', async () => {
  const dropped = (sentBy: string, minute: number, times: number) => {
    return { refused: filing('r', { sentBy, receivedMs: minute * minuteMs + 1 }), share: 'all' as const, times };
  };
  await reportStore(database.db).recordRepeats([
    dropped('early', 100, 2),
    dropped('late', 101, 3),
    dropped('late', 101, 4),
  ]);
  const rows = await database.sql`select sent_by as by, minute_ms as ms, dropped from key_minutes order by 1`;
  expect(rows.map(({ by, ms, dropped: count }) => [by, Number(ms) / minuteMs, count])).toEqual([
    ['early', 100, 2],
    ['late', 101, 7],
  ]);
});
