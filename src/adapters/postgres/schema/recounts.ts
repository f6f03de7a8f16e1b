// Tables of what is being put right: counts of keys that changed their issue, or lost reports to another key.
import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { isOneOf, word } from './columns.ts';

const stages = ['rest', 'devices', 'ends'] as const;

/** Keys whose counts are put right piece by piece: what is left of that, and how far it came. */
export const issueRecounts = pgTable(
  'issue_recounts',
  {
    productId: text('product_id').notNull(),
    key: text('key').notNull(),
    stage: word('stage', stages).notNull(),
    /** Issues in which its devices may be counted too often or not at all, beside the one that the key is in. */
    leftIssues: jsonb('left_issues').$type<readonly number[]>().notNull(),
    /** The last build and device that were looked at; empty before the first. */
    build: text('build').notNull().default(''),
    deviceId: text('device_id').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.productId, t.key] }), isOneOf('issue_recounts_stage', t.stage, stages)],
);
