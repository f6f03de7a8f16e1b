// The table of what builds know about their code: files of symbols, whose bytes are in object storage.
import { sql } from 'drizzle-orm';
import { bigserial, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { products } from './catalog.ts';
import { big, isOneOf, ms, word } from './columns.ts';

const symbolKinds = ['mapping', 'library', 'firmware', 'source-map'] as const;

export const symbolFiles = pgTable(
  'symbol_files',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    productId: text('product_id')
      .notNull()
      .references(() => products.id),
    /** The build that it belongs to; empty for one that traces call by an identity of its own. */
    buildId: text('build_id').notNull(),
    kind: word('kind', symbolKinds).notNull(),
    identity: text('identity').notNull(),
    name: text('name').notNull(),
    fileName: text('file_name').notNull(),
    sizeBytes: big('size_bytes').notNull(),
    sha256: text('sha256').notNull(),
    objectKey: text('object_key').notNull(),
    /** Stands while the bytes are on their way to storage. */
    uploadId: text('upload_id'),
    /** What it answers to for every report of the product, and for those of its build (`tokensOf`). */
    everywhere: text('everywhere'),
    ofBuild: text('of_build').notNull(),
    createdMs: ms('created_ms').notNull(),
    /** 1 while reports that came before it may still wait for it. */
    isPending: integer('is_pending').notNull().default(1),
  },
  (t) => [
    unique('symbol_files_content').on(t.productId, t.buildId, t.sha256),
    index('symbol_files_everywhere').on(t.productId, t.everywhere),
    // As many characters as `headTokenChars`: what traces with the head of a build id ask by.
    index('symbol_files_head').on(t.productId, sql`left(everywhere, 40)`),
    index('symbol_files_build').on(t.productId, t.buildId, t.ofBuild),
    index('symbol_files_pending').on(t.id).where(sql`is_pending = 1 and upload_id is null`),
    isOneOf('symbol_files_kind', t.kind, symbolKinds),
  ],
);
