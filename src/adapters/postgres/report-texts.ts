// Keeps texts in PostgreSQL from when their reports are counted until they are in object storage.
import { sql } from 'drizzle-orm';
import type { ReportTexts } from '../../app/ports/report-texts.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { settleLock } from './reports/settle.ts';
import { withinBytes } from './reports/within-bytes.ts';
import { rowSet } from './row-set.ts';

export function reportTextStore(db: Database): ReportTexts {
  return {
    async loadTexts(limit) {
      const rows = await ask(
        db.execute<{ seq: string; objectKey: string; body: string }>(sql`
          select seq, object_key as "objectKey", body
          from (${withinBytes(sql`select * from report_texts order by seq limit ${limit}`)}) x order by seq`),
      );
      return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
    },

    recordStored: (seqs) =>
      inTransaction(db, async (tx) => {
        // Whoever erases meanwhile holds the same rows in another order, and is waited for: then a text may be unneeded.
        await tx.execute(sql`select pg_advisory_xact_lock(${settleLock})`);
        const asked = rowSet(
          seqs.map((s) => ({ s })),
          's bigint',
        );
        const gone = await tx.execute(sql`delete from report_texts t using ${asked} where t.seq = x.s`);
        return gone.count;
      }),

    async loadUnneeded(objectKeys) {
      const rows = await ask(
        db.execute<{ key: string }>(sql`
          select x.at as key from json_array_elements_text(${JSON.stringify(objectKeys)}::text::json) as x(at)
          where not exists (select from reports where object_key = x.at)
            and not exists (select from report_attachments where object_key = x.at)`),
      );
      return rows.map(({ key }) => key);
    },
  };
}
