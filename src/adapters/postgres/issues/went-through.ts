// The issues that another went on in, one after the other: what was said there was said to its reporters, too.
import { type SQL, sql } from 'drizzle-orm';

/** Their numbers, since the issue last stood by itself; `product` and `number` name it where this is asked. */
export const wentThrough = (product: SQL, number: SQL): SQL => sql`
  select went.goes_on from issue_comments went
  where went.product_id = ${product} and went.number = ${number} and went.goes_on is not null and went.id > coalesce((
    select max(apart.id) from issue_comments apart
    where apart.product_id = ${product} and apart.number = ${number} and apart.status = 'new'), 0)`;
