// Keeps acknowledged check-ins in PostgreSQL until they are folded: a row a batch.
import { sql } from 'drizzle-orm';
import type { CheckinQueue } from '../../app/ports/checkin-queue.ts';
import type { CheckinBatch } from '../../domain/device/event.ts';
import { ask, type Database } from './database.ts';
import { checkinQueue } from './schema/fleet.ts';

/** Prepared once a connection: planning an insert costs as much as the insert (performance.md 3a). */
function prepareInsert(db: Database) {
  const row = { receivedMs: sql.placeholder('receivedMs'), batch: sql.placeholder('batch') };
  return db.insert(checkinQueue).values(row).prepare('put_checkin_batch');
}

export function checkinQueueStore(db: Database): CheckinQueue {
  let insert: ReturnType<typeof prepareInsert> | undefined;
  return {
    async putBatches(batches) {
      const [only, ...others] = batches.map(encodeRow);
      if (only === undefined) return;
      insert ??= prepareInsert(db);
      await ask(others.length === 0 ? insert.execute(only) : db.insert(checkinQueue).values([only, ...others]));
    },
  };
}

const encodeRow = (batch: CheckinBatch) => ({ receivedMs: batch.receivedMs, batch: JSON.stringify(batch) });

/** The service is the only writer of these rows, so their shape is what `putBatches` wrote. */
export const decodeBatch = (text: string): CheckinBatch => JSON.parse(text) as CheckinBatch;
