// Keeps in PostgreSQL who wants to hear of events, and what became of each delivery.
import { and, asc, count, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { maxSubscriptions, type Subscriptions } from '../../app/ports/subscriptions.ts';
import { derivePage } from '../../domain/page.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { deliveries, events, subscriptions } from './schema/outbox.ts';
import { toDelivery, toSubscription } from './subscription-rows.ts';

type Of<Method extends keyof Subscriptions> = (db: Database) => Subscriptions[Method];

const loadSubscriptions: Of<'loadSubscriptions'> =
  (db) =>
  async ({ kinds, product }, { limit, after }) => {
    const wanted = and(
      inArray(subscriptions.kind, [...kinds]),
      product === null ? undefined : eq(subscriptions.productId, product),
      after === null ? undefined : gt(subscriptions.id, after),
    );
    const rows = await ask(
      db
        .select()
        .from(subscriptions)
        .where(wanted)
        .orderBy(asc(subscriptions.id))
        .limit(limit + 1),
    );
    return derivePage(rows.map(toSubscription), limit, ({ id }) => id);
  };

const loadSubscription: Of<'loadSubscription'> = (db) => async (id) => {
  const [row] = await ask(db.select().from(subscriptions).where(eq(subscriptions.id, id)));
  return row === undefined ? null : { subscription: toSubscription(row), secrets: row.secrets };
};

const recordSubscription: Of<'recordSubscription'> = (db) => (subscription, secrets, audit) =>
  inTransaction(db, async (tx) => {
    const { product, ...rest } = subscription;
    const [all] = await tx.select({ count: count() }).from(subscriptions);
    if ((all?.count ?? 0) >= maxSubscriptions) return false;
    await tx.insert(subscriptions).values({ ...rest, productId: product, secrets });
    await appendAudit(tx, audit);
    return true;
  });

const recordRemoved: Of<'recordRemoved'> = (db) => (id, audit) =>
  inTransaction(db, async (tx) => {
    const gone = await tx.delete(subscriptions).where(eq(subscriptions.id, id)).returning({ id: subscriptions.id });
    if (gone.length === 0) return false;
    await appendAudit(tx, audit);
    return true;
  });

const recordSecrets: Of<'recordSecrets'> = (db) => (id, secrets, audit) =>
  inTransaction(db, async (tx) => {
    const changed = await tx
      .update(subscriptions)
      .set({ secrets })
      .where(eq(subscriptions.id, id))
      .returning({ id: subscriptions.id });
    if (changed.length === 0) return false;
    await appendAudit(tx, audit);
    return true;
  });

/** A cursor of somebody else's making finds nothing. */
const seqOf = (cursor: string): number => (/^\d{1,15}$/.test(cursor) ? Number(cursor) : 0);

const loadDeliveries: Of<'loadDeliveries'> =
  (db) =>
  async (id, state, { limit, after }) => {
    const wanted = and(
      eq(deliveries.subscriptionId, id),
      state === null ? undefined : eq(deliveries.state, state),
      after === null ? undefined : lt(deliveries.eventSeq, seqOf(after)),
    );
    const rows = await ask(
      db
        .select({ event: events, delivery: deliveries })
        .from(deliveries)
        .innerJoin(events, eq(events.seq, deliveries.eventSeq))
        .where(wanted)
        .orderBy(desc(deliveries.eventSeq))
        .limit(limit + 1),
    );
    return derivePage(rows.map(toDelivery), limit, ({ event }) => String(event.seq));
  };

const recordRedelivery: Of<'recordRedelivery'> = (db) => (id, eventId, nowMs, audit) =>
  inTransaction(db, async (tx) => {
    const which =
      eventId === null
        ? eq(deliveries.state, 'dead')
        : sql`${deliveries.eventSeq} = (select seq from events where id = ${eventId})`;
    const again = await tx
      .update(deliveries)
      .set({ state: 'waiting', attempts: 0, sinceMs: nowMs, nextMs: nowMs, toldMs: null, status: null, fault: null })
      .where(and(eq(deliveries.subscriptionId, id), which))
      .returning({ seq: deliveries.eventSeq });
    await tx
      .update(subscriptions)
      .set({ state: 'active', stopReason: null, failures: 0, restUntilMs: 0 })
      .where(eq(subscriptions.id, id));
    await appendAudit(tx, audit);
    return again.length;
  });

export const subscriptionStore = (db: Database): Subscriptions => ({
  loadSubscriptions: loadSubscriptions(db),
  loadSubscription: loadSubscription(db),
  recordSubscription: recordSubscription(db),
  recordRemoved: recordRemoved(db),
  recordSecrets: recordSecrets(db),
  loadDeliveries: loadDeliveries(db),
  recordRedelivery: recordRedelivery(db),
});
