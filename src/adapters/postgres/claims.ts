// Keeps claims in PostgreSQL: the row of a subscription is taken by one conditional update, with a number that only grows.
import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { Claim, Claims } from '../../app/ports/claims.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { deliveries, events, subscriptions } from './schema/outbox.ts';
import { toDelivery, toSubscription } from './subscription-rows.ts';

/** Waits, is due, and nothing before it in its lane waits. */
const isHead = (nowMs: number): SQL => sql`${deliveries.state} = 'waiting' and ${deliveries.nextMs} <= ${nowMs}
  and not exists (select from deliveries before where before.subscription_id = ${deliveries.subscriptionId}
    and before.lane = ${deliveries.lane} and before.state = 'waiting' and before.event_seq < ${deliveries.eventSeq})`;

const isOwn = ({ subscription, fence }: Claim) =>
  and(eq(subscriptions.id, subscription.id), eq(subscriptions.fence, fence));

type Of<Method extends keyof Claims> = (db: Database) => Claims[Method];

const takeDue: Of<'takeDue'> =
  (db) =>
  async ({ nowMs, lastsMs, isProven }) => {
    const [row] = await ask(
      db
        .update(subscriptions)
        .set({ fence: sql`${subscriptions.fence} + 1`, claimedUntilMs: nowMs + lastsMs })
        .where(
          sql`${subscriptions.id} = (
          select s.id from subscriptions s where s.state = 'active' and s.claimed_until_ms <= ${nowMs}
            and s.rest_until_ms <= ${nowMs} and (s.failures = 0 and s.told_ms is not null) = ${isProven}
            and exists (select from deliveries where ${deliveries.subscriptionId} = s.id and ${isHead(nowMs)})
          order by s.claimed_until_ms, s.id limit 1 for update skip locked)`,
        )
        .returning(),
    );
    return row === undefined ? null : { subscription: toSubscription(row), secrets: row.secrets, fence: row.fence };
  };

const loadHeads: Of<'loadHeads'> = (db) => async (subscriptionId, nowMs, limit) => {
  const rows = await ask(
    db
      .select({ event: events, delivery: deliveries })
      .from(deliveries)
      .innerJoin(events, eq(events.seq, deliveries.eventSeq))
      .where(and(eq(deliveries.subscriptionId, subscriptionId), isHead(nowMs)))
      .orderBy(asc(deliveries.attempts), asc(deliveries.eventSeq))
      .limit(limit),
  );
  return rows.map(toDelivery);
};

const recordTry: Of<'recordTry'> =
  (db) =>
  async (claim, eventSeq, { state, nextMs, status, fault }, nowMs) => {
    const toldMs = state === 'told' ? nowMs : null;
    await ask(
      db
        .update(deliveries)
        .set({ state, nextMs, status, fault, toldMs, attempts: sql`${deliveries.attempts} + 1` })
        .where(
          and(
            eq(deliveries.subscriptionId, claim.subscription.id),
            eq(deliveries.eventSeq, eventSeq),
            sql`exists (select from subscriptions where ${isOwn(claim)})`,
          ),
        ),
    );
  };

const releaseClaim: Of<'releaseClaim'> =
  (db) =>
  (claim, { nowMs, failures, restUntilMs, isTold, stopReason }) =>
    inTransaction(db, async (tx) => {
      const released = await tx
        .update(subscriptions)
        .set({
          claimedUntilMs: nowMs,
          failures,
          restUntilMs,
          ...(isTold ? { toldMs: nowMs } : {}),
          ...(stopReason === null ? {} : { state: 'stopped', stopReason }),
        })
        .where(isOwn(claim))
        .returning({ id: subscriptions.id });
      if (released.length === 0 || stopReason === null) return;
      await tx
        .update(deliveries)
        .set({ state: 'dead', fault: stopReason })
        .where(and(eq(deliveries.subscriptionId, claim.subscription.id), eq(deliveries.state, 'waiting')));
    });

export const claimStore = (db: Database): Claims => ({
  takeDue: takeDue(db),
  loadHeads: loadHeads(db),
  recordTry: recordTry(db),
  releaseClaim: releaseClaim(db),
});
