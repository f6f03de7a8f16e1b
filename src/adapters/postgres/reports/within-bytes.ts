// Bounds what waiting reports take of the memory of whoever loads them, long as their texts may be.
import { type SQL, sql } from 'drizzle-orm';

/** Of texts: one more than these at most. */
const maxLoadedBytes = 8 * 1024 * 1024;

/** The first of the rows `oldest`, which have `seq` and `body`; how long a text is stands in its row. */
export const withinBytes = (oldest: SQL): SQL => sql`
  select * from (select *, sum(octet_length(body)) over (order by seq) - octet_length(body) as before from (${oldest}) oldest) x
  where before <= ${maxLoadedBytes}`;
