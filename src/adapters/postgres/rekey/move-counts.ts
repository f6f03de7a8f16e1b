// Moves what was counted of reports from the key that they had to the one that they have, and counts their issues again.
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { countAgain } from '../issues/regroup.ts';
import { rowSet } from '../row-set.ts';

const dayMs = 86_400_000;

/** An issue whose sums are to be made again. */
export type Touched = { readonly product: string; readonly number: number };

/** `k` is the key that the report had; its row has the other one by now. Answers the issues of both. */
export async function moveCounts(
  tx: Transaction,
  moved: readonly { readonly p: string; readonly r: string; readonly k: string }[],
): Promise<Touched[]> {
  if (moved.length === 0) return [];
  await tx.execute(sql`
    create temp table moving on commit drop as
    select r.product_id, x.k as old_key, r.key, coalesce(r.build_id, r.reported_build) as build,
      coalesce(r.device_id, '') as device_id, r.model_id, r.received_ms, r.received_ms / ${dayMs} * ${dayMs} as day_ms
    from reports r join ${rowSet(moved, 'p text, r text, k text')} on r.product_id = x.p and r.id = x.r`);
  await tx.execute(sql`
    update issue_devices d set reports = d.reports - m.n
    from (select product_id, old_key, build, device_id, count(*) as n from moving group by 1, 2, 3, 4) m
    where d.product_id = m.product_id and d.key = m.old_key and d.build = m.build and d.device_id = m.device_id`);
  await tx.execute(sql`
    delete from issue_devices d using moving m where d.product_id = m.product_id and d.key = m.old_key and d.reports <= 0
      and d.dropped = 0`);
  await tx.execute(sql`
    insert into issue_devices as d (product_id, key, build, device_id, model_id, reports, first_ms, last_ms)
    select product_id, key, build, device_id, max(model_id), count(*), min(received_ms), max(received_ms)
    from moving group by 1, 2, 3, 4
    on conflict (product_id, key, build, device_id) do update set reports = d.reports + excluded.reports,
      last_ms = greatest(d.last_ms, excluded.last_ms), first_ms = least(d.first_ms, excluded.first_ms),
      model_id = coalesce(d.model_id, excluded.model_id)`);
  await tx.execute(sql`
    update issue_days t set reports = t.reports - m.n
    from (select product_id, old_key, day_ms, count(*) as n from moving group by 1, 2, 3) m
    where t.product_id = m.product_id and t.key = m.old_key and t.day_ms = m.day_ms`);
  await tx.execute(sql`
    insert into issue_days as t (product_id, key, day_ms, reports, devices)
    select product_id, key, day_ms, count(*), 0 from moving group by 1, 2, 3
    on conflict (product_id, key, day_ms) do update set reports = t.reports + excluded.reports`);
  const touched = await tx.execute<Touched>(sql`
    select distinct k.product_id as product, k.number from moving m join issue_keys k
      on k.product_id = m.product_id and k.key in (m.key, m.old_key)`);
  return [...touched];
}

/** All that is counted under a key goes on under another one, also of reports that are forgotten by now. */
export async function moveRest(tx: Transaction, product: string, from: string, to: string): Promise<void> {
  await tx.execute(sql`
    with rest as (delete from issue_devices where product_id = ${product} and key = ${from} returning *)
    insert into issue_devices as d (product_id, key, build, device_id, model_id, reports, dropped, first_ms, last_ms)
    select product_id, ${to}, build, device_id, model_id, reports, dropped, first_ms, last_ms from rest
    on conflict (product_id, key, build, device_id) do update set reports = d.reports + excluded.reports,
      dropped = d.dropped + excluded.dropped, last_ms = greatest(d.last_ms, excluded.last_ms),
      first_ms = least(d.first_ms, excluded.first_ms), model_id = coalesce(d.model_id, excluded.model_id)`);
  await tx.execute(sql`
    with rest as (delete from issue_days where product_id = ${product} and key = ${from} returning *)
    insert into issue_days as t (product_id, key, day_ms, reports, devices)
    select product_id, ${to}, day_ms, reports, 0 from rest where reports > 0
    on conflict (product_id, key, day_ms) do update set reports = t.reports + excluded.reports`);
}

/** Makes the sums of issues from what is counted by device: builds, first days, and those that lists show. */
export async function countMoved(tx: Transaction, touched: readonly Touched[]): Promise<void> {
  const seen = new Map(touched.map((each) => [`${each.product}/${each.number}`, each]));
  for (const { product, number } of seen.values()) {
    const mine = sql`(select key from issue_keys where product_id = ${product} and number = ${number})`;
    // What stays as it is, is not written: thousands of rows, for a fault that is everywhere.
    await tx.execute(sql`
      with met as materialized (
        select product_id, key, build, coalesce(model_id, '') as model_id, sum(reports) as reports,
          count(*) filter (where device_id <> '') as devices, min(first_ms) as first_ms, max(last_ms) as last_ms
        from issue_devices where product_id = ${product} and key in ${mine} group by 1, 2, 3, 4 having sum(reports) > 0),
      gone as (
        delete from issue_builds b where product_id = ${product} and key in ${mine} and not exists (
          select from met m where m.key = b.key and m.build = b.build and m.model_id = b.model_id))
      insert into issue_builds as b (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
      select product_id, key, build, model_id, reports, devices, first_ms, last_ms from met
      on conflict (product_id, key, build, model_id) do update set reports = excluded.reports, devices = excluded.devices,
        first_ms = excluded.first_ms, last_ms = excluded.last_ms
      where (b.reports, b.devices, b.first_ms, b.last_ms)
        is distinct from (excluded.reports, excluded.devices, excluded.first_ms, excluded.last_ms)`);
    await tx.execute(sql`
      delete from issue_days where product_id = ${product} and key in ${mine} and reports <= 0`);
    await tx.execute(sql`
      with met as (
        select distinct on (device_id) device_id, key, first_ms / ${dayMs} * ${dayMs} as day_ms from issue_devices
        where product_id = ${product} and key in ${mine} and device_id <> '' order by device_id, first_ms, key),
      days as (
        select t.key, t.day_ms, coalesce(m.devices, 0) as devices
        from issue_days t left join (select key, day_ms, count(*) as devices from met group by 1, 2) m using (key, day_ms)
        where t.product_id = ${product} and t.key in ${mine})
      update issue_days t set devices = d.devices from days d
      where t.product_id = ${product} and t.key = d.key and t.day_ms = d.day_ms and t.devices <> d.devices`);
    await countAgain(tx, product, number);
  }
}
