// Keeps reports in PostgreSQL, with their text until it is in object storage.
import { and, asc, desc, eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import type { ReportFilter, Reports } from '../../app/ports/reports.ts';
import { derivePage } from '../../domain/page.ts';
import type { Report } from '../../domain/report/report.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { recorder } from './reports/record.ts';
import { settle } from './reports/settle.ts';
import { ofKey, shownReport } from './reports/shown-report.ts';
import { issueKeys, reports, reportsWaiting } from './schema/reports.ts';

export function reportStore(db: Database): Reports {
  return {
    recordReport: recorder(db),

    async loadReports(filter, { limit, after }) {
      const rows: Report[] = await ask(
        db
          .select(shownReport)
          .from(reports)
          .leftJoin(issueKeys, ofKey)
          .where(and(...matches(filter), isAfter(after)))
          .orderBy(desc(reports.receivedMs), desc(reports.id))
          .limit(limit + 1),
      );
      return derivePage(rows, limit, ({ receivedMs, id }) => `${receivedMs}/${id}`);
    },

    async loadReport(product, reportId) {
      const [row] = await ask(
        db.select(shownReport).from(reports).leftJoin(issueKeys, ofKey).where(isReport(product, reportId)),
      );
      return row ?? null;
    },

    async loadWaitingText(product, reportId) {
      const isIt = and(eq(reportsWaiting.productId, product), eq(reportsWaiting.reportId, reportId));
      const [row] = await ask(db.select({ body: reportsWaiting.body }).from(reportsWaiting).where(isIt).limit(1));
      return row?.body ?? null;
    },

    loadWaiting: (limit) =>
      ask(
        db
          .select({ seq: reportsWaiting.seq, objectKey: reportsWaiting.objectKey, body: reportsWaiting.body })
          .from(reportsWaiting)
          .orderBy(asc(reportsWaiting.seq))
          .limit(limit),
      ),

    recordSettled: (seqs) => inTransaction(db, (tx) => settle(tx, seqs)),
  };
}

const isReport = (product: string, id: string) => and(eq(reports.productId, product), eq(reports.id, id));

function matches({ product, build, kind, issue, device }: ReportFilter) {
  return [
    eq(reports.productId, product),
    build === null ? undefined : or(eq(reports.buildId, build), eq(reports.reportedBuild, build)),
    kind === null ? undefined : eq(reports.kind, kind),
    device === null ? undefined : eq(reports.deviceId, device),
    issue === null
      ? undefined
      : and(eq(issueKeys.number, issue), inArray(reports.key, sql`(${keysOf(product, issue)})`)),
  ];
}

/** The keys that lead to an issue. */
export const keysOf = (product: string, issue: number): SQL =>
  sql`select key from issue_keys where product_id = ${product} and number = ${issue}`;

/** The cursor is time and id of the last report shown; one that is none starts from the beginning of time. */
function isAfter(cursor: string | null): SQL | undefined {
  if (cursor === null) return undefined;
  const slash = cursor.indexOf('/');
  const ms = Number(cursor.slice(0, slash));
  if (slash < 1 || !Number.isSafeInteger(ms)) return sql`false`;
  return or(lt(reports.receivedMs, ms), and(eq(reports.receivedMs, ms), lt(reports.id, cursor.slice(slash + 1))));
}
