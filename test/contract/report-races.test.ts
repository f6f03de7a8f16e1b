// Erasing, merging and settling at the same time on PostgreSQL: none of them fails, and nothing erased comes back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueStore } from '../../src/adapters/postgres/issues.ts';
import { removalStore } from '../../src/adapters/postgres/removals.ts';
import { reportTextStore } from '../../src/adapters/postgres/report-texts.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { eraseReports } from '../../src/app/remove-reports.ts';
import { settleReports } from '../../src/app/settle-reports.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { withoutSymbols } from '../fakes/symbols.ts';
import { nothingUnread } from '../fakes/unread-reports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
});
afterAll(() => database.drop());

const by = { actor: 'ada', nowMs: 1 };
const audit = { atMs: 1, actor: 'ada', action: 'tested', subject: 'nova', details: '{}' };

describe('a report that is erased while its text is on its way to storage', () => {
  /** Erases, and does `meanwhile`, after the text was read and before it is put. */
  async function eraseInBetween(id: string, meanwhile: () => Promise<unknown>) {
    const reports = reportStore(database.db);
    const reportTexts = reportTextStore(database.db);
    const { objects, kept } = fakeStorage();
    const removals = removalStore(database.db);
    const device = `device-${id}`;
    await reports.recordReport(filing(id, { deviceId: device, objectKey: `reports/${id}`, body: 'the same words' }));
    let isErased = false;
    const slow: typeof objects = {
      ...objects,
      async putObject(...put) {
        if (!isErased) {
          isErased = true;
          expect(
            await eraseReports({ removals, objects, entropy: systemEntropy }, { product: 'nova', device }, by),
          ).toBe(1);
          await meanwhile();
        }
        return objects.putObject(...put);
      },
    };
    await settleReports({ ...withoutSymbols, ...nothingUnread, reports, reportTexts, objects: slow }, by.nowMs, {
      maxReports: 100,
    });
    return { reports, kept: [...kept.keys()] };
  }

  it('leaves nothing behind', async () => {
    const { reports, kept } = await eraseInBetween('e1', async () => {});
    expect(kept).toEqual([]);
    expect(await reports.loadReport('nova', 'e1')).toBeNull();
    expect(JSON.stringify(await database.sql`select * from issue_devices`)).not.toContain('device-e1');
  });

  it('leaves the text of somebody who said the same', async () => {
    const { reports, kept } = await eraseInBetween('e2', () =>
      reportStore(database.db).recordReport(
        filing('f2', { deviceId: 'other', objectKey: 'reports/e2', body: 'the same words' }),
      ),
    );
    expect(kept).toEqual(['reports/e2']);
    expect(await reports.loadReport('nova', 'e2')).toBeNull();
    expect(await reports.loadReport('nova', 'f2')).not.toBeNull();
  });
});

it('a report that somebody deleted by hand keeps no other from being counted', async () => {
  const reports = reportStore(database.db);
  for (const id of ['h1', 'h2']) await reports.recordReport(filing(id, { key: 'by-hand' }));
  await database.sql`delete from reports where id = 'h1'`;
  await reports.recordSettled((await reports.loadWaiting(100)).map(({ seq }) => seq));
  expect(await reports.loadWaiting(100)).toEqual([]);
  const [issue] = await database.sql`select i.reports from issues i where fingerprint = 'by-hand'`;
  expect(issue).toEqual({ reports: 1 });
});

it('two that settle the same reports leave every text in its place', async () => {
  const reports = reportStore(database.db);
  const reportTexts = reportTextStore(database.db);
  const { objects, kept } = fakeStorage();
  const crowd = Array.from({ length: 20 }, (_, at) => filing(`t${at}`, { objectKey: `reports/t${at}` }));
  await Promise.all(crowd.map((each) => reports.recordReport(each)));
  const settle = () =>
    settleReports({ ...withoutSymbols, ...nothingUnread, reports, reportTexts, objects }, by.nowMs, {
      maxReports: 100,
    });
  await Promise.all([settle(), settle(), settle()]);
  await settle();
  expect(crowd.filter(({ objectKey }) => !kept.has(objectKey))).toEqual([]);
});

/** Changes that take a while meet each other, as they do under load. */
async function slowDown(): Promise<void> {
  await database.sql.unsafe(`
    create function take_a_while() returns trigger language plpgsql as $$
      begin perform pg_sleep(0.002); return new; end $$;
    create trigger slow before update on issues for each row execute function take_a_while();
    create trigger slow before update on issue_devices for each row execute function take_a_while()`);
}

it('erasing, merging, counting and storing wait for each other, and none fails', async () => {
  await slowDown();
  const reports = reportStore(database.db);
  const reportTexts = reportTextStore(database.db);
  const removals = removalStore(database.db);
  const issues = issueStore(database.db);
  const failures: unknown[] = [];
  const keep = (work: Promise<unknown>) => work.catch((error: unknown) => void failures.push(error));
  const store = async () => {
    const texts = await reportTexts.loadTexts(50);
    await reportTexts.recordStored(texts.map(({ seq }) => seq).reverse());
  };
  for (let round = 0; round < 8; round += 1) {
    const crowd = Array.from({ length: 120 }, (_, at) =>
      filing(`x${round}-${at}`, { key: `k${(at * 7) % 40}`, deviceId: `r${at % 9}`, buildNames: [`1.${at % 5}`] }),
    );
    await Promise.all(crowd.map((each) => reports.recordReport(each)));
    const waiting = await reports.loadWaiting(1_000);
    const halves = [waiting.slice(0, 60), waiting.slice(60)].map((half) => half.map(({ seq }) => seq));
    const numbers = await database.sql<{ number: number }[]>`
      select number from issues where merged_into is null order by random() limit 2`;
    const [from, into] = numbers.map(({ number }) => number);
    const comment = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;
    await Promise.all([
      ...halves.map((seqs) => keep(reports.recordSettled(seqs))),
      ...[1, 2, 3].map(() => keep(store())),
      ...[1, 2, 3].map((at) =>
        keep(removals.recordRenamed({ product: 'nova', device: `r${at}` }, `erased-${round}-${at}`, audit)),
      ),
      keep(issues.recordMerge('nova', { from: from ?? 0, into: into ?? 0 }, comment, audit)),
      keep(removals.recordRemoved(crowd.slice(0, 30).map(({ product, id }) => ({ product, id })))),
    ]);
    await Promise.all(halves.map((seqs) => keep(reports.recordSettled(seqs))));
  }
  expect(failures).toEqual([]);
});
