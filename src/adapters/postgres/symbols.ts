// Keeps what is known of files of symbols in PostgreSQL.
import { and, desc, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { ReportedBuild, SymbolFilter, SymbolStore } from '../../app/ports/symbols.ts';
import type { AuditEntry } from '../../domain/audit/chain.ts';
import { derivePage } from '../../domain/page.ts';
import { headTokenChars, maxFoundSymbols, type Symbols, tokensOf } from '../../domain/report/symbols/symbols.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, databaseCode, foreignKeyViolation, inTransaction, type Transaction } from './database.ts';
import { rowSet } from './row-set.ts';
import { symbolFiles } from './schema/symbols.ts';

type Row = typeof symbolFiles.$inferSelect;

const toSymbols = ({ productId, buildId, everywhere: _, ofBuild: __, isPending: ___, ...row }: Row): Symbols => ({
  ...row,
  product: productId,
  buildId: buildId === '' ? null : buildId,
});

export function symbolStore(db: Database): SymbolStore {
  return {
    async recordSymbols(symbols, audit) {
      try {
        return await inTransaction(db, (tx) => record(tx, symbols, audit));
      } catch (error) {
        if (databaseCode(error) === foreignKeyViolation) return null;
        throw error;
      }
    },

    async recordUploaded(id, uploadId) {
      const changed = await ask(
        db
          .update(symbolFiles)
          .set({ uploadId: null })
          .where(and(eq(symbolFiles.id, id), eq(symbolFiles.uploadId, uploadId)))
          .returning({ id: symbolFiles.id }),
      );
      return changed.length > 0;
    },

    async loadSymbolsById(id) {
      const [row] = await ask(db.select().from(symbolFiles).where(eq(symbolFiles.id, id)));
      return row === undefined ? null : toSymbols(row);
    },

    async loadSymbols(filter, { limit, after }) {
      const rows = await ask(
        db
          .select()
          .from(symbolFiles)
          .where(and(...matches(filter), isAfter(after)))
          .orderBy(desc(symbolFiles.id))
          .limit(limit + 1),
      );
      return derivePage(rows.map(toSymbols), limit, ({ id }) => String(id));
    },

    async findSymbols(product, build, tokens) {
      if (tokens.length === 0) return [];
      const rows = await ask(
        db
          .select()
          .from(symbolFiles)
          .where(and(eq(symbolFiles.productId, product), isNull(symbolFiles.uploadId), answers(product, build, tokens)))
          .orderBy(desc(symbolFiles.id))
          .limit(maxFoundSymbols),
      );
      return rows.map(toSymbols);
    },
  };
}

async function record(tx: Transaction, symbols: Omit<Symbols, 'id'>, audit: AuditEntry): Promise<Symbols> {
  const { product, buildId, ...rest } = symbols;
  const { everywhere, ofBuild } = tokensOf(symbols);
  const values = { ...rest, productId: product, buildId: buildId ?? '', everywhere, ofBuild };
  const { uploadId, objectKey, createdMs } = rest;
  const [row] = await tx
    .insert(symbolFiles)
    .values(values)
    .onConflictDoUpdate({
      target: [symbolFiles.productId, symbolFiles.buildId, symbolFiles.sha256],
      set: { uploadId, objectKey, createdMs },
      setWhere: sql`${symbolFiles.uploadId} is not null`,
    })
    .returning();
  if (row !== undefined) {
    await appendAudit(tx, audit);
    return toSymbols(row);
  }
  const isSame = and(eq(symbolFiles.buildId, values.buildId), eq(symbolFiles.sha256, rest.sha256));
  const [present] = await tx
    .select()
    .from(symbolFiles)
    .where(and(eq(symbolFiles.productId, product), isSame));
  if (present === undefined) throw new TypeError('a file of symbols was neither added nor there');
  return toSymbols(present);
}

const matches = ({ product, build }: SymbolFilter): (SQL | undefined)[] => [
  eq(symbolFiles.productId, product),
  build === null ? undefined : eq(symbolFiles.buildId, build),
];

/** By identity whatever the build; by name and kind those of the build that ran, or of the one that has the reported name. */
function answers(
  product: string,
  { buildId, reportedBuild }: ReportedBuild,
  tokens: readonly string[],
): SQL | undefined {
  const tokenRows = rowSet(
    tokens.map((token) => ({ name: token })),
    'name text',
  );
  const asked = sql`(select x.name from ${tokenRows})`;
  const ran =
    buildId === null
      ? sql`(select b.id from builds b where b.product_id = ${product} and ${reportedBuild} in (b.id, b.version, b.vendor_version))`
      : sql`(${buildId})`;
  return or(
    sql`${symbolFiles.everywhere} in ${asked}`,
    // The number stands in the text of an index.
    sql`left(${symbolFiles.everywhere}, ${sql.raw(String(headTokenChars))}) in ${asked}`,
    sql`${symbolFiles.ofBuild} in ${asked} and ${symbolFiles.buildId} in ${ran}`,
  );
}

function isAfter(cursor: string | null): SQL | undefined {
  if (cursor === null) return undefined;
  const id = Number(cursor);
  return Number.isSafeInteger(id) ? lt(symbolFiles.id, id) : sql`false`;
}
