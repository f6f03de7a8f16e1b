// Keeps rollouts and their decisions in PostgreSQL: the parent is checked by the update itself, not by a lock.
import { and, asc, desc, eq, exists, gt, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { Move, NewDecision, RolloutFilter, Rollouts, Start, StartRecord } from '../../app/ports/rollouts.ts';
import type { AuditEntry } from '../../domain/audit/chain.ts';
import { deriveRolloutDecided, type KnownRollout } from '../../domain/event/rollout-events.ts';
import { derivePage } from '../../domain/page.ts';
import { type Decision, openStates, type Position, type Rollout } from '../../domain/rollout/rollout.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import { claimDeparture } from './claim-departure.ts';
import { ask, type Database, databaseCode, inTransaction, type Transaction, uniqueViolation } from './database.ts';
import { loadRolloutRows, toDecision } from './rollout-rows.ts';
import { leases } from './schema/governance.ts';
import { decisions, departures, rollouts, stages } from './schema/rollouts.ts';
import { wantMap } from './want-map.ts';

const newestFirst = desc(rollouts.id);
const numberOf = (cursor: string | null): number | null => (cursor === null ? null : Number(cursor));

/** Above every rollout that can be open at once on one installation: one a channel. */
const maxOpenRollouts = 5_000;

export function rolloutStore(db: Database): Rollouts {
  return {
    async loadRollout(id) {
      const [rollout] = await ask(loadRolloutRows(db, { where: eq(rollouts.id, id), orderBy: newestFirst, limit: 1 }));
      return rollout ?? null;
    },

    async loadRollouts(filter, { limit, after }) {
      const where = and(whereOf(filter), after === null ? undefined : lt(rollouts.id, Number(after)));
      const rows = await ask(loadRolloutRows(db, { where, orderBy: newestFirst, limit: limit + 1 }));
      return derivePage(rows, limit, ({ id }) => String(id));
    },

    loadOpenRollouts: (watchedMs) =>
      ask(
        loadRolloutRows(db, {
          where: or(inArray(rollouts.state, openStates), watchedMs === undefined ? undefined : isWatchedAt(watchedMs)),
          orderBy: asc(rollouts.id),
          limit: maxOpenRollouts,
        }),
      ),

    async loadLastCompleted(product, channel, exceptBuildId) {
      const completed = and(whereOf({ product, channel, state: 'completed' }), ne(rollouts.buildId, exceptBuildId));
      const [rollout] = await ask(loadRolloutRows(db, { where: completed, orderBy: newestFirst, limit: 1 }));
      return rollout ?? null;
    },

    async loadDecisions(rolloutId, { limit, after }) {
      const before = numberOf(after);
      const where = and(eq(decisions.rolloutId, rolloutId), before === null ? undefined : lt(decisions.number, before));
      const rows = await ask(
        db
          .select()
          .from(decisions)
          .where(where)
          .orderBy(desc(decisions.number))
          .limit(limit + 1),
      );
      return derivePage(rows.map(toDecision), limit, ({ number }) => String(number));
    },

    recordRollout: (start, audit) => recordStart(db, start, audit),

    recordDecision: (rolloutId, parent, move, audit) =>
      inTransaction(db, (tx) => moveRollout(tx, { rolloutId, parent, ...move }, audit)),
  };
}

/**
 * By the index of the channel: the newest rollout of each is a look-up. Asked although a start ends watches: while a
 * Worker deploys, code that does not may have begun one.
 */
const isWatchedAt = (ms: number) => sql`${rollouts.state} = 'completed' and ${rollouts.watchUntilMs} > ${ms}
  and not exists (select from ${rollouts} later where later.product_id = ${rollouts.productId}
    and later.channel_id = ${rollouts.channelId} and later.id > ${rollouts.id})`;

function whereOf({ product, channel, state }: RolloutFilter) {
  return and(
    product === null ? undefined : eq(rollouts.productId, product),
    channel === null ? undefined : eq(rollouts.channelId, channel),
    state === null ? undefined : eq(rollouts.state, state),
  );
}

type Step = Move & { readonly rolloutId: number; readonly parent: number };

/** The update finds the row only while its head is the parent: of two deciders the second one finds nothing. */
async function moveRollout(tx: Transaction, step: Step, audit: AuditEntry): Promise<Decision | null> {
  const { rolloutId, parent, next, decision, permit, fence, lesson } = step;
  const moved = await tx
    .update(rollouts)
    .set({
      ...next,
      head: parent + 1,
      ...(permit === null ? {} : { permit }),
      ...(lesson === undefined ? {} : { lesson }),
    })
    .where(and(eq(rollouts.id, rolloutId), eq(rollouts.head, parent), fence === null ? undefined : hasFence(tx, fence)))
    .returning({ product: rollouts.productId, channel: rollouts.channelId, buildId: rollouts.buildId });
  const [rollout] = moved;
  if (rollout === undefined) return null;
  const stage = await enterStage(tx, rolloutId, next);
  const recorded = await insertDecision(tx, { rolloutId, parent, next, decision });
  await wantMap(tx);
  await tell(tx, { ...rollout, id: rolloutId }, stage, recorded);
  await appendAudit(tx, audit);
  return recorded;
}

/** The lease's row is locked, so that nobody takes it between this check and the commit. */
const hasFence = (tx: Transaction, fence: number) =>
  exists(
    tx
      .select({ name: leases.name })
      .from(leases)
      .where(and(eq(leases.name, 'gate'), eq(leases.fence, fence)))
      .for('share'),
  );

/** Notes when a stage was reached first; a stage that begins again keeps its first time. */
async function enterStage(tx: Transaction, rolloutId: number, { stageIndex, stageEnteredMs }: Position) {
  const isAt = and(eq(stages.rolloutId, rolloutId), eq(stages.index, stageIndex));
  await tx
    .update(stages)
    .set({ enteredMs: stageEnteredMs })
    .where(and(isAt, isNull(stages.enteredMs)));
  const { name, cohort, permille } = stages;
  const [stage] = await tx.select({ name, cohort, permille }).from(stages).where(isAt);
  return stage;
}

type Unstaged = Omit<KnownRollout, 'stage'>;

const tell = async (
  tx: Transaction,
  rollout: Unstaged,
  stage: KnownRollout['stage'] | undefined,
  decision: Decision,
) => (stage === undefined ? undefined : appendEvents(tx, [deriveRolloutDecided({ ...rollout, stage }, decision)]));

type NewRow = { rolloutId: number; parent: number | null; next: Position; decision: NewDecision };

async function insertDecision(tx: Transaction, { rolloutId, parent, next, decision }: NewRow): Promise<Decision> {
  const { state, stageIndex } = next;
  const row = { rolloutId, number: (parent ?? 0) + 1, parent, ...decision, state, stageIndex };
  await tx.insert(decisions).values(row);
  return toDecision(row);
}

/** What was completed before on the channel is watched until another rollout begins there. */
async function endWatches(tx: Transaction, { product, channel }: { product: string; channel: string }, atMs: number) {
  const isCompleted = whereOf({ product, channel, state: 'completed' });
  await tx
    .update(rollouts)
    .set({ watchUntilMs: atMs })
    .where(and(isCompleted, gt(rollouts.watchUntilMs, atMs)));
}

/** The partial unique index refuses a second open rollout at whatever isolation, and the whole start with it. */
async function recordStart(db: Database, start: Start, audit: AuditEntry): Promise<StartRecord> {
  try {
    return await inTransaction(db, (tx) => insertStart(tx, start, audit));
  } catch (error) {
    if (databaseCode(error) === uniqueViolation) return { ok: false, refusal: 'rollout-open' };
    throw error;
  }
}

async function insertStart(
  tx: Transaction,
  { rollout: given, decision, departureMs }: Start,
  audit: AuditEntry,
): Promise<StartRecord> {
  const { product, channel, stages: steps, ...rest } = given;
  const { decidedMs } = decision;
  if (departureMs !== null && !(await claimDeparture(tx, { product, channel, departureMs }))) {
    return { ok: false, refusal: 'departure-decided' };
  }
  const [row] = await tx
    .insert(rollouts)
    .values({ ...rest, productId: product, channelId: channel, permit: null, head: 1 })
    .returning({ id: rollouts.id });
  const id = row?.id ?? 0;
  await endWatches(tx, { product, channel }, decidedMs);
  await tx.insert(stages).values(steps.map((step, index) => ({ rolloutId: id, index, ...step })));
  if (departureMs !== null) {
    await tx
      .insert(departures)
      .values({ productId: product, channelId: channel, departureMs, rolloutId: id, decidedMs });
  }
  const recorded = await insertDecision(tx, { rolloutId: id, parent: null, next: given, decision });
  await wantMap(tx);
  await tell(tx, { id, product, channel, buildId: given.buildId }, steps[given.stageIndex], recorded);
  await appendAudit(tx, audit);
  const { ceiling: _, ...rollout } = given;
  return { ok: true, rollout: { ...rollout, id, head: 1 } satisfies Rollout };
}
