// Appends events inside the transaction of the change that they tell of: an event leaves only for committed work.
import { sql } from 'drizzle-orm';
import type { NewEvent } from '../../domain/event/event.ts';
import type { Transaction } from './database.ts';
import { rowSet } from './row-set.ts';
import { events } from './schema/outbox.ts';

/** With the hash of the subject. Any constant does. */
const subjectLock = 7_005;

/**
 * Call after the rows that changed and before the audit. A sequence hands out numbers before the commit, so the lock on
 * each subject is what makes the order of numbers the order of what happened.
 */
export async function appendEvents(tx: Transaction, told: readonly NewEvent[]): Promise<void> {
  if (told.length === 0) return;
  const subjects = [...new Set(told.map(({ product, subject }) => `${product}/${subject}`))].sort();
  const asked = rowSet(
    subjects.map((s) => ({ s })),
    's text',
  );
  await tx.execute(sql`select pg_advisory_xact_lock(${subjectLock}, hashtext(x.s)) from ${asked}`);
  const rows = told.map(({ type, product, subject, atMs, data, once = null }) => {
    return { type, productId: product, subject, atMs, data, once };
  });
  await tx.insert(events).values(rows).onConflictDoNothing({ target: events.once });
}
