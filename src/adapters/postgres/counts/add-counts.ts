// Counts reports under their keys: by build and device, by build and model, and by day.
import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';

export const dayMs = 86_400_000;

/** A report as it is counted; model and device are empty where nobody knows them. */
export type Counted = {
  readonly product_id: string;
  readonly key: string;
  readonly build: string;
  readonly model_id: string;
  readonly device_id: string;
  /** Big integers come as text. */
  readonly received_ms: string | number;
};

const shape = 'product_id text, key text, build text, model_id text, device_id text, received_ms bigint';

/** Given to each statement anew: a table that lives for one transaction costs the catalogue more than the counting. */
export const counting = (rows: readonly Counted[]): SQL =>
  sql`counting as materialized (select * from ${rowSet(rows, shape)})`;

/** Neither least nor greatest among times: of a model that only lost a device to another one. */
const never = { first: Number.MAX_SAFE_INTEGER, last: -1 };

/** A device that is known by another model than before counts under that one. */
export async function addCounts(tx: Transaction, rows: readonly Counted[]): Promise<void> {
  await tx.execute(sql`
    with ${counting(rows)},
    told as (
      select product_id, key, build, device_id, max(model_id) as model_id, count(*) as reports, min(received_ms) as first_ms,
        max(received_ms) as last_ms
      from counting group by 1, 2, 3, 4),
    before as (
      select d.product_id, d.key, d.build, coalesce(d.model_id, '') as model_id
      from told t cross join lateral (
        select * from issue_devices where product_id = t.product_id and key = t.key and build = t.build
          and device_id = t.device_id offset 0) d
      where d.device_id <> '' and d.reports > 0),
    behind as (
      insert into issue_devices as d (product_id, key, build, device_id, model_id, reports, first_ms, last_ms)
      select product_id, key, build, device_id, model_id, reports, first_ms, last_ms from told
      on conflict (product_id, key, build, device_id) do update set reports = d.reports + excluded.reports,
        last_ms = greatest(d.last_ms, excluded.last_ms), first_ms = least(d.first_ms, excluded.first_ms),
        model_id = coalesce(nullif(excluded.model_id, ''), d.model_id)
      returning d.product_id, d.key, d.build, coalesce(d.model_id, '') as model_id, d.device_id),
    change as (
      select product_id, key, build, model_id, 0 as reports, 1 as devices, null::bigint as received_ms
        from behind where device_id <> ''
      union all select product_id, key, build, model_id, 0, -1, null from before
      union all select product_id, key, build, model_id, 1, 0, received_ms from counting)
    insert into issue_builds as b (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
    select product_id, key, build, model_id, sum(reports), sum(devices), coalesce(min(received_ms), ${never.first}::bigint),
      coalesce(max(received_ms), ${never.last}::bigint)
    from change group by 1, 2, 3, 4 having sum(reports) <> 0 or sum(devices) <> 0
    on conflict (product_id, key, build, model_id) do update set reports = b.reports + excluded.reports,
      devices = b.devices + excluded.devices, last_ms = greatest(b.last_ms, excluded.last_ms),
      first_ms = least(b.first_ms, excluded.first_ms)`);
  await tx.execute(sql`
    with ${counting(rows)}
    insert into issue_days as t (product_id, key, day_ms, reports, devices)
    select product_id, key, received_ms / ${dayMs} * ${dayMs}, count(*), 0 from counting group by 1, 2, 3
    on conflict (product_id, key, day_ms) do update set reports = t.reports + excluded.reports`);
}
