// Keeps the outbox in PostgreSQL: what changes left behind, who hears of it, and until when it is remembered.
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Outbox } from '../../app/ports/outbox.ts';
import type { Event } from '../../domain/event/event.ts';
import { appendEvents } from './append-events.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { rowSet } from './row-set.ts';
import { events, subscriptions } from './schema/outbox.ts';
import { toSubscription } from './subscription-rows.ts';

/** Type and data were written together, so they belong together. */
export const toEvent = ({ productId, once: _, spreadMs: __, ...row }: typeof events.$inferSelect): Event =>
  ({ ...row, product: productId }) as Event;

type Of<Method extends keyof Outbox> = (db: Database) => Outbox[Method];

const recordNoticed: Of<'recordNoticed'> = (db) => (noticed) => inTransaction(db, (tx) => appendEvents(tx, noticed));

const loadUnspread: Of<'loadUnspread'> = (db) => async (limit) => {
  const rows = await ask(db.select().from(events).where(isNull(events.spreadMs)).orderBy(asc(events.seq)).limit(limit));
  return rows.map(toEvent);
};

const loadActive: Of<'loadActive'> = (db) => async () => {
  const rows = await ask(db.select().from(subscriptions).where(eq(subscriptions.state, 'active')));
  return rows.map(toSubscription);
};

const recordSpread: Of<'recordSpread'> = (db) => (eventSeqs, deliveries, nowMs) =>
  inTransaction(db, async (tx) => {
    const mine = await tx
      .update(events)
      .set({ spreadMs: nowMs })
      .where(and(inArray(events.seq, [...eventSeqs]), isNull(events.spreadMs)))
      .returning({ seq: events.seq });
    const own = new Set(mine.map(({ seq }) => seq));
    const rows = deliveries
      .filter(({ eventSeq }) => own.has(eventSeq))
      .map(({ subscriptionId, eventSeq, lane }) => ({ s: subscriptionId, e: eventSeq, l: lane }));
    if (rows.length === 0) return;
    // A subscription may be gone by now; it is not missed.
    await tx.execute(sql`
      insert into deliveries (subscription_id, event_seq, lane, since_ms, next_ms)
      select x.s, x.e, x.l, ${nowMs}::bigint, ${nowMs}::bigint from ${rowSet(rows, 's text, e bigint, l text')}
        join subscriptions on subscriptions.id = x.s for share of subscriptions`);
  });

const recordForgotten: Of<'recordForgotten'> = (db) => async (beforeMs, limit) => {
  const gone = await ask(
    db.execute(sql`
    delete from events where seq in (
      select e.seq from events e where e.spread_ms < ${beforeMs}
        and not exists (select from deliveries d where d.event_seq = e.seq and d.state = 'waiting')
      order by e.seq limit ${limit}) returning seq`),
  );
  return gone.length;
};

const loadFigures: Of<'loadFigures'> = (db) => async () => {
  const [row] = await ask(
    db.execute<{ waiting: string; oldest: string | null; dead: string; unspread: string }>(sql`
    select count(*) filter (where state = 'waiting') as waiting, min(since_ms) filter (where state = 'waiting') as oldest,
      count(*) filter (where state = 'dead') as dead, (select count(*) from events where spread_ms is null) as unspread
    from deliveries where state <> 'told'`),
  );
  return {
    waiting: Number(row?.waiting ?? 0),
    oldestMs: row?.oldest == null ? null : Number(row.oldest),
    dead: Number(row?.dead ?? 0),
    unspread: Number(row?.unspread ?? 0),
  };
};

export const outboxStore = (db: Database): Outbox => ({
  recordNoticed: recordNoticed(db),
  loadUnspread: loadUnspread(db),
  loadActive: loadActive(db),
  recordSpread: recordSpread(db),
  recordForgotten: recordForgotten(db),
  loadFigures: loadFigures(db),
});
