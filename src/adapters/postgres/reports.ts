// Keeps reports in PostgreSQL, with their text until it is in object storage.
import { and, eq, sql } from 'drizzle-orm';
import type { Reports } from '../../app/ports/reports.ts';
import { derivePage } from '../../domain/page.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { countDropped } from './reports/count-dropped.ts';
import { listReports } from './reports/list.ts';
import { recorder } from './reports/record.ts';
import { settle } from './reports/settle.ts';
import { ofKey, shownReport } from './reports/shown-report.ts';
import { textOnItsWay } from './reports/text-on-its-way.ts';
import { withinBytes } from './reports/within-bytes.ts';
import { issueKeys, reports } from './schema/reports.ts';

export function reportStore(db: Database): Reports {
  return {
    recordReport: recorder(db),
    recordRepeats: (repeats) => countDropped(db, repeats),

    async loadReports(filter, page) {
      const rows = await listReports(db, filter, page);
      return derivePage(rows, page.limit, ({ receivedMs, id }) => `${receivedMs}/${id}`);
    },

    async loadReport(product, reportId) {
      const [row] = await ask(
        db.select(shownReport).from(reports).leftJoin(issueKeys, ofKey).where(isReport(product, reportId)),
      );
      return row ?? null;
    },

    async loadWaitingText(product, reportId) {
      const rows = await ask(db.execute<{ body: string }>(textOnItsWay(sql`${product}`, sql`${reportId}`)));
      return rows[0]?.body ?? null;
    },

    async loadWaiting(limit) {
      const rows = await ask(
        db.execute<{ seq: string; objectKey: string; body: string }>(sql`
          select seq, object_key as "objectKey", body
          from (${withinBytes(sql`select * from reports_waiting where facts is null order by seq limit ${limit}`)}) x
          order by seq`),
      );
      return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
    },

    recordSettled: (seqs) => inTransaction(db, (tx) => settle(tx, seqs)),
  };
}

const isReport = (product: string, id: string) => and(eq(reports.productId, product), eq(reports.id, id));
