// Tables of what leaves the house: events, written with the changes that they tell of.
import { sql } from 'drizzle-orm';
import { bigserial, index, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { EventType, NewEvent } from '../../../domain/event/event.ts';
import { ms } from './columns.ts';

/** A row is what happened, as it was told first; `spread_ms` says when those who listen were noted, null until then. */
export const events = pgTable(
  'events',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    id: text('id').notNull().default(sql`'evt_' || replace(gen_random_uuid()::text, '-', '')`),
    type: text('type').$type<EventType>().notNull(),
    productId: text('product_id').notNull(),
    subject: text('subject').$type<NewEvent['subject']>().notNull(),
    atMs: ms('at_ms').notNull(),
    data: jsonb('data').$type<NewEvent['data']>().notNull(),
    /** A name for what is noticed at every look, so that it is told once. */
    once: text('once'),
    spreadMs: ms('spread_ms'),
  },
  (t) => [
    unique('events_id').on(t.id),
    unique('events_once').on(t.once),
    index('events_unspread').on(t.seq).where(sql`${t.spreadMs} is null`),
    index('events_subject').on(t.productId, t.subject, t.seq),
  ],
);
