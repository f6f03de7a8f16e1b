// Making issues for many faults at once on PostgreSQL: as if each were made alone, whatever keys they share.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIssues } from '../../src/adapters/postgres/reports/make-issue.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(5);
  await insertNova(database.db);
});
afterAll(() => database.drop());

const fault = (key: string, alt: readonly string[] = []) => filing(`r-${key}`, { key, alt, title: `Title of ${key}` });

/** The number of the issue that knows each key, by key. */
async function numbers(): Promise<Record<string, number>> {
  const rows = await database.sql<{ key: string; number: number }[]>`select key, number from issue_keys`;
  return Object.fromEntries(rows.map(({ key, number }) => [key, number]));
}

describe('makeIssues', () => {
  it('makes one for each fault, tells of each once, and knows it by its words', async () => {
    const faults = Array.from({ length: 70 }, (_, at) => fault(`k${at}`));
    expect(await makeIssues(database.db, faults)).toEqual(faults);
    const rows = await database.sql<{ fingerprint: string; title: string; number: number }[]>`
      select i.fingerprint, i.title, i.number from issues i join issue_words w using (product_id, number)
      order by i.number`;
    expect(rows).toEqual(faults.map(({ keys, title }, at) => ({ fingerprint: keys.strict, title, number: at + 1 })));
    const [told] = await database.sql`
      select count(*)::int as events, count(distinct subject)::int as subjects from events`;
    expect(told).toEqual({ events: 70, subjects: 70 });
    await makeIssues(database.db, faults);
    expect(await database.sql`select from issues`).toHaveLength(70);
  });

  it('joins those that share a key with each other, or with a fault that is known', async () => {
    const all = [fault('a1', ['both']), fault('a2', ['both']), fault('a3', ['k7']), fault('a4')];
    expect(await makeIssues(database.db, all)).toEqual(all);
    const { a1, a2, a3, a4, both, k7 } = await numbers();
    expect([a2, both, a3]).toEqual([a1, a1, k7]);
    expect(new Set([a1, k7, a4]).size).toBe(3);
  });

  it('makes the others where one of them cannot be made, and none of a product that is not there', async () => {
    await database.sql`
      insert into issues (product_id, number, fingerprint, kind, title, reports, first_ms, last_ms)
      values ('nova', 900, 'ghost', 'crash', 'x', 0, 1, 1)`;
    const lost = { ...fault('b3'), product: 'luna' };
    expect(await makeIssues(database.db, [fault('b1'), fault('ghost'), lost, fault('b2')])).toEqual([
      fault('b1'),
      fault('ghost'),
      null,
      fault('b2'),
    ]);
    expect(await numbers()).toMatchObject({ b1: 901, b2: 902 });
  });

  it('gives each another number where two make issues at once', async () => {
    const crowd = (name: string) => Array.from({ length: 40 }, (_, at) => fault(`${name}${at}`));
    await Promise.all([...'xyz'].map((name) => makeIssues(database.db, [...crowd(name), fault(`shared`)])));
    const found = await numbers();
    const own = Object.entries(found).filter(([key]) => /^[xyz]\d|^shared/.test(key));
    expect(new Set(own.map(([, number]) => number)).size).toBe(121);
  });
});
