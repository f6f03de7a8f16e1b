// Keeps what testers see and say of their own reports in PostgreSQL.
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Testers } from '../../../app/ports/testers.ts';
import { deriveIssueRegressed } from '../../../domain/event/issue-events.ts';
import { derivePage } from '../../../domain/page.ts';
import { appendAudit } from '../append-audit.ts';
import { appendEvents } from '../append-events.ts';
import { recountNow } from '../counts/recount.ts';
import { ask, type Database, inTransaction, type Transaction } from '../database.ts';
import { lockIssues } from '../issues/lock.ts';
import { mergeIssues } from '../issues/regroup.ts';
import { shownIssue } from '../issues/rows.ts';
import { reportCredits, reportLinks, reportRetests } from '../schema/loop.ts';
import { issueComments, issues } from '../schema/reports.ts';
import { isOffered, isUntouched } from './facts.ts';
import { loadRetests, loadTold, selectOwn, toOwnReport } from './own-rows.ts';

type Of<Method extends keyof Testers> = (db: Database) => Testers[Method];

const loadOwnReports: Of<'loadOwnReports'> =
  (db) =>
  async (owner, { limit, after }) => {
    const isOwn =
      owner.by === 'device'
        ? sql`r.product_id = ${owner.product} and r.device_id = ${owner.device}`
        : sql`r.sent_by = ${owner.name} ${owner.product === null ? sql`` : sql`and r.product_id = ${owner.product}`}`;
    const [, ms, id] = /^(\d{1,15})\/(.+)$/.exec(after ?? '') ?? [];
    const isAfter =
      after === null ? sql`true` : ms === undefined ? sql`false` : sql`(r.received_ms, r.id) < (${Number(ms)}, ${id})`;
    const rows = await ask(selectOwn(db, sql`${isOwn} and r.kind <> 'crash' and ${isAfter}`, limit + 1));
    return derivePage(rows.map(toOwnReport), limit, ({ report }) => `${report.receivedMs}/${report.id}`);
  };

const loadOwnReport: Of<'loadOwnReport'> = (db) => async (product, reportId) => {
  const isIt = sql`r.product_id = ${product} and r.id = ${reportId}`;
  const ofReport = and(eq(reportCredits.productId, product), eq(reportCredits.reportId, reportId));
  const [[row], told, retests, [credit]] = await ask(
    Promise.all([
      selectOwn(db, isIt, 1),
      loadTold(db, product, reportId),
      loadRetests(db, product, reportId),
      db.select({ name: reportCredits.name }).from(reportCredits).where(ofReport),
    ]),
  );
  return row === undefined ? null : { ...toOwnReport(row), told, retests, credit: credit?.name ?? null };
};

const isLinked: Of<'isLinked'> = (db) => async (product, reportId, sha256) => {
  const isIt = and(
    eq(reportLinks.sha256, sha256),
    eq(reportLinks.productId, product),
    eq(reportLinks.reportId, reportId),
  );
  return (await ask(db.select({ sha256: reportLinks.sha256 }).from(reportLinks).where(isIt))).length > 0;
};

const recordCredit: Of<'recordCredit'> =
  (db) =>
  async ({ product, reportId }, credit) => {
    const ofReport = and(eq(reportCredits.productId, product), eq(reportCredits.reportId, reportId));
    if (credit === null) return void (await ask(db.delete(reportCredits).where(ofReport)));
    const row = { productId: product, reportId, ...credit };
    const target = [reportCredits.productId, reportCredits.reportId];
    await ask(db.insert(reportCredits).values(row).onConflictDoUpdate({ target, set: credit }));
  };

const recordRetest: Of<'recordRetest'> =
  (db) =>
  ({ product, reportId, buildId, answer, remark, atMs }, reopening) =>
    inTransaction(db, async (tx) => {
      await tx.execute(sql`
        insert into ${reportRetests} (product_id, report_id, build_id, device_id, model_id, answer, remark, at_ms)
        select r.product_id, r.id, ${buildId}, r.device_id, coalesce(d.model_id, r.model_id), ${answer}, ${remark}, ${atMs}::bigint
        from reports r left join devices d on d.product_id = r.product_id and d.id = r.device_id
        where r.product_id = ${product} and r.id = ${reportId}
        on conflict (product_id, report_id, build_id) do update set answer = excluded.answer, remark = excluded.remark,
          device_id = excluded.device_id, model_id = excluded.model_id, at_ms = excluded.at_ms`);
      if (reopening !== null) await reopen(tx, product, reopening);
    });

/** Only what is still fixed, and was not reopened by somebody else meanwhile. */
async function reopen(
  tx: Transaction,
  product: string,
  { number, comment, audit }: NonNullable<Parameters<Testers['recordRetest']>[1]>,
): Promise<void> {
  const isFixed = and(
    eq(issues.productId, product),
    eq(issues.number, number),
    eq(issues.status, 'fixed'),
    isNull(issues.regressedMs),
  );
  const later = { changedMs: comment.atMs, version: sql`${issues.version} + 1` };
  const changed = await tx
    .update(issues)
    .set({ regressedMs: comment.atMs, ...later })
    .where(isFixed)
    .returning(shownIssue);
  if (changed.length === 0) return;
  await tx.insert(issueComments).values({ productId: product, number, ...comment });
  await appendEvents(
    tx,
    changed.map((issue) => deriveIssueRegressed(issue, comment.atMs)),
  );
  await appendAudit(tx, audit);
}

const recordJoined: Of<'recordJoined'> =
  (db) =>
  ({ product, reportId }, into, comment, audit) =>
    inTransaction(db, async (tx) => {
      await lockIssues(tx, product);
      const [own] = await tx.execute<{ number: number }>(sql`
        select i.number from reports r join issues i on i.product_id = r.product_id and i.fingerprint = r.key
        where r.product_id = ${product} and r.id = ${reportId} and ${isUntouched}`);
      const [other] = await tx.execute(sql`
        select i.number from issues i where i.product_id = ${product} and i.number = ${into} and ${isOffered}`);
      if (own === undefined || other === undefined) return false;
      if ((await mergeIssues(tx, product, { from: own.number, into }, comment)) !== null) return false;
      await appendAudit(tx, audit);
      return true;
    }).then((isJoined) => (isJoined ? recountNow(db, product, [into, into], comment.atMs).then(() => true) : false));

export const testerStore = (db: Database): Testers => ({
  loadOwnReports: loadOwnReports(db),
  loadOwnReport: loadOwnReport(db),
  isLinked: isLinked(db),
  async recordLink({ product, reportId, sha256, createdMs }) {
    const row = { productId: product, reportId, sha256, createdMs };
    await ask(db.insert(reportLinks).values(row).onConflictDoNothing());
  },
  recordCredit: recordCredit(db),
  recordRetest: recordRetest(db),
  recordJoined: recordJoined(db),
});
