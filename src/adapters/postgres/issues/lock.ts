// Keeps others from making, merging and splitting issues, and from counting, for the length of a transaction.
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { issueLock } from '../reports/ensure-issue.ts';
import { settleLock } from '../reports/settle.ts';

/**
 * Nobody makes, merges or splits an issue of the product meanwhile, and nobody counts, which takes rows in another order.
 * Counting first: whoever takes both locks takes them in this order.
 */
export async function lockIssues(tx: Transaction, product: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${settleLock})`);
  await tx.execute(sql`select pg_advisory_xact_lock(${issueLock}, hashtext(${product}))`);
}
