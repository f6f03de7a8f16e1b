// Keeps in PostgreSQL how many bytes of files each sender attached, by the minute.
import { lt, type SQL, sql } from 'drizzle-orm';
import type { FileShares } from '../../app/ports/file-shares.ts';
import { fileShareWindowMs } from '../../domain/issue/file-share.ts';
import { ask, type Database } from './database.ts';
import { fileMinutes } from './schema/reports.ts';

const minuteMs = 60_000;

/** Nobody is named for the hour that a sum is kept: who has all of theirs erased meanwhile leaves no name, and is not free of it. */
const digestOf = (sender: string): SQL => sql`encode(sha256(convert_to(${sender}, 'UTF8')), 'hex')`;

export function fileShareStore(db: Database): FileShares {
  return {
    /** One statement: what it adds itself it does not see, and counts on top. */
    async recordSent(sender, sizeBytes, nowMs) {
      const name = digestOf(sender);
      const minute = Math.floor(nowMs / minuteMs) * minuteMs;
      const [row] = await ask(
        db.execute<{ bytes: string }>(sql`
          with sent as (
            insert into ${fileMinutes} as m (sender, minute_ms, bytes)
            values (${name}, ${minute}::bigint, ${sizeBytes}::bigint)
            on conflict (sender, minute_ms) do update set bytes = m.bytes + excluded.bytes)
          select coalesce(sum(bytes), 0) + ${sizeBytes}::bigint as bytes from ${fileMinutes}
          where sender = ${name} and minute_ms > ${nowMs - fileShareWindowMs}::bigint`),
      );
      return Number(row?.bytes ?? sizeBytes);
    },

    async recordForgotten(nowMs) {
      const isOld = lt(fileMinutes.minuteMs, nowMs - fileShareWindowMs);
      return (await ask(db.delete(fileMinutes).where(isOld).returning({ minuteMs: fileMinutes.minuteMs }))).length;
    },
  };
}
