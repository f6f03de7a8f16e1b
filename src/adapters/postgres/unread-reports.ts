// Keeps reports that wait unread in PostgreSQL, in the table where their texts wait for object storage.
import { type SQL, sql } from 'drizzle-orm';
import type { UnreadReports, WhichUnread } from '../../app/ports/unread-reports.ts';
import { senderOf, type Unread } from '../../domain/issue/filing.ts';
import { ask, type Database } from './database.ts';
import { groupCommit } from './reports/group-commit.ts';
import { type Facts, putUnread } from './reports/put-unread.ts';
import { recordRead } from './reports/read.ts';
import { withinBytes } from './reports/within-bytes.ts';
import { writeApart } from './reports/write-apart.ts';

const grouping = {
  nameOf: ({ product, id }: Unread) => `${product}/${id}`,
  senderOf: (report: Unread) => (report.deviceId === null ? null : `${report.product}/${senderOf(report)}`),
  bytesOf: ({ sizeBytes }: Unread) => sizeBytes,
};

type Row = { product: string; id: string; objectKey: string; body: string; receivedMs: string; facts: string };
type Counted = { unread: string; waiting: string; oldestMs: string | null };

export function unreadReportStore(db: Database): UnreadReports {
  return {
    putUnread: groupCommit(grouping, (reports) => writeApart(reports, (each) => putUnread(db, each))),

    async loadUnread(which, limit) {
      const rows = await ask(
        db.execute<Row>(sql`
          select product_id as product, report_id as id, object_key as "objectKey", body, received_ms as "receivedMs", facts
          from (${withinBytes(sql`select * from reports_waiting where facts is not null and ${isOf(which)} order by seq limit ${limit}`)}) x
          order by seq`),
      );
      return rows.map(({ facts, receivedMs, ...rest }) => ({
        ...rest,
        ...(JSON.parse(facts) as Facts),
        receivedMs: Number(receivedMs),
      }));
    },

    recordRead: (filings) => recordRead(db, filings),

    async loadBacklog() {
      const [row] = await ask(
        db.execute<Counted>(sql`
          select count(*) + (select count(*) from report_texts) as waiting, count(facts) as unread,
            min(received_ms) as "oldestMs"
          from reports_waiting`),
      );
      const { unread = 0, waiting = 0, oldestMs = null } = row ?? {};
      return {
        unread: Number(unread),
        waiting: Number(waiting),
        oldestMs: oldestMs === null ? null : Number(oldestMs),
      };
    },
  };
}

function isOf(which: WhichUnread): SQL {
  switch (which.by) {
    case 'age':
      return sql`true`;
    case 'report':
      return sql`product_id = ${which.product} and report_id = ${which.id}`;
    case 'sender':
      return sql`product_id = ${which.product} and sender = ${which.sender}`;
  }
}
