// Tables of what went wrong or right: reports bound to a build, and the issues they gather in.
import { foreignKey, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { products } from './catalog.ts';
import { isOneOf, ms, word } from './columns.ts';

const reportKinds = ['crash', 'bug', 'idea'] as const;

export const issues = pgTable(
  'issues',
  {
    productId: text('product_id')
      .notNull()
      .references(() => products.id),
    number: integer('number').notNull(),
    fingerprint: text('fingerprint').notNull(),
    kind: word('kind', reportKinds).notNull(),
    title: text('title').notNull(),
    firstMs: ms('first_ms').notNull(),
    lastMs: ms('last_ms').notNull(),
    reports: integer('reports').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.number] }),
    unique('issues_fingerprint').on(t.productId, t.fingerprint),
  ],
);

export const reports = pgTable(
  'reports',
  {
    /** `<product>/<sender's report id>`: the same report twice is one row. */
    productId: text('product_id')
      .notNull()
      .references(() => products.id),
    id: text('id').notNull(),
    kind: word('kind', reportKinds).notNull(),
    deviceId: text('device_id'),
    modelId: text('model_id'),
    /** What the sender named; kept and shown also when no build has that name. */
    reportedBuild: text('reported_build').notNull(),
    buildId: text('build_id'),
    title: text('title').notNull(),
    issueNumber: integer('issue_number').notNull(),
    /** Where the raw payload lies: its SHA-256 below `reports/`. */
    objectKey: text('object_key').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    receivedMs: ms('received_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.id] }),
    foreignKey({ columns: [t.productId, t.issueNumber], foreignColumns: [issues.productId, issues.number] }),
    index('reports_newest').on(t.productId, t.receivedMs),
    index('reports_build').on(t.productId, t.buildId, t.receivedMs),
    isOneOf('reports_kind', t.kind, reportKinds),
  ],
);
