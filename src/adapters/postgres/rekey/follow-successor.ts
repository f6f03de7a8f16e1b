// Lets a key that no report has any more follow those that had it: its counts, and where it leads.
import { sql } from 'drizzle-orm';
import { meetOnce } from '../counts/meet-once.ts';
import { moveRest } from '../counts/move-rest.ts';
import { wantRest } from '../counts/want-recount.ts';
import type { Transaction } from '../database.ts';
import { mergeIssues } from '../issues/regroup.ts';
import type { Touched } from './move-counts.ts';

/** What is counted of reports that are forgotten by now may be as much as there ever was. */
const rowsAtOnce = 1_000;

type Empty = {
  readonly successor: string;
  readonly number: number;
  readonly next: number;
  readonly isFounding: boolean;
};

/**
 * Nothing happens while a report still has it, or when its reports went to several. It leads where it did until all that
 * is counted under it has moved, which may take more than once; `left` are issues that it was in before. Answers the
 * issues that changed.
 */
export async function followSuccessor(
  tx: Transaction,
  { product, key, left = [] }: { readonly product: string; readonly key: string; readonly left?: readonly number[] },
  nowMs: number,
): Promise<Touched[]> {
  const [empty] = await tx.execute<Empty>(sql`
    select k.successor, k.number, n.number as next, exists (
        select from issues i where i.product_id = k.product_id and (i.number = k.number or i.merged_into = k.number)
          and i.fingerprint in (k.key, k.successor)) as "isFounding"
    from issue_keys k join issue_keys n on n.product_id = k.product_id and n.key = k.successor
    where k.product_id = ${product} and k.key = ${key} and k.successor <> ''
      and not exists (select from reports r where r.product_id = k.product_id and r.key = k.key)`);
  if (empty === undefined) return [];
  const { successor, number, next, isFounding } = empty;
  const both = [...new Set([number, next])].map((each) => ({ product, number: each }));
  const { devices, isAll } = await moveRest(tx, { product, from: key, to: successor }, rowsAtOnce);
  const numbers = [...new Set([number, next, ...left])];
  const met = devices.flatMap((device) => numbers.map((each) => ({ product, number: each, device })));
  if (met.length > 0) await meetOnce(tx, met);
  if (!isAll) {
    await wantRest(tx, product, key);
    return both;
  }
  if (number === next) return both;
  if (!isFounding) {
    await tx.execute(sql`update issue_keys set number = ${next} where product_id = ${product} and key = ${key}`);
    return both;
  }
  // The older one goes on: people know it, and what they said of it stays.
  const from = Math.max(number, next);
  const into = Math.min(number, next);
  const text = `Issue ${from} is the same as issue ${into} by its symbols or by other rules, and goes on there.`;
  await mergeIssues(tx, product, { from, into }, { audience: 'change', author: 'regrouping', text, atMs: nowMs });
  return [{ product, number: into }];
}
