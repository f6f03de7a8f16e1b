// Issues that say the same as a tester are found among thousands that share a word with them, without a look at each.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeStores } from '../../src/compose.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { insertNova } from './nova.ts';

const issues = 5_000;
const limit = 60;

let database: FreshDatabase;
beforeAll(async () => {
  // One connection, whose counters can be read behind each question.
  database = await freshDatabase(1);
  await insertNova(database.db);
  await database.sql`
    insert into issues (product_id, number, fingerprint, kind, title, excerpt, reports, first_ms, last_ms)
    select 'nova', n, 'key-' || n, 'bug', 'Camera widget' || n / 5 || ' freezes lens' || n % 8 || ' flash' || n % 125,
      (select string_agg('frame' || f || ' of step' || n * f % 1009, ' ') from generate_series(1, 150) f), 1, 1, n
    from generate_series(1, ${issues}::int) n`;
  await database.sql`vacuum analyze issues, issue_words`;
});
afterAll(() => database.drop());

/** Blocks of the tables, of their long texts and of their indexes that were looked at since the beginning. */
async function countBlocks(): Promise<number> {
  await database.sql`select pg_stat_force_next_flush()`;
  const [row] = await database.sql<{ blocks: number }[]>`
    select sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit + toast_blks_read + toast_blks_hit
      + tidx_blks_read + tidx_blks_hit)::int as blocks from pg_statio_user_tables where relname in ('issues', 'issue_words')`;
  return row?.blocks ?? Number.NaN;
}

it.each([
  ['a word that few have', ['camera', 'widget177', 'freezes'], [885, 886, 887, 888, 889]],
  ['common words that few have together', ['camera', 'freezes', 'lens4', 'flash109'], [484, 1484, 2484, 3484, 4484]],
  ['words that all have', ['camera', 'freezes'], []],
])('by %s', async (_, words, numbers) => {
  const before = await countBlocks();
  const found = await composeStores(database.db).loopFacts.loadCandidates('nova', words, limit);
  const blocks = (await countBlocks()) - before;
  expect(found).toHaveLength(limit);
  const nearest = found.slice(0, numbers.length).map(({ number }) => number);
  expect(nearest.sort((one, other) => one - other)).toEqual(numbers);
  expect(blocks).toBeLessThan(issues);
});
