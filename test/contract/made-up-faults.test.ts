// Faults made up with a public key, on PostgreSQL: so many issues an hour, and one for all the rest, in which nothing is lost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { regroupingStore } from '../../src/adapters/postgres/regroupings.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { tokens } from '../../src/adapters/postgres/schema/governance.ts';
import { unreadReportStore } from '../../src/adapters/postgres/unread-reports.ts';
import { readReports } from '../../src/app/read-reports.ts';
import type { Filing } from '../../src/domain/issue/filing.ts';
import { publicLimits } from '../../src/domain/issue/flood.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

const { newIssues, windowMs } = publicLimits;
const nowMs = 100 * windowMs;

const connections = 10;

let database: FreshDatabase;
let made = 0;
beforeAll(async () => {
  database = await freshDatabase(connections);
  await insertNova(database.db);
  for (const [name, role] of [
    ['app', 'reporter'],
    ['other-app', 'reporter'],
    ['late-app', 'reporter'],
    ['rush-app', 'reporter'],
    ['gate', 'gateway'],
  ] as const)
    await database.db
      .insert(tokens)
      .values({ sha256: name, name, role, productId: 'nova', createdBy: 'ada', createdMs: 1 });
});
afterAll(() => database.drop());

/** Of a fault that nobody met before. */
function fresh(sentBy: string | null, changes: Partial<Filing> = {}): Filing {
  made += 1;
  const deviceId = `SN-${made}`;
  return filing(`m${made}`, { key: `fault-${made}`, sentBy, deviceId, receivedMs: nowMs, ...changes });
}

async function issueOf(report: Filing): Promise<number> {
  const recorded = await reportStore(database.db).recordReport(report);
  return recorded.ok ? recorded.report.issueNumber : expect.fail(recorded.refusal);
}
/** At once no more than there are connections, since whoever waits for one does not wait forever. */
async function issuesOf(reports: readonly Filing[]): Promise<number[]> {
  const numbers: number[] = [];
  for (let at = 0; at < reports.length; at += connections) {
    numbers.push(...(await Promise.all(reports.slice(at, at + connections).map(issueOf))));
  }
  return numbers;
}
const times = (count: number, sentBy: string, changes: Partial<Filing> = {}) =>
  Array.from({ length: count }, () => fresh(sentBy, changes));

describe('a public key', () => {
  it('makes so many issues an hour, and one for the rest, which says what it is', async () => {
    expect(new Set(await issuesOf(times(newIssues, 'app'))).size).toBe(newIssues);
    const rest = times(30, 'app');
    const numbers = new Set(await issuesOf(rest));
    expect(numbers.size).toBe(1);
    const [more] = await database.sql`select title, kind, made_by from issues where number = ${[...numbers][0] ?? 0}`;
    expect(more).toEqual({ title: 'Faults beyond 500 fresh ones an hour from app', kind: 'crash', made_by: null });
    const kept = await database.sql`select id from reports where id in ${database.sql(rest.map(({ id }) => id))}`;
    expect(kept).toHaveLength(rest.length);
  });

  it('keeps the title of each, takes it once, and goes on to known faults', async () => {
    const [known] = await database.sql<
      { key: string; number: number }[]
    >`select key, number from issue_keys where number = 1`;
    expect(await issueOf(fresh('app', { keys: { strict: known?.key ?? '', alt: [], other: null, title: 'x' } }))).toBe(
      1,
    );
    const over = fresh('app', { title: 'Radio dies' });
    const number = await issueOf(over);
    const again = await reportStore(database.db).recordReport(over);
    expect(again).toMatchObject({ ok: true, isNew: false, report: { issueNumber: number, title: 'Radio dies' } });
  });

  it('takes nothing from another key, a gateway or a device', async () => {
    const senders = ['other-app', 'gate', null];
    const numbers = await issuesOf(senders.map((sender) => fresh(sender)));
    const said = await database.sql`select title from issues where number in ${database.sql(numbers)}`;
    expect(new Set(numbers).size).toBe(3);
    expect(said.map(({ title }) => title)).toEqual(Array(3).fill('Camera dies'));
    expect(new Set(await issuesOf(times(newIssues + 20, 'gate'))).size).toBe(newIssues + 20);
  });

  it('has its share again an hour later, also for a fault that came too late before', async () => {
    const over = fresh('app');
    const more = await issueOf(over);
    const again = { ...over, id: 'later', deviceId: 'SN-later', receivedMs: nowMs + windowMs };
    expect(await issueOf(again)).not.toBe(more);
  });

  it('has the same share in a rush', async () => {
    const unreadReports = unreadReportStore(database.db);
    const sent = Array.from({ length: newIssues + 40 }, (_, at) => {
      const body = `java.lang.Error: x\n\tat com.nova.Made${at}.run(Made.java:1)`;
      const { keys: _keys, ...unread } = fresh('rush-app', { title: '', body, objectKey: `reports/${at}` });
      return unread;
    });
    expect(await Promise.all(sent.map((report) => unreadReports.putUnread(report)))).not.toContain(false);
    await readReports({ unreadReports }, { by: 'age' });
    const rows = await database.sql`
      select k.number, count(*)::int as reports from reports r join issue_keys k on k.product_id = r.product_id and k.key = r.key
      where r.sent_by = 'rush-app' group by 1 order by 2 desc`;
    expect(rows).toHaveLength(newIssues + 1);
    expect(rows[0]?.reports).toBe(40);
  });

  it('makes no more by grouping reports again', async () => {
    const sent = times(newIssues, 'late-app');
    await issuesOf(sent);
    const beyond = fresh('late-app');
    await issueOf(beyond);
    const [own, over] = [sent[0]?.id ?? '', beyond.id];
    const keys = (strict: string) => ({ strict, alt: [], other: null, title: 'x' });
    const rekeyed = (id: string, strict: string) => ({
      product: 'nova',
      id,
      keys: keys(strict),
      wants: null,
      shown: null,
    });
    const keyOf = async (id: string) => (await database.sql`select key from reports where id = ${id}`)[0]?.key;
    const before = await keyOf(over);
    const { recordRekeyed } = regroupingStore(database.db);
    await recordRekeyed([rekeyed(own, 'heir'), rekeyed(over, 'another')], nowMs);
    expect([await keyOf(own), await keyOf(over)]).toEqual(['heir', before]);
    // Its first fault has an heir; a second one would be one more issue.
    const twin = { ...fresh('late-app'), keys: sent[1]?.keys ?? expect.fail('there is none') };
    await issueOf(twin);
    await recordRekeyed([rekeyed(sent[1]?.id ?? '', 'first-heir'), rekeyed(twin.id, 'second-heir')], nowMs);
    expect([await keyOf(sent[1]?.id ?? ''), await keyOf(twin.id)]).toEqual(['first-heir', sent[1]?.keys.strict]);
  });
});
