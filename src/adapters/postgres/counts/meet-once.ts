// Sees to it that an issue counts each of its devices once: on the day of the device's first report there.
import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { type Counted, dayMs } from './add-counts.ts';

type Met = { readonly product: string; readonly number: number; readonly device: string };

/** How many devices more an issue counts. */
export type MetChange = { readonly p: string; readonly n: number; readonly devices: number };

/** Looks at the rows of these devices in these issues, and at no others: what it costs depends on them alone. */
export async function meetOnce(tx: Transaction, met: readonly Met[]): Promise<void> {
  const asked = rowSet(
    met.map(({ product: p, number: n, device: d }) => ({ p, n, d })),
    'p text, n int, d text',
  );
  await meetAll(
    tx,
    sql`(select distinct x.p as product_id, x.n as number, x.d as device_id from ${asked} where x.d <> '')`,
  );
}

/** `met` are rows of product_id, number and device_id, each of them once. */
export async function meetAll(tx: Transaction, met: SQL): Promise<void> {
  const changes = await meetRows(tx, met);
  if (changes.length === 0) return;
  await tx.execute(sql`
    update issues i set devices = i.devices + x.devices from ${rowSet(changes, 'p text, n int, devices int')}
    where i.product_id = x.p and i.number = x.n`);
}

/** In the issues that keys are in, whose own counts are left to the caller, who changes them anyway. */
export function meetByKey(
  tx: Transaction,
  rows: readonly Pick<Counted, 'product_id' | 'key' | 'device_id'>[],
): Promise<readonly MetChange[]> {
  const asked = rowSet(
    rows.map(({ product_id: p, key: k, device_id: d }) => ({ p, k, d })),
    'p text, k text, d text',
  );
  return meetRows(
    tx,
    sql`(select distinct x.p as product_id, k.number, x.d as device_id from ${asked}
      join issue_keys k on k.product_id = x.p and k.key = x.k where x.d <> '')`,
  );
}

/** Apart, since PostgreSQL cannot tell how many devices are asked for, and may read all of their issues rather than each. */
const rowsOfDevice = sql`
  select * from issue_devices where product_id = a.product_id and device_id = a.device_id offset 0`;

const meetRows = (tx: Transaction, met: SQL) =>
  tx.execute<MetChange>(sql`
    with asked as materialized ${met},
    own as materialized (
      select k.number, d.product_id, d.key, d.build, d.device_id, d.met_ms, d.first_ms / ${dayMs} * ${dayMs} as day_ms,
        row_number() over (partition by d.product_id, k.number, d.device_id order by d.first_ms, d.key, d.build) = 1 as is_first
      from asked a cross join lateral (${rowsOfDevice}) d
        join issue_keys k on k.product_id = d.product_id and k.key = d.key and k.number = a.number),
    wrong as materialized (
      select *, case when is_first then day_ms end as due_ms from own
      where met_ms is distinct from case when is_first then day_ms end),
    rows as (
      update issue_devices d set met_ms = w.due_ms from wrong w where d.product_id = w.product_id and d.key = w.key
        and d.build = w.build and d.device_id = w.device_id),
    change as (
      select product_id, number, key, due_ms as day_ms, 1 as devices from wrong where due_ms is not null
      union all select product_id, number, key, met_ms, -1 from wrong where met_ms is not null),
    days as (
      insert into issue_days as t (product_id, key, day_ms, reports, devices)
      select product_id, key, day_ms, 0, sum(devices) from change group by 1, 2, 3 having sum(devices) <> 0
      on conflict (product_id, key, day_ms) do update set devices = t.devices + excluded.devices)
    select product_id as p, number as n, sum(devices)::int as devices from change group by 1, 2 having sum(devices) <> 0`);
