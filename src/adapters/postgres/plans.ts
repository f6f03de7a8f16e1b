// Keeps applied plans and signed ceilings in PostgreSQL.
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Plans } from '../../app/ports/plans.ts';
import { derivePage } from '../../domain/page.ts';
import type { AppliedPlan } from '../../domain/rollout/applied-plan.ts';
import type { Ceiling } from '../../domain/rollout/rollout.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction, type Transaction } from './database.ts';
import { channels } from './schema/catalog.ts';
import { ceilings, plans } from './schema/rollouts.ts';

function toPlan({
  id,
  digest,
  gatesDigests,
  source,
  plan,
  appliedBy,
  appliedMs,
}: typeof plans.$inferSelect): AppliedPlan {
  return { id, digest, gatesDigests, source, plan, appliedBy, appliedMs };
}

const isOfChannel = (product: string, channel: string | null) =>
  and(eq(plans.productId, product), channel === null ? undefined : eq(plans.channelId, channel));

async function loadNewest(db: Database | Transaction, product: string, channel: string): Promise<AppliedPlan | null> {
  const [newest] = await db.select().from(plans).where(isOfChannel(product, channel)).orderBy(desc(plans.id)).limit(1);
  return newest === undefined ? null : toPlan(newest);
}

async function loadHighest(db: Database | Transaction, buildId: string, planId: number): Promise<Ceiling | null> {
  const where = and(eq(ceilings.buildId, buildId), eq(ceilings.planId, planId));
  const [row] = await db.select().from(ceilings).where(where).orderBy(desc(ceilings.seq)).limit(1);
  return row === undefined ? null : { buildId, planId, signed: row.signed };
}

/** Those who change the plans of one channel queue here; false when there is no such channel. */
const lockChannel = async (tx: Transaction, product: string, channel: string): Promise<boolean> =>
  (
    await tx
      .select({ id: channels.id })
      .from(channels)
      .where(and(eq(channels.productId, product), eq(channels.id, channel)))
      .for('update')
  ).length > 0;

export function planStore(db: Database): Plans {
  return {
    async loadPlans({ product, channel }, { limit, after }) {
      const where = and(isOfChannel(product, channel), after === null ? undefined : lt(plans.id, Number(after)));
      const rows = await ask(
        db
          .select()
          .from(plans)
          .where(where)
          .orderBy(desc(plans.id))
          .limit(limit + 1),
      );
      return derivePage(rows.map(toPlan), limit, ({ id }) => String(id));
    },

    async loadPlan(id) {
      const [row] = await ask(db.select().from(plans).where(eq(plans.id, id)));
      return row === undefined ? null : toPlan(row);
    },

    loadNewestPlan: (product, channel) => ask(loadNewest(db, product, channel)),

    recordPlan: (given, audit) =>
      inTransaction(db, async (tx) => {
        const { product, channel, plan: name } = given.plan;
        if (!(await lockChannel(tx, product, channel))) return null;
        const newest = await loadNewest(tx, product, channel);
        if (newest?.source === given.source) return { plan: newest, isAdded: false };
        const row = { productId: product, channelId: channel, name, ...given };
        const [added] = await tx.insert(plans).values(row).returning({ id: plans.id });
        await appendAudit(tx, audit);
        return { plan: { ...given, id: added?.id ?? 0 }, isAdded: true };
      }),

    loadCeiling: (buildId, planId) => ask(loadHighest(db, buildId, planId)),

    recordCeiling: (ceiling, audit) =>
      inTransaction(db, async (tx) => {
        const { buildId, planId, signed } = ceiling;
        const { seq } = signed.statement;
        await tx.select({ id: plans.id }).from(plans).where(eq(plans.id, planId)).for('update');
        const highest = await loadHighest(tx, buildId, planId);
        const newest = highest?.signed.statement.seq ?? 0;
        if (newest >= seq) return newest === seq ? 'same' : 'outdated';
        const { actor: recordedBy, atMs: recordedMs } = audit;
        await tx.insert(ceilings).values({ buildId, planId, seq, signed, recordedBy, recordedMs });
        await appendAudit(tx, audit);
        return 'added';
      }),
  };
}
