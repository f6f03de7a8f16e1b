// Takes reports out of the counts of the keys that they had.
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { type Counted, counting, dayMs } from './add-counts.ts';
import { wantEnds } from './want-recount.ts';

type Gone = { readonly p: string; readonly k: string; readonly b: string; readonly m: string; f: string; l: string };

/** A device that sent nothing but what was over its share stays, as one that met the fault. */
export async function takeCounts(tx: Transaction, rows: readonly Counted[]): Promise<void> {
  await wantEnds(tx, await takeDevices(tx, rows));
}

/** Answers the rows that were the last of their device, by product, key, build and model, with their first and last time. */
const takeDevices = (tx: Transaction, rows: readonly Counted[]) =>
  tx.execute<Gone>(sql`
    with ${counting(rows)},
    told as (select product_id, key, build, device_id, count(*) as n from counting group by 1, 2, 3, 4),
    before as materialized (
      select d.product_id, d.key, d.build, d.device_id, coalesce(d.model_id, '') as model_id, d.met_ms, d.first_ms, d.last_ms, t.n,
        d.reports <= t.n as is_out, d.reports <= t.n and d.dropped = 0 as is_gone
      from told t join issue_devices d on d.product_id = t.product_id and d.key = t.key and d.build = t.build
        and d.device_id = t.device_id),
    gone as (
      delete from issue_devices d using before b where b.is_gone and d.product_id = b.product_id and d.key = b.key
        and d.build = b.build and d.device_id = b.device_id),
    left_over as (
      update issue_devices d set reports = greatest(0, d.reports - b.n) from before b where not b.is_gone
        and d.product_id = b.product_id and d.key = b.key and d.build = b.build and d.device_id = b.device_id),
    builds as (
      update issue_builds b set reports = b.reports - c.reports, devices = b.devices - c.devices
      from (select product_id, key, build, model_id, sum(reports) as reports, sum(devices) as devices from (
          select product_id, key, build, model_id, 1 as reports, 0 as devices from counting
          union all select product_id, key, build, model_id, 0, 1 from before where is_out and device_id <> '') x
        group by 1, 2, 3, 4) c
      where b.product_id = c.product_id and b.key = c.key and b.build = c.build and b.model_id = c.model_id),
    days as (
      update issue_days t set reports = t.reports - c.reports, devices = t.devices - c.devices
      from (select product_id, key, day_ms, sum(reports) as reports, sum(devices) as devices from (
          select product_id, key, received_ms / ${dayMs} * ${dayMs} as day_ms, 1 as reports, 0 as devices from counting
          union all select product_id, key, met_ms, 0, 1 from before where is_gone and met_ms is not null) x
        group by 1, 2, 3) c
      where t.product_id = c.product_id and t.key = c.key and t.day_ms = c.day_ms)
    select product_id as p, key as k, build as b, model_id as m, min(first_ms) as f, max(last_ms) as l
    from before where is_out group by 1, 2, 3, 4`);
