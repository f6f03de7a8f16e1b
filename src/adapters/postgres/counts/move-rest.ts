// Hands what is counted under a key on to another one, also of reports that are forgotten by now.
import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';

type Pair = { readonly product: string; readonly from: string; readonly to: string };

/** At most so many rows of devices. Answers whose they were, and whether that was all: then nothing is counted under `from`. */
export async function moveRest(
  tx: Transaction,
  { product, from, to }: Pair,
  rows: number,
): Promise<{ readonly devices: readonly string[]; readonly isAll: boolean }> {
  const moved = await tx.execute<{ device: string }>(sql`
    with next as materialized (
      select build, device_id from issue_devices where product_id = ${product} and key = ${from} limit ${rows}),
    rest as (
      delete from issue_devices d using next n where d.product_id = ${product} and d.key = ${from} and d.build = n.build
        and d.device_id = n.device_id
      returning d.build, d.device_id, d.model_id, d.reports, d.dropped, d.first_ms, d.last_ms, d.met_ms),
    before as (
      select d.build, coalesce(d.model_id, '') as model_id from rest r join issue_devices d on d.product_id = ${product}
        and d.key = ${to} and d.build = r.build and d.device_id = r.device_id where d.device_id <> '' and d.reports > 0),
    behind as (
      insert into issue_devices as d (product_id, key, build, device_id, model_id, reports, dropped, first_ms, last_ms)
      select ${product}, ${to}, build, device_id, model_id, reports, dropped, first_ms, last_ms from rest
      on conflict (product_id, key, build, device_id) do update set reports = d.reports + excluded.reports,
        dropped = d.dropped + excluded.dropped, last_ms = greatest(d.last_ms, excluded.last_ms),
        first_ms = least(d.first_ms, excluded.first_ms), model_id = coalesce(d.model_id, excluded.model_id)
      returning d.build, coalesce(d.model_id, '') as model_id, d.device_id, d.reports, d.first_ms, d.last_ms),
    change as (
      select ${to} as key, build, model_id, 1 as devices, first_ms, last_ms from behind where device_id <> '' and reports > 0
      union all select ${to}, build, model_id, -1, ${Number.MAX_SAFE_INTEGER}::bigint, -1 from before
      union all select ${from}, build, coalesce(model_id, ''), -1, ${Number.MAX_SAFE_INTEGER}::bigint, -1 from rest
        where device_id <> '' and reports > 0),
    builds as (
      insert into issue_builds as b (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
      select ${product}, key, build, model_id, 0, sum(devices), min(first_ms), max(last_ms) from change group by 2, 3, 4
      on conflict (product_id, key, build, model_id) do update set devices = b.devices + excluded.devices,
        first_ms = least(b.first_ms, excluded.first_ms), last_ms = greatest(b.last_ms, excluded.last_ms)),
    days as (
      update issue_days t set devices = t.devices - m.devices
      from (select met_ms, count(*) as devices from rest where met_ms is not null group by 1) m
      where t.product_id = ${product} and t.key = ${from} and t.day_ms = m.met_ms)
    select device_id as device from rest`);
  const isAll = moved.length < rows;
  if (isAll) await moveSums(tx, { product, from, to });
  return { devices: [...new Set(moved.map(({ device }) => device))].filter((device) => device !== ''), isAll };
}

async function moveSums(tx: Transaction, { product, from, to }: Pair): Promise<void> {
  const take = (table: string): SQL =>
    sql`delete from ${sql.identifier(table)} where product_id = ${product} and key = ${from} returning *`;
  await tx.execute(sql`
    with rest as (${take('issue_builds')})
    insert into issue_builds as b (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
    select product_id, ${to}, build, model_id, reports, devices, first_ms, last_ms from rest where reports > 0
    on conflict (product_id, key, build, model_id) do update set reports = b.reports + excluded.reports,
      devices = b.devices + excluded.devices, last_ms = greatest(b.last_ms, excluded.last_ms),
      first_ms = least(b.first_ms, excluded.first_ms)`);
  await tx.execute(sql`
    with rest as (${take('issue_days')})
    insert into issue_days as t (product_id, key, day_ms, reports, devices)
    select product_id, ${to}, day_ms, reports, devices from rest where reports > 0 or devices > 0
    on conflict (product_id, key, day_ms) do update set reports = t.reports + excluded.reports,
      devices = t.devices + excluded.devices`);
}
