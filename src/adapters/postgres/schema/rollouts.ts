// Tables of how builds reach devices: plans, ceilings, rollouts, stages, decisions, departures.
import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CeilingStatement } from '../../../domain/build/ceiling-statement.ts';
import type { Signed } from '../../../domain/build/signed.ts';
import type { StageEvidence } from '../../../domain/gate/evidence.ts';
import type { Lesson } from '../../../domain/gate/lesson.ts';
import type { GatePolicy } from '../../../domain/gate/policy.ts';
import type { Verdict } from '../../../domain/gate/verdict.ts';
import { skipReasons } from '../../../domain/rollout/departure.ts';
import type { Override } from '../../../domain/rollout/override.ts';
import type { Plan } from '../../../domain/rollout/plan.ts';
import { type AskedOf, decisionKinds, rolloutStates } from '../../../domain/rollout/rollout.ts';
import { builds } from './builds.ts';
import { channels } from './catalog.ts';
import { big, isOneOf, ms, word } from './columns.ts';

export const plans = pgTable(
  'plans',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    productId: text('product_id').notNull(),
    channelId: text('channel_id').notNull(),
    name: text('name').notNull(),
    digest: text('digest').notNull(),
    /** One a stage, as ceilings over this plan sign them. */
    gatesDigests: jsonb('gates_digests').$type<readonly string[]>().notNull(),
    /** The file as the engineer wrote it. */
    source: text('source').notNull(),
    plan: jsonb('plan').$type<Plan>().notNull(),
    appliedBy: text('applied_by').notNull(),
    appliedMs: ms('applied_ms').notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.productId, t.channelId], foreignColumns: [channels.productId, channels.id] }),
    index('plans_channel').on(t.productId, t.channelId, t.id),
  ],
);

/** Signed for one build under one plan: how far and how early the service may go. A higher seq replaces a lower one. */
export const ceilings = pgTable(
  'ceilings',
  {
    buildId: text('build_id')
      .notNull()
      .references(() => builds.id),
    planId: integer('plan_id')
      .notNull()
      .references(() => plans.id),
    seq: big('seq').notNull(),
    /** What it says, parsed once; the signatures are in the role file that published it. */
    signed: jsonb('signed').$type<Signed<CeilingStatement>>().notNull(),
    recordedBy: text('recorded_by').notNull(),
    recordedMs: ms('recorded_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.buildId, t.planId, t.seq] })],
);

export const rollouts = pgTable(
  'rollouts',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    productId: text('product_id').notNull(),
    channelId: text('channel_id').notNull(),
    buildId: text('build_id')
      .notNull()
      .references(() => builds.id),
    planId: integer('plan_id')
      .notNull()
      .references(() => plans.id),
    fallbackBuildId: text('fallback_build_id').references(() => builds.id),
    salt: text('salt').notNull(),
    ceiling: text('ceiling').notNull(),
    ceilingEndsMs: ms('ceiling_ends_ms').notNull(),
    /** Signed when the rollout is retreated: which build may go back to which. */
    permit: text('permit'),
    state: word('state', rolloutStates).notNull(),
    stageIndex: integer('stage_index').notNull(),
    stageEnteredMs: ms('stage_entered_ms').notNull(),
    /** The gate looks at nothing older: a person has overridden it. */
    evidenceFromMs: ms('evidence_from_ms').notNull(),
    /** Extra tranches of devices let in during this stage. */
    tranches: integer('tranches').notNull().default(0),
    /** Models that are not offered the build any more. */
    quarantined: jsonb('quarantined').$type<readonly string[]>().notNull().default([]),
    /** Since when models that were taken out of quarantine are judged again. */
    liftedMs: jsonb('lifted_ms').$type<Readonly<Record<string, number>>>().notNull().default({}),
    /** The newest time a person overrode the gate. */
    override: jsonb('override').$type<Override>(),
    startedMs: ms('started_ms').notNull(),
    /** How long the gate looks at it once it is completed, and until when. */
    watchS: integer('watch_s').notNull().default(0),
    watchUntilMs: ms('watch_until_ms'),
    /** What it taught about the fleet, once the gate completed it. */
    lesson: jsonb('lesson').$type<Lesson>(),
    /** Number of the newest decision; a decision takes effect only if it moves this from its parent. */
    head: integer('head').notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.productId, t.channelId], foreignColumns: [channels.productId, channels.id] }),
    uniqueIndex('rollouts_one_open').on(t.productId, t.channelId).where(sql`state in ('running', 'held', 'halted')`),
    index('rollouts_channel').on(t.productId, t.channelId, t.id),
    isOneOf('rollouts_state', t.state, rolloutStates),
  ],
);

export const stages = pgTable(
  'stages',
  {
    rolloutId: integer('rollout_id')
      .notNull()
      .references(() => rollouts.id),
    index: integer('index').notNull(),
    name: text('name').notNull(),
    cohort: text('cohort').notNull(),
    permille: integer('permille').notNull(),
    bakeS: integer('bake_s').notNull(),
    promote: word('promote', ['auto', 'approval']).notNull(),
    gates: jsonb('gates').$type<GatePolicy>().notNull(),
    notBeforeMs: ms('not_before_ms').notNull(),
    enteredMs: ms('entered_ms'),
    joinedByMs: ms('joined_by_ms'),
  },
  (t) => [primaryKey({ columns: [t.rolloutId, t.index] })],
);

/** Append-only (a trigger refuses edits): what was decided, on which evidence, by whom, on which parent. */
export const decisions = pgTable(
  'decisions',
  {
    rolloutId: integer('rollout_id')
      .notNull()
      .references(() => rollouts.id),
    number: integer('number').notNull(),
    parent: integer('parent'),
    kind: word('kind', decisionKinds).notNull(),
    actor: text('actor').notNull(),
    reason: text('reason').notNull(),
    state: word('state', rolloutStates).notNull(),
    stageIndex: integer('stage_index').notNull(),
    verdict: jsonb('verdict').$type<Verdict>(),
    evidence: jsonb('evidence').$type<StageEvidence>(),
    /** What else the verdict was decided by. */
    asked: jsonb('asked').$type<AskedOf>(),
    /** Whom a quarantine or its end concerns. */
    models: jsonb('models').$type<readonly string[]>().notNull().default([]),
    /** Until when it overrides the gate. */
    overrideUntilMs: ms('override_until_ms'),
    decidedMs: ms('decided_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.rolloutId, t.number] }),
    unique('decisions_parent').on(t.rolloutId, t.parent),
    isOneOf('decisions_kind', t.kind, decisionKinds),
  ],
);

/** One row a scheduled departure: which rollout left, or why the week was skipped. */
export const departures = pgTable(
  'departures',
  {
    productId: text('product_id').notNull(),
    channelId: text('channel_id').notNull(),
    departureMs: ms('departure_ms').notNull(),
    rolloutId: integer('rollout_id').references(() => rollouts.id),
    skipped: word('skipped', skipReasons),
    decidedMs: ms('decided_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.channelId, t.departureMs] }),
    foreignKey({ columns: [t.productId, t.channelId], foreignColumns: [channels.productId, channels.id] }),
  ],
);
