// Counts reports under their keys: by build and device, by build and model, and by day.
import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';
import type { MetChange } from './meet-once.ts';

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

/** Devices that an issue meets for the first time, by key and day. */
type First = {
  readonly p: string;
  readonly n: number;
  readonly k: string;
  readonly d: string;
  readonly devices: number;
};

/**
 * A device that is known by another model than before counts under that one. Answers how many devices more issues met: of
 * those that have no row in an issue yet. Which row of the others counts is the caller's to say (`meet-once.ts`).
 */
export async function addCounts(tx: Transaction, rows: readonly Counted[]): Promise<readonly MetChange[]> {
  const firsts = await addDevices(tx, rows);
  await addDays(tx, rows, firsts);
  return firsts.map(({ p, n, devices }) => ({ p, n, devices }));
}

/** Most are met once and for the first time: a row that is changed behind its insertion has its index entries twice. */
const addDevices = (tx: Transaction, rows: readonly Counted[]) =>
  tx.execute<First>(sql`
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
    firsts as materialized (
      select distinct on (t.product_id, k.number, t.device_id) t.product_id, k.number, t.key, t.build, t.device_id,
        t.first_ms / ${dayMs} * ${dayMs} as met_ms
      from told t join issue_keys k on k.product_id = t.product_id and k.key = t.key
      where t.device_id <> '' and not exists (
        select from (select * from issue_devices where product_id = t.product_id and device_id = t.device_id offset 0) d
          join issue_keys o on o.product_id = d.product_id and o.key = d.key where o.number = k.number)
      order by t.product_id, k.number, t.device_id, t.first_ms, t.key, t.build),
    behind as (
      insert into issue_devices as d (product_id, key, build, device_id, model_id, reports, first_ms, last_ms, met_ms)
      select product_id, key, build, device_id, model_id, reports, first_ms, last_ms, met_ms
      from told left join firsts using (product_id, key, build, device_id)
      on conflict (product_id, key, build, device_id) do update set reports = d.reports + excluded.reports,
        last_ms = greatest(d.last_ms, excluded.last_ms), first_ms = least(d.first_ms, excluded.first_ms),
        model_id = coalesce(nullif(excluded.model_id, ''), d.model_id)
      returning d.product_id, d.key, d.build, coalesce(d.model_id, '') as model_id, d.device_id),
    change as (
      select product_id, key, build, model_id, 0 as reports, 1 as devices, null::bigint as received_ms
        from behind where device_id <> ''
      union all select product_id, key, build, model_id, 0, -1, null from before
      union all select product_id, key, build, model_id, 1, 0, received_ms from counting),
    builds as (
      insert into issue_builds as b (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
      select product_id, key, build, model_id, sum(reports), sum(devices), coalesce(min(received_ms), ${never.first}::bigint),
        coalesce(max(received_ms), ${never.last}::bigint)
      from change group by 1, 2, 3, 4 having sum(reports) <> 0 or sum(devices) <> 0
      on conflict (product_id, key, build, model_id) do update set reports = b.reports + excluded.reports,
        devices = b.devices + excluded.devices, last_ms = greatest(b.last_ms, excluded.last_ms),
        first_ms = least(b.first_ms, excluded.first_ms))
    select product_id as p, number as n, key as k, met_ms as d, count(*)::int as devices from firsts group by 1, 2, 3, 4`);

/** Both counts of a day in one change of its row. */
const addDays = (tx: Transaction, rows: readonly Counted[], firsts: readonly First[]) =>
  tx.execute(sql`
    with ${counting(rows)}
    insert into issue_days as t (product_id, key, day_ms, reports, devices)
    select product_id, key, day_ms, sum(reports), sum(devices) from (
      select product_id, key, received_ms / ${dayMs} * ${dayMs} as day_ms, 1 as reports, 0 as devices from counting
      union all select p, k, d, 0, devices from ${rowSet(firsts, 'p text, n int, k text, d bigint, devices int')}) x
    group by 1, 2, 3
    on conflict (product_id, key, day_ms) do update set reports = t.reports + excluded.reports,
      devices = t.devices + excluded.devices`);
