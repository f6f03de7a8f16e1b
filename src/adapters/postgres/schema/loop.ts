// Tables of the loop with testers: the links that follow a report, who wants to be named, and what retests said.
import { type AnyPgColumn, foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { retestAnswers } from '../../../domain/loop/retest.ts';
import { isOneOf, ms, word } from './columns.ts';
import { reports } from './reports.ts';

type OfReport = { readonly productId: AnyPgColumn; readonly reportId: AnyPgColumn };

/** Goes with its report, whoever takes that away. */
const ofReport = ({ productId, reportId }: OfReport) =>
  foreignKey({ columns: [productId, reportId], foreignColumns: [reports.productId, reports.id] }).onDelete('cascade');

/** Whoever has the link may follow the report: its SHA-256 alone is kept. */
export const reportLinks = pgTable(
  'report_links',
  {
    sha256: text('sha256').primaryKey(),
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    createdMs: ms('created_ms').notNull(),
  },
  (t) => [ofReport(t), index('report_links_report').on(t.productId, t.reportId)],
);

/** Reporters who agreed to be named in release notes; who takes it back has no row. */
export const reportCredits = pgTable(
  'report_credits',
  {
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    name: text('name').notNull(),
    agreedMs: ms('agreed_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.reportId] }), ofReport(t)],
);

/** What reporters added in words, cleaned: the beginning of the file that keeps all of it. */
export const reportAnswers = pgTable(
  'report_answers',
  {
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    file: text('file').notNull(),
    words: text('words').notNull(),
    atMs: ms('at_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.reportId, t.file] }), ofReport(t)],
);

/** One answer a report and build; a later one takes its place. */
export const reportRetests = pgTable(
  'report_retests',
  {
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    buildId: text('build_id').notNull(),
    deviceId: text('device_id'),
    modelId: text('model_id'),
    answer: word('answer', retestAnswers).notNull(),
    /** Cleaned; empty for none. */
    remark: text('remark').notNull(),
    atMs: ms('at_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.reportId, t.buildId] }),
    ofReport(t),
    isOneOf('report_retests_answer', t.answer, retestAnswers),
  ],
);
