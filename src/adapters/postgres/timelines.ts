// Puts what several tables know of a device on one line of time.
import { type SQL, sql } from 'drizzle-orm';
import type { Timelines } from '../../app/ports/timelines.ts';
import type { Moment } from '../../domain/device/timeline.ts';
import { derivePage } from '../../domain/page.ts';
import { ask, type Database } from './database.ts';

type Row = Omit<Moment, 'atMs'> & { readonly atMs: string };

export function timelineStore(db: Database): Timelines {
  return {
    async loadTimeline(product, deviceId, { limit, after, untilMs }) {
      const isUntil = untilMs === undefined ? sql`true` : sql`at <= ${untilMs}::bigint`;
      const rows = await ask(
        db.execute<Row>(sql`
          select at as "atMs", what, build, ref as "of", detail, issue from (${all(product, deviceId)}) line
          where ${isAfter(after)} and ${isUntil} order by at desc, what desc, ref desc limit ${limit + 1}`),
      );
      // Big integers come as text.
      const found = rows.map((row) => ({ ...row, atMs: Number(row.atMs) }));
      return derivePage(found, limit, ({ atMs, what, of }) => `${atMs}/${what}/${of}`);
    },
  };
}

/** A device has some hours a day and tens of installs: what it reported is bounded by its limits and by their age. */
function all(product: string, deviceId: string): SQL {
  const own = sql`product_id = ${product} and device_id = ${deviceId}`;
  const install = (at: string, what: SQL, detail: SQL, only: SQL) => sql`
    select ${sql.raw(at)}, ${what}, r.build_id, i.rollout_id::text, ${detail}, null::int
    from installs i join rollouts r on r.id = i.rollout_id
    where i.product_id = ${product} and i.device_id = ${deviceId} and ${only}`;
  const none = sql`null::text`;
  return sql`
    select enrolled_ms as at, 'enrolled'::text as what, ${none} as build, ''::text as ref, ${none} as detail, null::int as issue
    from devices where product_id = ${product} and id = ${deviceId}
    union all ${install('i.accepted_ms', sql`'install-accepted'`, none, sql`true`)}
    union all ${install('i.restart_ms', sql`'restarting'`, none, sql`i.restart_ms is not null`)}
    union all ${install('coalesce(i.finished_ms, i.step_ms)', sql`'install-' || i.state`, sql`i.reason`, sql`i.state in ('confirmed', 'failed')`)}
    union all select max(last_ms), case when bool_or(crashed) then 'crashed' else 'checked-in' end, nullif(build_id, ''),
      hour_ms::text || build_id, ${none}, null from device_windows where ${own} group by hour_ms, build_id
    union all select r.received_ms, 'reported', coalesce(r.build_id, r.reported_build), r.id, r.title,
      coalesce(k.number, r.issue_number) from reports r left join issue_keys k on k.product_id = r.product_id and k.key = r.key
      where r.product_id = ${product} and r.device_id = ${deviceId}`;
}

/** The cursor is time, kind and name of the last moment shown; one that is none starts from the beginning of time. */
function isAfter(cursor: string | null): SQL {
  if (cursor === null) return sql`true`;
  const [ms = '', what = '', ...ref] = cursor.split('/');
  if (!/^\d{1,15}$/.test(ms)) return sql`false`;
  return sql`(at, what, ref) < (${ms}::bigint, ${what}, ${ref.join('/')})`;
}
