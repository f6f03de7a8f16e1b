// Keeps the outbox in PostgreSQL: reads the events that changes left behind.
import { asc, isNull } from 'drizzle-orm';
import type { Outbox } from '../../app/ports/outbox.ts';
import type { Event } from '../../domain/event/event.ts';
import { ask, type Database } from './database.ts';
import { events } from './schema/outbox.ts';

export function outboxStore(db: Database): Outbox {
  return {
    async loadUnspread(limit) {
      const rows = await ask(
        db.select().from(events).where(isNull(events.spreadMs)).orderBy(asc(events.seq)).limit(limit),
      );
      return rows.map(toEvent);
    },
  };
}

/** Type and data were written together, so they belong together. */
export const toEvent = ({ productId, once: _, spreadMs: __, ...row }: typeof events.$inferSelect): Event =>
  ({ ...row, product: productId }) as Event;
