// Takes a device out of PostgreSQL: what tells who it is goes, what was counted of it goes on under a pseudonym.
import { sql } from 'drizzle-orm';
import type { AuditEntry } from '../../domain/audit/chain.ts';
import { appendAudit } from './append-audit.ts';
import { type Database, inTransaction } from './database.ts';

type Who = { readonly product: string; readonly device: string };

/** An install that nobody will hear the end of would count as silence against its build, so it goes, too. */
export const eraseDevice = (db: Database, { product, device }: Who, pseudonym: string, audit: AuditEntry) =>
  inTransaction(db, async (tx) => {
    const own = sql`product_id = ${product} and device_id = ${device}`;
    const isIt = sql`product_id = ${product} and id = ${device}`;
    // Whoever folds its check-ins meanwhile waits, and finds nobody.
    const found = await tx.execute(sql`select from devices where ${isIt} for update`);
    await tx.execute(sql`delete from cohort_members where ${own}`);
    await tx.execute(sql`delete from checkin_events where ${own}`);
    await tx.execute(sql`delete from installs where ${own} and state not in ('confirmed', 'failed')`);
    await tx.execute(sql`update device_windows set device_id = ${pseudonym} where ${own}`);
    await tx.execute(sql`
      insert into devices select (jsonb_populate_record(d, jsonb_build_object('id', ${pseudonym}::text, 'region', null, 'locale', null))).*
      from devices d where ${isIt} and exists (select from installs where ${own})`);
    await tx.execute(sql`update installs set device_id = ${pseudonym} where ${own}`);
    await tx.execute(sql`delete from devices where ${isIt}`);
    await appendAudit(tx, audit);
    return found.length > 0;
  });
