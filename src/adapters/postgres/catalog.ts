// Keeps products, models and channels in PostgreSQL.
import { asc, eq, getTableColumns, gt, max, sql } from 'drizzle-orm';
import type { Catalog } from '../../app/ports/catalog.ts';
import { derivePage } from '../../domain/page.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction, type Transaction } from './database.ts';
import { builds } from './schema/builds.ts';
import { channels, models, products } from './schema/catalog.ts';
import { wantMap } from './want-map.ts';

const hasProduct = async (tx: Transaction, productId: string): Promise<boolean> =>
  (await tx.select({ id: products.id }).from(products).where(eq(products.id, productId))).length > 0;

type Of<Method extends keyof Catalog> = (db: Database) => Catalog[Method];

/** A product as it is shown. */
const { lastCounter: _, ...productColumns } = getTableColumns(products);

const loadProducts: Of<'loadProducts'> =
  (db) =>
  async ({ limit, after }) => {
    const isAfter = after === null ? undefined : gt(products.id, after);
    const rows = await ask(
      db
        .select(productColumns)
        .from(products)
        .where(isAfter)
        .orderBy(asc(products.id))
        .limit(limit + 1),
    );
    return derivePage(rows, limit, (product) => product.id);
  };

const loadModels = (db: Database, productId: string) =>
  db
    .select({ id: models.id, name: models.name })
    .from(models)
    .where(eq(models.productId, productId))
    .orderBy(asc(models.id));

const loadChannels = (db: Database, productId: string) => {
  const { id, timetable, pollS } = channels;
  return db.select({ id, timetable, pollS }).from(channels).where(eq(channels.productId, productId)).orderBy(asc(id));
};

const loadProduct: Of<'loadProduct'> = (db) => async (productId) => {
  const [found] = await ask(db.select().from(products).where(eq(products.id, productId)));
  if (found === undefined) return null;
  const { lastCounter, ...product } = found;
  const newestBuild = db
    .select({ counter: max(builds.counter) })
    .from(builds)
    .where(eq(builds.productId, productId));
  const [itsModels, itsChannels, [newest]] = await ask(
    Promise.all([loadModels(db, productId), loadChannels(db, productId), newestBuild]),
  );
  // A version of the service that knows no last counter may still draft builds beside this one.
  const nextCounter = Math.max(lastCounter, newest?.counter ?? 0) + 1;
  return { ...product, models: itsModels, channels: itsChannels, nextCounter };
};

const recordProduct: Of<'recordProduct'> = (db) => (product, audit) =>
  inTransaction(db, async (tx) => {
    const added = await tx.insert(products).values(product).onConflictDoNothing().returning({ id: products.id });
    if (added.length === 0) return false;
    await appendAudit(tx, audit);
    return true;
  });

/** What PostgreSQL would have inserted, inside `on conflict do update`. */
const offered = (column: string) => sql.raw(`excluded.${column}`);

const recordModel: Of<'recordModel'> = (db) => (productId, model, audit) =>
  inTransaction(db, async (tx) => {
    if (!(await hasProduct(tx, productId))) return false;
    const changed = await tx
      .insert(models)
      .values({ productId, ...model })
      .onConflictDoUpdate({
        target: [models.productId, models.id],
        set: { name: model.name },
        setWhere: sql`${models.name} <> ${offered('name')}`,
      })
      .returning({ id: models.id });
    if (changed.length === 0) return true;
    await wantMap(tx);
    await appendAudit(tx, audit);
    return true;
  });

const recordChannel: Of<'recordChannel'> = (db) => (productId, channel, nowMs, audit) =>
  inTransaction(db, async (tx) => {
    if (!(await hasProduct(tx, productId))) return false;
    const { timetable, pollS } = channel;
    const isMoved = sql`${channels.timetable} is distinct from ${offered('timetable')}`;
    const departedMs = sql`case when ${isMoved} then ${offered('departed_ms')} else ${channels.departedMs} end`;
    const changed = await tx
      .insert(channels)
      .values({ productId, ...channel, departedMs: nowMs })
      .onConflictDoUpdate({
        target: [channels.productId, channels.id],
        set: { timetable, pollS, departedMs },
        setWhere: sql`${isMoved} or ${channels.pollS} <> ${offered('poll_s')}`,
      })
      .returning({ id: channels.id });
    if (changed.length === 0) return true;
    await wantMap(tx);
    await appendAudit(tx, audit);
    return true;
  });

export const catalog = (db: Database): Catalog => ({
  loadProducts: loadProducts(db),
  loadProduct: loadProduct(db),
  recordProduct: recordProduct(db),
  recordModel: recordModel(db),
  recordChannel: recordChannel(db),
});
