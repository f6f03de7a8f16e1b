// Keeps reports and the issues they gather in, in PostgreSQL.
import { and, desc, eq, lt, max, or, type SQL, sql } from 'drizzle-orm';
import type { ReportFilter, Reports } from '../../app/ports/reports.ts';
import { derivePage } from '../../domain/page.ts';
import type { NewReport, Report } from '../../domain/report/report.ts';
import {
  ask,
  type Database,
  databaseCode,
  foreignKeyViolation,
  inTransaction,
  type Transaction,
  uniqueViolation,
} from './database.ts';
import { loadBuildNamed } from './devices.ts';
import { devices } from './schema/fleet.ts';
import { issues, reports } from './schema/reports.ts';

/** With the product's hash: numbers of issues are handed out one at a time, and rarely, for known faults need none. */
const issueLock = 7_003;

export function reportStore(db: Database): Reports {
  return {
    async recordReport(report) {
      try {
        return await inTransaction(db, (tx) => record(tx, report));
      } catch (error) {
        const code = databaseCode(error);
        if (code === foreignKeyViolation) return null;
        // The same report came twice at once: the other one is in by now.
        if (code === uniqueViolation) return inTransaction(db, (tx) => record(tx, report));
        throw error;
      }
    },

    async loadReports(filter, { limit, after }) {
      const rows = await ask(
        db
          .select()
          .from(reports)
          .where(and(...matches(filter), isAfter(after)))
          .orderBy(desc(reports.receivedMs), desc(reports.id))
          .limit(limit + 1),
      );
      return derivePage(rows.map(toReport), limit, ({ receivedMs, id }) => `${receivedMs}/${id}`);
    },

    async loadReport(product, reportId) {
      const [row] = await ask(db.select().from(reports).where(isReport(product, reportId)));
      return row === undefined ? null : toReport(row);
    },
  };
}

const isReport = (product: string, id: string) => and(eq(reports.productId, product), eq(reports.id, id));

function matches({ product, build, kind }: ReportFilter) {
  return [
    eq(reports.productId, product),
    build === null ? undefined : or(eq(reports.buildId, build), eq(reports.reportedBuild, build)),
    kind === null ? undefined : eq(reports.kind, kind),
  ];
}

/** The cursor is time and id of the last report shown; one that is none starts from the beginning of time. */
function isAfter(cursor: string | null): SQL | undefined {
  if (cursor === null) return undefined;
  const slash = cursor.indexOf('/');
  const ms = Number(cursor.slice(0, slash));
  if (slash < 1 || !Number.isSafeInteger(ms)) return sql`false`;
  return or(lt(reports.receivedMs, ms), and(eq(reports.receivedMs, ms), lt(reports.id, cursor.slice(slash + 1))));
}

function toReport({ productId, modelId, ...row }: typeof reports.$inferSelect): Report {
  return { product: productId, model: modelId, ...row };
}

async function record(tx: Transaction, { product, fingerprint, ...report }: NewReport) {
  const [known] = await tx.select().from(reports).where(isReport(product, report.id));
  if (known !== undefined) return { report: toReport(known), isNew: false };
  const issueNumber = await countInIssue(tx, { product, fingerprint, ...report });
  const [build] = await loadBuildNamed(tx, product, report.reportedBuild);
  const row = {
    ...report,
    productId: product,
    issueNumber,
    buildId: build?.id ?? null,
    modelId: await modelOf(tx, product, report.deviceId),
  };
  const [added] = await tx.insert(reports).values(row).returning();
  if (added === undefined) throw new TypeError('the insert answered no row');
  return { report: toReport(added), isNew: true };
}

async function modelOf(tx: Transaction, product: string, deviceId: string | null): Promise<string | null> {
  if (deviceId === null) return null;
  const isDevice = and(eq(devices.productId, product), eq(devices.id, deviceId));
  const [device] = await tx.select({ model: devices.modelId }).from(devices).where(isDevice);
  return device?.model ?? null;
}

async function countInIssue(tx: Transaction, report: NewReport): Promise<number> {
  const counted = await countInKnown(tx, report);
  if (counted !== null) return counted;
  await tx.execute(sql`select pg_advisory_xact_lock(${issueLock}, hashtext(${report.product}))`);
  const meanwhile = await countInKnown(tx, report);
  if (meanwhile !== null) return meanwhile;
  const { product, fingerprint, kind, title, receivedMs } = report;
  const [newest] = await tx
    .select({ number: max(issues.number) })
    .from(issues)
    .where(eq(issues.productId, product));
  const number = (newest?.number ?? 0) + 1;
  const times = { firstMs: receivedMs, lastMs: receivedMs };
  await tx.insert(issues).values({ productId: product, number, fingerprint, kind, title, reports: 1, ...times });
  return number;
}

async function countInKnown(tx: Transaction, { product, fingerprint, receivedMs }: NewReport): Promise<number | null> {
  const [issue] = await tx
    .update(issues)
    .set({ reports: sql`${issues.reports} + 1`, lastMs: sql`greatest(${issues.lastMs}, ${receivedMs})` })
    .where(and(eq(issues.productId, product), eq(issues.fingerprint, fingerprint)))
    .returning({ number: issues.number });
  return issue?.number ?? null;
}
