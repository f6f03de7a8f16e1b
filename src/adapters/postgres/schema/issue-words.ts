// The table of the words of issues, which the search asks.
import { foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { words } from './columns.ts';
import { issues } from './reports.ts';

/**
 * Kept by a trigger as `issues.search` is, with the signs of scripts without spaces as words of their own. Apart, since each report that is counted changes its issue's row, and all words of
 * the issue would be indexed again with it.
 */
export const issueWords = pgTable(
  'issue_words',
  {
    productId: text('product_id').notNull(),
    number: integer('number').notNull(),
    search: words('search').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.number] }),
    foreignKey({ columns: [t.productId, t.number], foreignColumns: [issues.productId, issues.number] }).onDelete(
      'cascade',
    ),
    index('issue_words_search').using('gin', t.search),
  ],
);
