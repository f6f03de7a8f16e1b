// Notes which keys have counts that are to be put right behind what changed them.
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';

/** First and last times of what is counted nowhere any more, by product, key, build and model. */
type Gone = { readonly p: string; readonly k: string; readonly b: string; readonly m: string; f: string; l: string };

/** Where it was the first or the last of its kind, somebody has to look which is so without it. */
export async function wantEnds(tx: Transaction, gone: readonly Gone[]): Promise<void> {
  if (gone.length === 0) return;
  await tx.execute(sql`
    insert into issue_recounts as w (product_id, key, stage, left_issues)
    select distinct x.p, x.k, 'ends', '[]'::jsonb from ${rowSet(gone, 'p text, k text, b text, m text, f bigint, l bigint')}
      join issue_builds b on b.product_id = x.p and b.key = x.k and b.build = x.b and b.model_id = x.m
    where b.reports > 0 and (x.f <= b.first_ms or x.l >= b.last_ms)
    on conflict (product_id, key) do update set build = '' where w.stage = 'ends'`);
}

/** Keys of an issue led elsewhere, or do so next: all devices that met it are looked at, in it and `beside`. */
export const wantDevices = (
  tx: Transaction,
  product: string,
  { of, beside }: { readonly of: number; readonly beside: readonly number[] },
) =>
  tx.execute(sql`
    insert into issue_recounts as w (product_id, key, stage, left_issues)
    select k.product_id, k.key, 'devices', ${JSON.stringify(beside)}::text::jsonb from issue_keys k
    where k.product_id = ${product} and k.number = ${of}
      and exists (select from issue_devices d where d.product_id = k.product_id and d.key = k.key)
    on conflict (product_id, key) do update set stage = case when w.stage = 'rest' then 'rest' else 'devices' end, build = '',
      device_id = '', left_issues = w.left_issues || excluded.left_issues`);

/** Keys lead from one of these issues to the other: whoever has yet to look into one of them looks into both. */
export const wantBoth = (tx: Transaction, product: string, [one, other]: readonly [number, number]) =>
  tx.execute(sql`
    update issue_recounts set left_issues = left_issues || ${JSON.stringify([one, other])}::text::jsonb
    where product_id = ${product}
      and (left_issues @> ${JSON.stringify([one])}::text::jsonb) <> (left_issues @> ${JSON.stringify([other])}::text::jsonb)`);

/** A key that no report has any more hands on what is counted under it. */
export const wantRest = (tx: Transaction, product: string, key: string) =>
  tx.execute(sql`
    insert into issue_recounts (product_id, key, stage, left_issues) values (${product}, ${key}, 'rest', '[]'::jsonb)
    on conflict (product_id, key) do update set stage = 'rest', build = '', device_id = ''`);
