// Keeps in PostgreSQL how many reports each sender that is limited as a whole had kept and dropped, by the minute.
import { and, eq, gt, sql, sum } from 'drizzle-orm';
import type { KeyTallies } from '../../app/ports/key-tallies.ts';
import { type KeyTally, keyShareWindowMs } from '../../domain/issue/key-share.ts';
import { ask, type Database } from './database.ts';
import { devices } from './schema/fleet.ts';
import { keyMinutes } from './schema/reports.ts';

const minuteMs = 60_000;
/** Longer than anybody asks for. */
const keptForMs = 2 * keyShareWindowMs;

export function keyTallyStore(db: Database): KeyTallies {
  return {
    recordTally: (key, tally, nowMs) => recordTally(db, key, tally, nowMs),

    async loadDropped(nowMs) {
      const [row] = await ask(
        db
          .select({ dropped: sum(keyMinutes.dropped).mapWith(Number) })
          .from(keyMinutes)
          .where(gt(keyMinutes.minuteMs, nowMs - keyShareWindowMs)),
      );
      return row?.dropped ?? 0;
    },

    async isEnrolled(product, deviceId) {
      const isIt = and(eq(devices.productId, product), eq(devices.id, deviceId), eq(devices.isBlocked, false));
      return (await ask(db.select({ id: devices.id }).from(devices).where(isIt))).length > 0;
    },
  };
}

/** One statement: what it adds itself it does not see, and counts on top. Old minutes go as fresh ones come. */
export async function recordTally(db: Database, key: string, { kept, dropped }: KeyTally, nowMs: number) {
  const minute = Math.floor(nowMs / minuteMs) * minuteMs;
  const [row] = await ask(
    db.execute<{ kept: string }>(sql`
      with told as (
        insert into ${keyMinutes} as m (sent_by, minute_ms, kept, dropped)
        select ${key}, ${minute}::bigint, ${kept}::int, ${dropped}::int where ${kept + dropped}::int > 0
        on conflict (sent_by, minute_ms) do update set kept = m.kept + excluded.kept, dropped = m.dropped + excluded.dropped),
      gone as (delete from ${keyMinutes} where sent_by = ${key} and minute_ms < ${nowMs - keptForMs}::bigint)
      select coalesce(sum(kept), 0) + ${kept}::int as kept from ${keyMinutes}
      where sent_by = ${key} and minute_ms > ${nowMs - keyShareWindowMs}::bigint`),
  );
  return Number(row?.kept ?? kept);
}
