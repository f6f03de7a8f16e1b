// Folds waiting check-ins in PostgreSQL: takes the oldest batches, has the changes decided, writes them, in one transaction.
import { asc, inArray, sql } from 'drizzle-orm';
import type { Decide, FoldCounts, FoldOrder, Folds } from '../../../app/ports/folds.ts';
import type { HeardEvent } from '../../../domain/device/event.ts';
import { decodeBatch } from '../checkin-queue.ts';
import { ask, type Database, inTransaction, type Transaction } from '../database.ts';
import { checkinEvents, checkinQueue, deviceWindows } from '../schema/fleet.ts';
import { admitEvents } from './admit.ts';
import { gatherFacts } from './gather.ts';
import { recordChanges } from './record.ts';

/** Any constant does. A second folder would wait for the first one's events, only to find them folded. */
export const foldLock = 7_002;

export function foldStore(db: Database): Folds {
  return {
    recordFold: (order, decide) => inTransaction(db, (tx) => fold(tx, order, decide)),

    async recordForgotten(beforeMs, limit) {
      const old = (table: typeof checkinEvents | typeof deviceWindows, age: 'folded_ms' | 'hour_ms') =>
        ask(
          db.execute(sql`delete from ${table} where ctid = any(array(
            select ctid from ${table} where ${sql.identifier(age)} < ${beforeMs} limit ${limit}))`),
        );
      const events = await old(checkinEvents, 'folded_ms');
      const windows = await old(deviceWindows, 'hour_ms');
      return events.count + windows.count;
    },
  };
}

async function fold(tx: Transaction, { maxBatches, nowMs }: FoldOrder, decide: Decide): Promise<FoldCounts | null> {
  const [lock] = await tx.execute<{ taken: boolean }>(sql`select pg_try_advisory_xact_lock(${foldLock}) as taken`);
  if (lock?.taken !== true) return null;
  const rows = await tx.select().from(checkinQueue).orderBy(asc(checkinQueue.id)).limit(maxBatches);
  if (rows.length === 0) return { batches: 0, folded: 0, repeated: 0, refused: 0 };
  const heard = rows.flatMap(({ batch }) => toHeard(batch));
  const admitted = await admitEvents(tx, heard, nowMs);
  if (admitted.events.length > 0) await recordChanges(tx, decide(await gatherFacts(tx, admitted)));
  const ids = rows.map(({ id }) => id);
  await tx.delete(checkinQueue).where(inArray(checkinQueue.id, ids));
  const { repeated, refused } = admitted;
  return { batches: rows.length, folded: admitted.events.length, repeated, refused };
}

function toHeard(text: string): HeardEvent[] {
  const { product, receivedMs, events } = decodeBatch(text);
  return events.map((event, order) => ({ product, event, heardMs: receivedMs, order }));
}
