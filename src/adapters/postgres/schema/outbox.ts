// Tables of what leaves the house: events, written with the changes that they tell of, and who is told of them.
import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { EventType, NewEvent } from '../../../domain/event/event.ts';
import { deliveryStates, type SealedSecret, subscriptionKinds } from '../../../domain/event/subscription.ts';
import { big, isOneOf, ms, word } from './columns.ts';

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

const subscriptionStates = ['active', 'stopped'] as const;

export const subscriptions = pgTable(
  'subscriptions',
  {
    id: text('id').primaryKey(),
    kind: word('kind', subscriptionKinds).notNull(),
    /** Null for every product. */
    productId: text('product_id'),
    url: text('url').notNull(),
    events: jsonb('events').$type<readonly string[]>().notNull(),
    /** Sealed with the service's secret: this table alone opens nothing. */
    secrets: jsonb('secrets').$type<readonly SealedSecret[]>().notNull(),
    state: word('state', subscriptionStates).notNull().default('active'),
    stopReason: text('stop_reason'),
    createdBy: text('created_by').notNull(),
    createdMs: ms('created_ms').notNull(),
    failures: integer('failures').notNull().default(0),
    restUntilMs: ms('rest_until_ms').notNull().default(0),
    toldMs: ms('told_ms'),
    /** Who works for it now: the number of the claim, and until when it holds. */
    fence: big('fence').notNull().default(0),
    claimedUntilMs: ms('claimed_until_ms').notNull().default(0),
  },
  (t) => [
    isOneOf('subscriptions_kind', t.kind, subscriptionKinds),
    isOneOf('subscriptions_state', t.state, subscriptionStates),
  ],
);

/** Our issues in other trackers. */
export const mirrorLinks = pgTable(
  'mirror_links',
  {
    subscriptionId: text('subscription_id')
      .notNull()
      .references(() => subscriptions.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** Null between the intent to make theirs and knowing that it was made. */
    external: big('external'),
    url: text('url'),
    madeMs: ms('made_ms').notNull(),
    closedThereMs: ms('closed_there_ms'),
  },
  (t) => [primaryKey({ columns: [t.subscriptionId, t.number] })],
);

export const deliveries = pgTable(
  'deliveries',
  {
    subscriptionId: text('subscription_id')
      .notNull()
      .references(() => subscriptions.id, { onDelete: 'cascade' }),
    eventSeq: big('event_seq')
      .notNull()
      .references(() => events.seq, { onDelete: 'cascade' }),
    /** What has to be told in order: a product's subject. */
    lane: text('lane').notNull(),
    state: word('state', deliveryStates).notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    sinceMs: ms('since_ms').notNull(),
    nextMs: ms('next_ms').notNull(),
    toldMs: ms('told_ms'),
    status: integer('status'),
    fault: text('fault'),
  },
  (t) => [
    primaryKey({ columns: [t.subscriptionId, t.eventSeq] }),
    index('deliveries_lane').on(t.subscriptionId, t.lane, t.eventSeq).where(sql`${t.state} = 'waiting'`),
    index('deliveries_event').on(t.eventSeq),
    index('deliveries_open').on(t.sinceMs).where(sql`${t.state} <> 'told'`),
    isOneOf('deliveries_state', t.state, deliveryStates),
  ],
);
