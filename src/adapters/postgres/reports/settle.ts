// Counts waiting reports in their issues: by build, model, device and day, and in the sums that lists show.
import { eq, inArray, type SQL, sql } from 'drizzle-orm';
import { deriveIssueRegressed } from '../../../domain/event/issue-events.ts';
import { deriveBackComment, isRegression } from '../../../domain/issue/issue.ts';
import { appendEvents } from '../append-events.ts';
import { addCounts, type Counted, counting } from '../counts/add-counts.ts';
import { type MetChange, meetByKey } from '../counts/meet-once.ts';
import type { Transaction } from '../database.ts';
import { shownIssue } from '../issues/rows.ts';
import { rowSet } from '../row-set.ts';
import { issueComments, issues, reportsWaiting } from '../schema/reports.ts';

/** Any constant does. Two at once would only wait for each other's rows. */
export const settleLock = 7_004;

export async function settle(tx: Transaction, seqs: readonly number[]): Promise<number | null> {
  const [lock] = await tx.execute<{ taken: boolean }>(sql`select pg_try_advisory_xact_lock(${settleLock}) as taken`);
  if (lock?.taken !== true) return null;
  if (seqs.length === 0) return 0;
  const gone = await takeWaiting(tx, seqs);
  if (gone.length === 0) return 0;
  const rows = gone.filter((row): row is Counted => row.key !== null);
  const settling = counting(rows);
  await addCounts(tx, rows);
  await countIssues(tx, settling, await meetByKey(tx, rows));
  await markRegressed(tx, settling);
  return gone.length;
}

/** Their texts are kept for whoever puts them into storage, which may be slow, or down. What has no report any more is let go. */
const takeWaiting = (tx: Transaction, seqs: readonly number[]) =>
  tx.execute<Omit<Counted, 'key'> & { key: string | null }>(sql`
    with gone as (
      delete from ${reportsWaiting} where ${inArray(reportsWaiting.seq, [...seqs])}
      returning seq, product_id, report_id, object_key, body),
    there as (
      select g.*, r.key, coalesce(r.build_id, r.reported_build) as build, coalesce(r.model_id, '') as model_id,
        coalesce(r.device_id, '') as device_id, r.received_ms
      from gone g join reports r on r.product_id = g.product_id and r.id = g.report_id),
    kept as (
      insert into report_texts (seq, product_id, report_id, object_key, body)
      select seq, product_id, report_id, object_key, body from there)
    select product_id, key, build, model_id, device_id, received_ms from there`);

/**
 * Builds have the order of their counters, and those that nobody published the order of time, before all others. None but
 * these and what stood at either end can be there afterwards: an issue may have been met on hundreds of builds and models each.
 */
const endBuild = (end: 'first' | 'last') => sql`(
  select b.build from issue_keys k join issue_builds b on b.product_id = k.product_id and b.key = k.key
    left join builds p on p.id = b.build
  where k.product_id = i.product_id and k.number = i.number and b.build = any(s.builds || i.first_build || i.last_build)
  order by ${end === 'first' ? sql`p.counter asc nulls last, b.first_ms asc` : sql`p.counter desc nulls last, b.last_ms desc`} limit 1)`;

/** One change of each issue: all that it is found by is written anew with it. */
const countIssues = (tx: Transaction, settling: SQL, met: readonly MetChange[]) =>
  tx.execute(sql`
    with ${settling}
    update ${issues} i set reports = i.reports + s.reports, devices = i.devices + s.devices,
      last_ms = greatest(i.last_ms, s.last_ms), changed_ms = greatest(i.changed_ms, s.last_ms),
      first_build = ${endBuild('first')}, last_build = ${endBuild('last')}
    from (select k.product_id, k.number, count(*) as reports, coalesce((select x.devices from ${rowSet(met, 'p text, n int, devices int')}
          where x.p = k.product_id and x.n = k.number), 0) as devices,
        max(s.received_ms) as last_ms, array_agg(distinct s.build) as builds
      from counting s join issue_keys k on k.product_id = s.product_id and k.key = s.key group by 1, 2) s
    where i.product_id = s.product_id and i.number = s.number`);

type Suspect = { product: string; number: number; fixed: string | null; counter: string | null; at: string };

async function markRegressed(tx: Transaction, settling: SQL): Promise<void> {
  const suspects = await tx.execute<Suspect>(sql`
    with ${settling}
    select i.product_id as product, i.number, f.counter as fixed, max(b.counter) as counter, max(s.received_ms) as at
    from counting s join issue_keys k on k.product_id = s.product_id and k.key = s.key
      join ${issues} i on i.product_id = k.product_id and i.number = k.number and i.status = 'fixed' and i.regressed_ms is null
      left join builds b on b.id = s.build left join builds f on f.id = i.fixed_in
    group by 1, 2, 3`);
  for (const { product, number, fixed, counter, at } of suspects) {
    const issue = { status: 'fixed', regressedMs: null, fixedCounter: fixed === null ? null : Number(fixed) } as const;
    if (!isRegression(issue, counter === null ? null : Number(counter))) continue;
    const regressed = await tx
      .update(issues)
      .set({ regressedMs: Number(at), changedMs: Number(at), version: sql`${issues.version} + 1` })
      .where(sql`${eq(issues.productId, product)} and ${eq(issues.number, number)}`)
      .returning(shownIssue);
    if (regressed.length > 0)
      await tx.insert(issueComments).values({ productId: product, number, ...deriveBackComment(Number(at)) });
    await appendEvents(
      tx,
      regressed.map((issue) => deriveIssueRegressed(issue, Number(at))),
    );
  }
}
