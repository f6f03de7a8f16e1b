// Counts that move with keys: whatever is filed, regrouped, merged, split, forgotten and cut off, they are what a count of all reports gives.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recountPiece } from '../../src/adapters/postgres/counts/recount.ts';
import { inTransaction } from '../../src/adapters/postgres/database.ts';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { mergeIssues, splitIssue } from '../../src/adapters/postgres/issues/regroup.ts';
import { regroupingStore } from '../../src/adapters/postgres/regroupings.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { insertBuild, insertNova } from './nova.ts';

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase(2);
  await insertNova(database.db);
  for (const counter of [1, 2]) await insertBuild(database.db, candidate(counter));
  for (const [id, model] of Object.entries({ d0: 'n1', d1: 'n1', d2: 'n2', d3: 'n2' }))
    await deviceStore(database.db).recordDevice(device(id, { model }));
});
afterEach(() => database.drop());

const dayMs = 86_400_000;
const said = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;

type Step =
  | { readonly does: 'file'; readonly reports: readonly { k: number; d: number; b: number; ms: number }[] }
  | { readonly does: 'rekey'; readonly from: number; readonly of: number; readonly to: number }
  | { readonly does: 'merge'; readonly from: number; readonly into: number }
  | { readonly does: 'split'; readonly from: number; readonly key: number }
  | { readonly does: 'recount' | 'drop' | 'forget' };

const few = (max: number) => fc.integer({ min: 0, max });
const filed = fc.record({ k: few(4), d: few(5), b: few(2), ms: few(4 * dayMs) });
const steps = (more: readonly ('drop' | 'forget')[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      fc.record({ does: fc.constant('file' as const), reports: fc.array(filed, { minLength: 1, maxLength: 8 }) }),
      fc.record({ does: fc.constant('rekey' as const), from: few(8), of: few(3), to: few(8) }),
      fc.record({ does: fc.constant('merge' as const), from: few(6), into: few(6) }),
      fc.record({ does: fc.constant('split' as const), from: few(6), key: few(8) }),
      fc.record({ does: fc.constantFrom('recount' as const, ...more) }),
    ),
    { minLength: 6, maxLength: 18 },
  );

/** Of the same length as a digest, so that nothing takes them for another kind of key. */
const keyOf = (at: number) => String(at).repeat(32).slice(0, 32);
const devices = ['d0', 'd1', 'd2', 'd3', 'unknown', null];
const builds = ['1.1.0', '1.2.0', 'lab'];

function world() {
  const { db, sql } = database;
  const reports = reportStore(db);
  const regroupings = regroupingStore(db);
  let filings = 0;

  async function file(each: { k: number; d: number; b: number; ms: number }): Promise<void> {
    filings += 1;
    const id = `r${filings}`;
    const names = { key: keyOf(each.k), deviceId: devices[each.d] ?? null, buildNames: [builds[each.b] ?? 'lab'] };
    await reports.recordReport(filing(id, { ...names, objectKey: `reports/${id}`, receivedMs: each.ms }));
  }

  /** A part of what has a key, as other rules would that do not agree on all of it. */
  async function rekey({ from, of, to }: { from: number; of: number; to: number }): Promise<void> {
    const ids = await sql<{ id: string }[]>`
      select id from reports where key = ${keyOf(from)} order by received_ms, id`;
    const keys = { strict: keyOf(to), alt: [], title: 'x', other: null };
    const moved = ids.filter((_, at) => of === 0 || at % (of + 1) === 0);
    await regroupings.recordRekeyed(
      moved.map(({ id }) => ({ product: 'nova', id, keys, wants: null, shown: null })),
      9_000,
    );
  }

  async function take(step: Step): Promise<void> {
    if (step.does === 'file') {
      for (const each of step.reports) await file(each);
      await reports.recordSettled((await reports.loadWaiting(100)).map(({ seq }) => seq));
    } else if (step.does === 'rekey') await rekey(step);
    // As if killed behind the transaction: what is left to count is left to others.
    else if (step.does === 'merge') await inTransaction(db, (tx) => mergeIssues(tx, 'nova', step, said));
    else if (step.does === 'split')
      await inTransaction(db, (tx) => splitIssue(tx, 'nova', { from: step.from, key: keyOf(step.key) }, said));
    else if (step.does === 'recount') await recountPiece(db, 9_000);
    else if (step.does === 'drop') await sql`update issue_devices set dropped = dropped + 1 where device_id = 'd1'`;
    else
      await sql`delete from reports where id in (select id from reports where not exists (
      select from reports_waiting w where w.report_id = reports.id) order by received_ms limit 3)`;
  }

  async function converge(): Promise<void> {
    for (let piece = 0; await recountPiece(db, 9_000); piece += 1) expect(piece).toBeLessThan(500);
  }
  return { take, converge };
}

/** Rows that are not as a count of the rows of devices gives them. */
async function findWrong() {
  const { sql } = database;
  const named = (what: string, rows: readonly object[]) => rows.map((row) => ({ what, ...row }));
  return [
    ...named(
      'an issue counts a device not once',
      await sql`
      select k.number, d.device_id, count(d.met_ms)::int as times from issue_devices d join issue_keys k using (product_id, key)
      where d.device_id <> '' group by 1, 2 having count(d.met_ms) <> 1`,
    ),
    ...named(
      'devices of an issue',
      await sql`
      select i.number, i.devices, i.reports, s.* from issues i left join (
        select k.number, count(distinct nullif(d.device_id, ''))::int as met, sum(d.reports)::int as sent
        from issue_devices d join issue_keys k using (product_id, key) group by 1) s using (number)
      where i.merged_into is null and (i.devices <> coalesce(met, 0) or i.reports <> coalesce(sent, 0))`,
    ),
    ...named(
      'devices of a day',
      await sql`
      select key, day_ms, t.devices, m.met from issue_days t full join (
        select key, met_ms as day_ms, count(*)::int as met from issue_devices where met_ms is not null group by 1, 2) m
        using (key, day_ms) where coalesce(t.devices, 0) <> coalesce(m.met, 0)`,
    ),
    ...named(
      'devices and times of a build and model',
      await sql`
      select key, build, model_id, b.devices, b.first_ms, b.last_ms, m.* from issue_builds b full join (
        select key, build, coalesce(model_id, '') as model_id, count(*) filter (where device_id <> '')::int as met,
          min(first_ms) as first, max(last_ms) as last from issue_devices where reports > 0 group by 1, 2, 3) m
        using (key, build, model_id)
      where coalesce(b.devices, 0) <> coalesce(m.met, 0) or b.first_ms <> m.first or b.last_ms <> m.last`,
    ),
    ...named(
      'reports of a key',
      await sql`
      select key, b.reports, d.reports as by_device, t.reports as by_day
      from (select key, sum(reports) as reports from issue_builds group by 1) b
        full join (select key, sum(reports) as reports from issue_devices group by 1 having sum(reports) > 0) d using (key)
        full join (select key, sum(reports) as reports from issue_days group by 1 having sum(reports) > 0) t using (key)
      where b.reports is distinct from d.reports or b.reports is distinct from t.reports`,
    ),
  ];
}

/** Rows that are not as a count of the reports gives them, of which none was forgotten. */
async function findLost() {
  const { sql } = database;
  return [
    ...(await sql`
      select key, build, model_id, b.reports, r.n from issue_builds b full join (
        select key, coalesce(build_id, reported_build) as build, coalesce(model_id, '') as model_id, count(*)::int as n
        from reports group by 1, 2, 3) r using (key, build, model_id) where b.reports is distinct from r.n`),
    ...(await sql`
      select key, day_ms, t.reports, r.n from issue_days t full join (
        select key, received_ms / 86400000 * 86400000 as day_ms, count(*)::int as n from reports group by 1, 2) r
        using (key, day_ms) where coalesce(t.reports, 0) is distinct from coalesce(r.n, 0)`),
    ...(await sql`
      select key, build, device_id, d.reports, r.n from issue_devices d full join (
        select key, coalesce(build_id, reported_build) as build, coalesce(device_id, '') as device_id, count(*)::int as n
        from reports group by 1, 2, 3) r using (key, build, device_id) where d.reports is distinct from r.n`),
  ];
}

async function clear(): Promise<void> {
  await database.sql.unsafe(`truncate issues, issue_keys, issue_comments, issue_devices, issue_builds, issue_days,
    issue_recounts, reports, reports_waiting, events cascade`);
}

const runs = { numRuns: 25 };

/** Of two devices the one that met a fault first leaves it. */
const firstLeaves: Step[] = [
  {
    does: 'file',
    reports: [
      { k: 0, d: 0, b: 0, ms: 10 },
      { k: 0, d: 1, b: 0, ms: 20 },
    ],
  },
  { does: 'rekey', from: 0, of: 1, to: 5 },
];

/** An issue goes on in another one while somebody has yet to look which of its devices it counts. */
const leftIsMerged: Step[] = [
  {
    does: 'file',
    reports: [
      { k: 0, d: 0, b: 0, ms: 0 },
      { k: 1, d: 0, b: 0, ms: 0 },
      { k: 4, d: 1, b: 0, ms: 150914714 },
      { k: 3, d: 0, b: 0, ms: 0 },
    ],
  },
  {
    does: 'file',
    reports: [
      { k: 2, d: 2, b: 0, ms: 81024122 },
      { k: 0, d: 4, b: 1, ms: 281264928 },
      { k: 1, d: 3, b: 0, ms: 212059376 },
      { k: 2, d: 5, b: 2, ms: 207165959 },
      { k: 1, d: 1, b: 1, ms: 150022972 },
      { k: 4, d: 5, b: 0, ms: 295048397 },
      { k: 4, d: 3, b: 2, ms: 204359940 },
    ],
  },
  { does: 'split', from: 3, key: 7 },
  {
    does: 'file',
    reports: [
      { k: 3, d: 0, b: 0, ms: 342547811 },
      { k: 4, d: 0, b: 0, ms: 150914714 },
      { k: 4, d: 1, b: 0, ms: 278274512 },
      { k: 3, d: 5, b: 2, ms: 273051038 },
      { k: 3, d: 5, b: 1, ms: 244841177 },
      { k: 1, d: 5, b: 2, ms: 16382130 },
    ],
  },
  { does: 'recount' },
  {
    does: 'file',
    reports: [
      { k: 4, d: 0, b: 2, ms: 172644271 },
      { k: 2, d: 2, b: 1, ms: 319204192 },
      { k: 2, d: 3, b: 2, ms: 3974842 },
    ],
  },
  { does: 'rekey', from: 4, of: 3, to: 7 },
  { does: 'split', from: 3, key: 7 },
  { does: 'merge', from: 3, into: 5 },
  { does: 'recount' },
];

describe('counts that move with their keys', () => {
  it('are what a count of all reports gives, whatever was cut off in between', async () => {
    await fc.assert(
      fc.asyncProperty(steps([]), async (all) => {
        await clear();
        const { take, converge } = world();
        for (const step of all) await take(step);
        await converge();
        expect([...(await findWrong()), ...(await findLost())]).toEqual([]);
      }),
      { ...runs, examples: [[firstLeaves], [leftIsMerged]] },
    );
  });

  it('lose nothing of reports that are forgotten, and of those that were only counted', async () => {
    const sum = async () => {
      const [row] = await database.sql<{ reports: number; dropped: number }[]>`
        select coalesce(sum(reports), 0)::int as reports, coalesce(sum(dropped), 0)::int as dropped from issue_devices`;
      return row ?? expect.fail('no sum');
    };
    await fc.assert(
      fc.asyncProperty(steps(['drop', 'forget']), async (all) => {
        await clear();
        const { take, converge } = world();
        const told = { reports: 0, dropped: 0 };
        for (const step of all) {
          const before = await sum();
          await take(step);
          if (step.does === 'file') told.reports += step.reports.length;
          if (step.does === 'drop') told.dropped += (await sum()).dropped - before.dropped;
        }
        await converge();
        expect(await sum()).toEqual(told);
        expect(await findWrong()).toEqual([]);
      }),
      runs,
    );
  });
});
