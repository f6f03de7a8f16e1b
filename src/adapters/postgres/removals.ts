// Takes reports out of PostgreSQL: rows, what waits, files, and the words that an issue took from them.
import { type SQL, sql } from 'drizzle-orm';
import type { Removable, Removals } from '../../app/ports/removals.ts';
import type { AuditEntry } from '../../domain/audit/chain.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction, type Transaction } from './database.ts';
import { eraseDevice } from './erase-device.ts';
import { settleLock } from './reports/settle.ts';
import { rowSet } from './row-set.ts';

type Ref = { readonly product: string; readonly id: string };

const asRows = (reports: readonly Ref[]) =>
  rowSet(
    reports.map(({ product, id }) => ({ p: product, r: id })),
    'p text, r text',
  );

export function removalStore(db: Database): Removals {
  return {
    async loadRemovable(what, limit) {
      const found = await ask(
        db.execute<{ product: string; id: string }>(sql`
        select product_id as product, id from reports where ${matches(what)} limit ${limit}`),
      );
      const reports = found.map(({ product, id }) => ({ product, id }));
      if (reports.length === 0) return { reports, objectKeys: [] };
      const keys = await ask(
        db.execute<{ key: string }>(sql`
        with gone as (select p, r from ${asRows(reports)}),
        mine as (
          select object_key from reports join gone on product_id = p and id = r
          union select object_key from report_attachments join gone on product_id = p and report_id = r)
        select object_key as key from mine where not exists (
          select from reports o where o.object_key = mine.object_key
            and not exists (select from gone where p = o.product_id and r = o.id))
        and not exists (
          select from report_attachments o where o.object_key = mine.object_key
            and not exists (select from gone where p = o.product_id and r = o.report_id))`),
      );
      return { reports, objectKeys: keys.map(({ key }) => key) };
    },

    recordRemoved: (reports, audit) => removeRows(db, reports, audit),

    recordRenamed: ({ product, device }, pseudonym, audit) =>
      inTransaction(db, async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${settleLock})`);
        await tx.execute(sql`
          update issue_devices set device_id = ${pseudonym} where product_id = ${product} and device_id = ${device}`);
        // It may have come before those that were looked at, of a key that is being counted again.
        await tx.execute(sql`
          update issue_recounts w set build = '', device_id = '' where product_id = ${product} and exists (
            select from issue_devices d where d.product_id = w.product_id and d.device_id = ${pseudonym} and d.key = w.key)`);
        await appendAudit(tx, audit);
      }),

    recordDeviceErased: (who, pseudonym, audit) => eraseDevice(db, who, pseudonym, audit),
  };
}

/** An issue forgets the words that it took from them. */
const removeRows = (db: Database, reports: readonly Ref[], audit: AuditEntry | undefined) =>
  inTransaction(db, async (tx) => {
    // Whoever settles meanwhile holds the same rows in another order.
    await tx.execute(sql`select pg_advisory_xact_lock(${settleLock})`);
    const of = (column: string) =>
      sql`(product_id, ${sql.identifier(column)}) in (select p, r from ${asRows(reports)})`;
    const named = await loadNamed(tx, reports);
    // Of most nothing is left to forget: what is not changed is not written, nor are its words indexed anew.
    await tx.execute(sql`
      update issues i set excerpt = '', title = kept.title
      from (
        select o.product_id, o.number, coalesce((
            select r.title from (
                select o.fingerprint as key union select k.key from issue_keys k
                where k.product_id = o.product_id and k.number = o.number) own
              cross join lateral (
                select r.title, r.received_ms from reports r where r.product_id = o.product_id and r.key = own.key
                  and (r.product_id, r.id) not in (select p, r from ${asRows(reports)})
                order by r.received_ms limit 1) r
            order by own.key = o.fingerprint desc, r.received_ms limit 1), 'Issue ' || o.number) as title
        from ${named} join issues o on o.product_id = x.p and o.number = x.n) kept
      where i.product_id = kept.product_id and i.number = kept.number and (i.excerpt <> '' or i.title <> kept.title)`);
    // What was not told yet is not told in words that are gone, and letters to others name the issue by its number alone.
    await tx.execute(sql`
      with forgotten as (
        update events e set data = jsonb_set(e.data, '{issue,title}', to_jsonb(i.title))
        from ${named} join issues i on i.product_id = x.p and i.number = x.n
        where e.product_id = i.product_id and e.subject = 'issue/' || i.number and e.data -> 'issue' ->> 'title' <> i.title
        returning e.id)
      update letters l set subject = regexp_replace(l.subject, '( Issue [0-9]+):.*', '\\1') from forgotten f
      where l.event_id = f.id`);
    await tx.execute(sql`delete from report_attachments where ${of('report_id')}`);
    await tx.execute(sql`delete from reports_waiting where ${of('report_id')}`);
    await tx.execute(sql`delete from reports where ${of('id')}`);
    if (audit !== undefined) await appendAudit(tx, audit);
  });

/**
 * Issues, as rows of `p` and `n`, that may be named by words of these reports: those that their keys founded, and those that they
 * are in or came into and share a title with. A split or other keys may have led a report away from the issue that it made.
 */
async function loadNamed(tx: Transaction, reports: readonly Ref[]): Promise<SQL> {
  const named = await tx.execute<{ p: string; n: number }>(sql`
    with gone as materialized (
      select g.product_id, g.key, g.title, g.issue_number from ${asRows(reports)}
        join reports g on g.product_id = x.p and g.id = x.r)
    select o.product_id as p, o.number as n from gone g
      join issues o on o.product_id = g.product_id and o.fingerprint = g.key
    union select o.product_id, o.number from gone g
      join issues o on o.product_id = g.product_id and o.number = g.issue_number and o.title = g.title
    union select o.product_id, o.number from gone g
      join issue_keys k on k.product_id = g.product_id and k.key = g.key
      join issues o on o.product_id = k.product_id and o.number = k.number and o.title = g.title`);
  return rowSet(named, 'p text, n int');
}

function matches(what: Removable) {
  if (what.by === 'age') return sql`kind = ${what.kind} and received_ms < ${what.beforeMs}`;
  return what.by === 'device'
    ? sql`product_id = ${what.product} and device_id = ${what.device}`
    : sql`product_id = ${what.product} and id = ${what.reportId}`;
}
