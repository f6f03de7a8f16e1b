// The table of texts on their way to object storage.
import { bigint, foreignKey, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { reports } from './reports.ts';

/** Texts of reports that are counted. They go with their report, also where that is erased. */
export const reportTexts = pgTable(
  'report_texts',
  {
    /** That of `reports_waiting`: the oldest goes first. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    objectKey: text('object_key').notNull(),
    body: text('body').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.seq] }),
    uniqueIndex('report_texts_report').on(t.productId, t.reportId),
    foreignKey({ columns: [t.productId, t.reportId], foreignColumns: [reports.productId, reports.id] }).onDelete(
      'cascade',
    ),
  ],
);
