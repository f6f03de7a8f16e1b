// The text of a report that is not in object storage yet, wherever it is on its way there.
import { type SQL, sql } from 'drizzle-orm';

/** A query of one row at most, with the column `body`: it is in one of both tables, since one transaction moves it. */
export const textOnItsWay = (product: SQL, reportId: SQL): SQL => sql`
  select body from reports_waiting where product_id = ${product} and report_id = ${reportId}
  union all select body from report_texts where product_id = ${product} and report_id = ${reportId} limit 1`;
