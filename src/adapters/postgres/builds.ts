// Keeps builds in PostgreSQL: drafts, seals, withdrawals.
import { and, desc, eq, exists, gt, isNotNull, or, sql } from 'drizzle-orm';
import type { BuildFilter, Builds } from '../../app/ports/builds.ts';
import { deriveBuildPublished, deriveBuildWithdrawn } from '../../domain/event/rollout-events.ts';
import { derivePage } from '../../domain/page.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import { selectBuilds, toBuild } from './build-rows.ts';
import { ask, type Database, inTransaction, type Transaction } from './database.ts';
import { bindFixes } from './issues/bind-fixes.ts';
import { artifacts, builds, withdrawals } from './schema/builds.ts';
import { products } from './schema/catalog.ts';
import { wantMap } from './want-map.ts';

type Of<Method extends keyof Builds> = (db: Database) => Builds[Method];

const loadBuilds: Of<'loadBuilds'> =
  (db) =>
  async (filter, { limit, after }) => {
    const query = selectBuilds(db)
      .where(and(isWanted(filter), isBehind(after)))
      .orderBy(desc(builds.createdMs), desc(builds.id));
    const rows = await ask(query.limit(limit + 1));
    return derivePage(rows.map(toBuild), limit, ({ createdMs, id }) => `${createdMs}.${id}`);
  };

const isWanted = ({ product, channel, state }: BuildFilter) =>
  and(
    product === null ? undefined : eq(builds.productId, product),
    channel === null ? undefined : eq(builds.channelId, channel),
    state === null ? undefined : eq(builds.state, state),
  );

/** The cursor is `<created>.<id>` of the last build on the page before. A cursor of somebody else's making finds nothing. */
function isBehind(after: string | null) {
  if (after === null) return undefined;
  const dot = after.indexOf('.');
  const createdMs = Number(after.slice(0, dot));
  if (dot < 1 || !Number.isSafeInteger(createdMs)) return sql`false`;
  return sql`(${builds.createdMs}, ${builds.id}) < (${createdMs}, ${after.slice(dot + 1)})`;
}

const loadBuild: Of<'loadBuild'> = (db) => async (id) => {
  const [row] = await ask(selectBuilds(db).where(eq(builds.id, id)));
  return row === undefined ? null : toBuild(row);
};

const loadBuildByName: Of<'loadBuildByName'> = (db) => async (product, name) => {
  const isNamed = or(eq(builds.id, name), eq(builds.version, name), eq(builds.vendorVersion, name));
  const rows = await ask(
    selectBuilds(db)
      .where(and(eq(builds.productId, product), isNamed))
      .limit(3),
  );
  const found = rows.map(toBuild);
  return found.find(({ id }) => id === name) ?? found.find(({ version }) => version === name) ?? found[0] ?? null;
};

const recordDraft: Of<'recordDraft'> = (db) => (draft, audit) =>
  inTransaction(db, async (tx) => {
    const { product: productId, channel: channelId, artifact, withdrawal: _, ...fields } = draft;
    const row = { ...fields, productId, channelId };
    if ((await lockCounter(tx, productId)) >= draft.counter) return false;
    const added = await tx.insert(builds).values(row).onConflictDoNothing().returning({ id: builds.id });
    if (added.length === 0) return false;
    await tx.update(products).set({ lastCounter: draft.counter }).where(eq(products.id, productId));
    const { storedBytes: __, ...stated } = artifact;
    await tx.insert(artifacts).values({ ...stated, buildId: draft.id, kind: 'full' });
    await appendAudit(tx, audit);
    return true;
  });

/** The last counter that a draft was given, be it one that is gone. Drafts of one product queue on its row. */
async function lockCounter(tx: Transaction, productId: string): Promise<number> {
  const query = tx.select({ last: products.lastCounter }).from(products).where(eq(products.id, productId));
  const [product] = await query.for('no key update');
  return product?.last ?? 0;
}

const recordSealed: Of<'recordSealed'> = (db) => (id, seal, audit) =>
  inTransaction(db, async (tx) => {
    if (await isOvertaken(tx, id)) return 'overtaken';
    const sealed = await tx
      .update(builds)
      .set({ ...seal, state: 'sealed' })
      .where(and(eq(builds.id, id), eq(builds.state, 'draft'), hasVerifiedArtifact(tx, id)))
      .returning({ id: builds.id });
    if (sealed.length === 0) return 'not-ready';
    await wantMap(tx);
    const [row] = await selectBuilds(tx).where(eq(builds.id, id));
    if (row === undefined) return 'not-ready';
    const build = toBuild(row);
    const fixes = await bindFixes(tx, build, { author: audit.actor, atMs: seal.sealedMs });
    await appendEvents(tx, [deriveBuildPublished(build, seal.sealedMs), ...fixes]);
    await appendAudit(tx, audit);
    return 'sealed';
  });

/** Seals of one product queue on its row, so that each sees the seal before it. */
async function isOvertaken(tx: Transaction, id: string): Promise<boolean> {
  const { productId, counter } = builds;
  const [build] = await tx.select({ productId, counter }).from(builds).where(eq(builds.id, id));
  if (build === undefined) return false;
  await tx.select({ id: products.id }).from(products).where(eq(products.id, build.productId)).for('no key update');
  const isLater = and(eq(productId, build.productId), eq(builds.state, 'sealed'), gt(counter, build.counter));
  return (await tx.select({ id: builds.id }).from(builds).where(isLater).limit(1)).length > 0;
}

const hasVerifiedArtifact = (tx: Transaction, id: string) =>
  exists(
    tx
      .select({ one: sql`1` })
      .from(artifacts)
      .where(and(eq(artifacts.buildId, id), isNotNull(artifacts.verifiedMs))),
  );

const recordWithdrawn: Of<'recordWithdrawn'> = (db) => (buildId, withdrawal, audit) =>
  inTransaction(db, async (tx) => {
    const added = await tx
      .insert(withdrawals)
      .values({ buildId, ...withdrawal })
      .onConflictDoNothing()
      .returning({ buildId: withdrawals.buildId });
    if (added.length === 0) return false;
    await wantMap(tx);
    const rows = await selectBuilds(tx).where(eq(builds.id, buildId));
    await appendEvents(
      tx,
      rows.map((row) => deriveBuildWithdrawn(toBuild(row), withdrawal)),
    );
    await appendAudit(tx, audit);
    return true;
  });

const recordDiscarded: Of<'recordDiscarded'> = (db) => (id, audit) =>
  inTransaction(db, async (tx) => {
    const isDraft = and(eq(builds.id, id), eq(builds.state, 'draft'));
    const removed = await tx.delete(builds).where(isDraft).returning({ id: builds.id });
    if (removed.length === 0) return false;
    await appendAudit(tx, audit);
    return true;
  });

export const buildStore = (db: Database): Builds => ({
  loadBuilds: loadBuilds(db),
  loadBuild: loadBuild(db),
  loadBuildByName: loadBuildByName(db),
  recordDraft: recordDraft(db),
  recordSealed: recordSealed(db),
  recordWithdrawn: recordWithdrawn(db),
  recordDiscarded: recordDiscarded(db),
});
