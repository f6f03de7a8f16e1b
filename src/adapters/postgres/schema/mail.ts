// Tables of mail: who agreed to be written to about a report, and what waits to be sent.
import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { isOneOf, ms, word } from './columns.ts';
import { reports } from './reports.ts';

/** Goes with its report, whoever takes that away. */
export const mailWishes = pgTable(
  'mail_wishes',
  {
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    /** The address, sealed with the service's secret. */
    sealed: text('sealed').notNull(),
    recipient: text('recipient').notNull(),
    askedMs: ms('asked_ms').notNull(),
    confirmedMs: ms('confirmed_ms'),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.reportId] }),
    foreignKey({ columns: [t.productId, t.reportId], foreignColumns: [reports.productId, reports.id] }).onDelete(
      'cascade',
    ),
  ],
);

const kinds = ['confirm', 'news'] as const;
const states = ['waiting', 'sent', 'dead'] as const;

export const letters = pgTable(
  'letters',
  {
    id: text('id').primaryKey().default(sql`'ltr_' || replace(gen_random_uuid()::text, '-', '')`),
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    recipient: text('recipient').notNull(),
    kind: word('kind', kinds).notNull(),
    /** Null for letters that no event is behind. */
    eventId: text('event_id'),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    state: word('state', states).notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    sinceMs: ms('since_ms').notNull(),
    nextMs: ms('next_ms').notNull(),
    fault: text('fault'),
  },
  (t) => [
    foreignKey({
      columns: [t.productId, t.reportId],
      foreignColumns: [mailWishes.productId, mailWishes.reportId],
    }).onDelete('cascade'),
    unique('letters_event').on(t.productId, t.reportId, t.eventId),
    index('letters_due').on(t.nextMs).where(sql`${t.state} = 'waiting'`),
    index('letters_recipient').on(t.recipient, t.sinceMs),
    isOneOf('letters_kind', t.kind, kinds),
    isOneOf('letters_state', t.state, states),
  ],
);
