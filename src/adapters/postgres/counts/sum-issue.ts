// Makes the sums of an issue that lists show from those of its keys, whose rows are few however many reports they count.
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';

/** What nothing is counted under goes. */
export async function sumIssue(tx: Transaction, product: string, number: number): Promise<void> {
  const ofIssue = sql`product_id = ${product} and key in (
    select key from issue_keys where product_id = ${product} and number = ${number})`;
  for (const table of ['issue_builds', 'issue_days'])
    await tx.execute(sql`delete from ${sql.identifier(table)} where ${ofIssue} and reports <= 0 and devices <= 0`);
  await tx.execute(sql`
    with met as materialized (
      select build, min(first_ms) as first_ms, max(last_ms) as last_ms, sum(reports) as reports
      from issue_builds where ${ofIssue} and reports > 0 group by 1),
    ends as materialized (select m.*, p.counter from met m left join builds p on p.id = m.build)
    update issues i set
      reports = coalesce((select sum(reports) from met), 0),
      devices = coalesce((select sum(devices) from issue_days where ${ofIssue}), 0),
      first_ms = coalesce((select min(first_ms) from met), i.first_ms),
      last_ms = coalesce((select max(last_ms) from met), i.last_ms),
      first_build = (select build from ends order by counter asc nulls last, first_ms limit 1),
      last_build = (select build from ends order by counter desc nulls last, last_ms desc limit 1)
    where product_id = ${product} and number = ${number}`);
}
