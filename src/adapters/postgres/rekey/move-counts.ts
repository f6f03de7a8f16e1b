// Moves what was counted of reports from the key that they had to the one that they have.
import { sql } from 'drizzle-orm';
import { addCounts, type Counted } from '../counts/add-counts.ts';
import { takeCounts } from '../counts/take-counts.ts';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';

/** An issue whose sums are to be made again. */
export type Touched = { readonly product: string; readonly number: number };
export type MovedDevice = { readonly product: string; readonly device: string };

type Row = Counted & { readonly old_key: string };

/** `k` is the key that the report had; its row has the other one by now. Answers the issues of both, and whose reports moved. */
export async function moveCounts(
  tx: Transaction,
  moved: readonly { readonly p: string; readonly r: string; readonly k: string }[],
): Promise<{ readonly touched: Touched[]; readonly devices: readonly MovedDevice[] }> {
  if (moved.length === 0) return { touched: [], devices: [] };
  const rows = await tx.execute<Row>(sql`
    select r.product_id, x.k as old_key, r.key, coalesce(r.build_id, r.reported_build) as build,
      coalesce(r.model_id, '') as model_id, coalesce(r.device_id, '') as device_id, r.received_ms
    from reports r join ${rowSet(moved, 'p text, r text, k text')} on r.product_id = x.p and r.id = x.r`);
  const before = rows.map(({ old_key: key, ...row }) => ({ ...row, key }));
  await takeCounts(tx, before);
  await addCounts(tx, rows);
  const keys = [...before, ...rows].map(({ product_id: p, key: k }) => ({ p, k }));
  const touched = await tx.execute<Touched>(sql`
    select distinct k.product_id as product, k.number
    from ${rowSet(keys, 'p text, k text')} join issue_keys k on k.product_id = x.p and k.key = x.k`);
  const devices = new Map(
    rows.map(({ product_id: product, device_id: device }) => [`${product}/${device}`, { product, device }]),
  );
  return { touched: [...touched], devices: [...devices.values()].filter(({ device }) => device !== '') };
}
