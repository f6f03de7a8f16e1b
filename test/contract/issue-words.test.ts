// The words of issues on PostgreSQL: they are those of the issue as it stands, and counting reports leaves them alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removalStore } from '../../src/adapters/postgres/removals.ts';
import { composeStores } from '../../src/compose.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  // One connection, whose counters can be read behind each change.
  database = await freshDatabase(1);
  await insertNova(database.db);
});
afterAll(() => database.drop());

const audit = { atMs: 1, actor: 'ada', action: 'tested', subject: 'nova', details: '{}' };
const everyIssue = {
  ...{ product: 'nova', statuses: [], isOpen: false, isRegressed: null, build: null, isNewInBuild: false },
  ...{ model: null, assignee: null, signature: null },
  order: 'last' as const,
};

async function find(words: string): Promise<string[]> {
  const found = await composeStores(database.db).issues.loadIssues({ ...everyIssue, words }, { limit: 9, after: null });
  return found.items.map(({ title }) => title);
}

/** Blocks of indexes of words that were looked at since the beginning. */
async function countBlocksOfWords(): Promise<number> {
  await database.sql`select pg_stat_force_next_flush()`;
  const [row] = await database.sql<{ blocks: number }[]>`
    select sum(s.idx_blks_read + s.idx_blks_hit)::int as blocks from pg_statio_user_indexes s
      join pg_class c on c.oid = s.indexrelid join pg_am a on a.oid = c.relam
    where a.amname = 'gin' and s.relname like 'issue%'`;
  return row?.blocks ?? Number.NaN;
}

describe('the words of an issue', () => {
  it('are not indexed anew when a report is counted', async () => {
    const { reports } = composeStores(database.db);
    await reports.recordReport(filing('w1', { key: 'words', title: 'Torch fails', body: 'lamp driver' }));
    expect(await find('torch driver')).toEqual(['Torch fails']);
    await reports.recordReport(filing('w2', { key: 'words', receivedMs: 200 }));
    const before = await countBlocksOfWords();
    expect(before).toBeGreaterThan(0);
    const waiting = await reports.loadWaiting(10);
    expect(await reports.recordSettled(waiting.map(({ seq }) => seq))).toBe(2);
    expect(await countBlocksOfWords()).toBe(before);
  });

  it('are forgotten with the report that they are from', async () => {
    await removalStore(database.db).recordRemoved(
      ['w1', 'w2'].map((id) => ({ product: 'nova', id })),
      audit,
    );
    expect(await find('torch')).toEqual([]);
    expect(await find('driver')).toEqual([]);
    expect(await find('issue')).toEqual(['Issue 1']);
    expect(JSON.stringify(await database.sql`select search::text from issue_words`)).not.toContain('driver');
  });

  it('are not written anew when nothing of them is forgotten', async () => {
    const { reports } = composeStores(database.db);
    for (const id of ['k1', 'k2', 'k3']) await reports.recordReport(filing(id, { key: 'kept', title: 'Lamp fails' }));
    const remove = (id: string) => removalStore(database.db).recordRemoved([{ product: 'nova', id }], audit);
    const rows = () => database.sql<{ ctid: string }[]>`
      select i.ctid::text || w.ctid::text as ctid from issues i join issue_words w using (product_id, number)
      where i.fingerprint = 'kept'`;
    const before = await rows();
    await remove('k1');
    const forgotten = await rows();
    expect(forgotten).not.toEqual(before);
    await remove('k2');
    expect(await rows()).toEqual(forgotten);
    await remove('k3');
    expect(await rows()).not.toEqual(forgotten);
  });

  it.each([
    ['the key that founded the issue', 'first'],
    ['a key that came later', 'later'],
  ])('are forgotten with the report that they are from, though a split led away %s', async (_what, which) => {
    const { reports, issues } = composeStores(database.db);
    await reports.recordReport(filing(`${which}-1`, { key: `${which}-first`, title: 'Siren wails', body: 'amber' }));
    const alt = [`${which}-first`];
    const joined = { key: `${which}-later`, alt, title: 'Siren is loud', body: 'cobalt', receivedMs: 200 };
    const filed = await reports.recordReport(filing(`${which}-2`, joined));
    const from = filed.ok ? filed.report.issueNumber : expect.fail('not filed');
    await reports.recordSettled((await reports.loadWaiting(10)).map(({ seq }) => seq));
    const said = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;
    const into = await issues.recordSplit('nova', { from, key: `${which}-${which}` }, said, audit);
    await removalStore(database.db).recordRemoved([{ product: 'nova', id: `${which}-1` }], audit);
    expect([await find('wails'), await find('amber')]).toEqual([[], []]);
    const titles = [from, into ?? 0].map(async (number) => (await issues.loadIssue('nova', number))?.issue.title);
    const [emptied, left] = which === 'first' ? [into, from] : [from, into];
    expect((await Promise.all(titles)).sort()).toEqual([`Issue ${emptied}`, 'Siren is loud']);
    expect((await issues.loadIssue('nova', left ?? 0))?.issue.title).toBe('Siren is loud');
    await removalStore(database.db).recordRemoved([{ product: 'nova', id: `${which}-2` }], audit);
    expect(await find('siren')).toEqual([]);
  });

  it('are forgotten with the report that they are from, though another key led it to another issue', async () => {
    const { reports, regroupings } = composeStores(database.db);
    await reports.recordReport(filing('r1', { key: 'there', title: 'Buzzer hums' }));
    await reports.recordReport(filing('r2', { key: 'gone', title: 'Whistle blows', body: 'crimson' }));
    const keys = { strict: 'there', alt: [], other: null, title: '' };
    await regroupings.recordRekeyed([{ product: 'nova', id: 'r2', keys, wants: null, shown: null }], 300);
    expect(await find('whistle crimson')).toEqual(['Whistle blows']);
    await removalStore(database.db).recordRemoved([{ product: 'nova', id: 'r2' }], audit);
    expect([await find('whistle'), await find('crimson'), await find('buzzer')]).toEqual([[], [], ['Buzzer hums']]);
  });

  it.each([
    ['a word in the middle of a sentence', '停止'],
    ['two words, in any order', '相机 更新'],
    ['a whole sentence', '相机在更新后停止工作'],
    ['a word of another script beside it', 'X12 屏幕'],
    ['a word of another script that hangs on it', '屏幕 变黑ok'],
  ])('are found in scripts without spaces: %s', async (_what, asked) => {
    const { reports } = composeStores(database.db);
    await reports.recordReport(filing(`z-${asked}`, { key: 'signs', title: '相机在更新后停止工作，X12 屏幕变黑ok' }));
    expect(await find(asked)).toHaveLength(1);
  });

  it.each(['作停', '相机坏', '相机 坏', '屏幕 X13'])(
    'are not found where others stand side by side: %s',
    async (asked) => {
      expect(await find(asked)).toEqual([]);
    },
  );

  it('are found by what a Korean word begins with, in kana, and in scripts with spaces in any case', async () => {
    const { reports } = composeStores(database.db);
    await reports.recordReport(filing('s2', { key: 'k2', title: '카메라가 멈춤 カメラが動かない' }));
    await reports.recordReport(filing('s3', { key: 'k3', title: 'Камера перестаёт работать تطبيق الكاميرا' }));
    for (const asked of ['카메라', 'カメラ', '動か', 'КАМЕРА', 'الكاميرا']) expect(await find(asked)).toHaveLength(1);
  });
});
