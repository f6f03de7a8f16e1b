// Appends to the audit chain inside the transaction of the change it tells of: both commit or neither.
import { desc, sql } from 'drizzle-orm';
import { type AuditEntry, nextEntry } from '../../domain/audit/chain.ts';
import type { Transaction } from './database.ts';
import { audit } from './schema/governance.ts';

/** Any constant does; appenders queue on it so that each sees the entry before its own. */
const auditLock = 7_001;

/** Call last in a transaction: the lock is held until it commits. */
export async function appendAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${auditLock})`);
  const [last] = await tx.select({ seq: audit.seq, hash: audit.hash }).from(audit).orderBy(desc(audit.seq)).limit(1);
  await tx.insert(audit).values(nextEntry(last ?? null, entry));
}
