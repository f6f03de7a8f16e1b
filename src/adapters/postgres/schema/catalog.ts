// Tables of what is shipped to whom: products, models, channels, cohorts.
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { CohortRule } from '../../../domain/rollout/cohort.ts';
import { big, isOneOf, ms, word } from './columns.ts';

export const products = pgTable('products', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdMs: ms('created_ms').notNull(),
  /** The newest release counter that a draft was given: one that was discarded is not given again. */
  lastCounter: big('last_counter').notNull().default(0),
});

const productId = () =>
  text('product_id')
    .notNull()
    .references(() => products.id);

export const models = pgTable(
  'models',
  { productId: productId(), id: text('id').notNull(), name: text('name').notNull() },
  (t) => [primaryKey({ columns: [t.productId, t.id] })],
);

export const channels = pgTable(
  'channels',
  {
    productId: productId(),
    id: text('id').notNull(),
    /** `Fri 17:00 Asia/Shanghai`, or null for a channel whose rollouts are started by hand. */
    timetable: text('timetable'),
    pollS: integer('poll_s').notNull(),
    /** Departures at or before this instant are decided; moved by the same statement that records the decision. */
    departedMs: ms('departed_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.id] })],
);

const cohortKinds = ['named', 'rule', 'testers'] as const;

export const cohorts = pgTable(
  'cohorts',
  {
    productId: productId(),
    id: text('id').notNull(),
    kind: word('kind', cohortKinds).notNull(),
    rule: jsonb('rule').$type<CohortRule>(),
    createdMs: ms('created_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.id] }), isOneOf('cohorts_kind', t.kind, cohortKinds)],
);

export const cohortMembers = pgTable(
  'cohort_members',
  {
    productId: text('product_id').notNull(),
    cohortId: text('cohort_id').notNull(),
    deviceId: text('device_id').notNull(),
    addedMs: ms('added_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.cohortId, t.deviceId] }),
    foreignKey({ columns: [t.productId, t.cohortId], foreignColumns: [cohorts.productId, cohorts.id] }),
    index('cohort_members_device').on(t.productId, t.deviceId),
  ],
);
