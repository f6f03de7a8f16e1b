// Lets a transaction find its rows by indexes alone: it touches few rows, of tables that have millions.
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';

/** PostgreSQL cannot tell how many rows come as JSON, and where it takes them for many it reads whole tables beside them. What has no index then counts as endlessly dear, and is compiled for a second before it runs: nothing is. */
export const planByIndex = (tx: Transaction) =>
  tx.execute(sql`
    select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
      set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`);
