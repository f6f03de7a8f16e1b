// Puts what several tables know of a device on one line of time.
import { type SQL, sql } from 'drizzle-orm';
import type { Timelines } from '../../app/ports/timelines.ts';
import type { Moment } from '../../domain/device/timeline.ts';
import { derivePage } from '../../domain/page.ts';
import { ask, type Database } from './database.ts';

type Row = Omit<Moment, 'atMs'> & { readonly atMs: string };
type TimelineRequest = Parameters<Timelines['loadTimeline']>[2];

export function timelineStore(db: Database): Timelines {
  return {
    async loadTimeline(product, deviceId, asked) {
      const { limit, after, untilMs } = asked;
      const isUntil = untilMs === undefined ? sql`true` : sql`at <= ${untilMs}::bigint`;
      const rows = await ask(
        db.execute<Row>(sql`
          select at as "atMs", what, build, ref as "of", detail, issue
          from (${all(product, deviceId, newestReports(product, deviceId, asked))}) line
          where ${isAfter(after)} and ${isUntil} order by at desc, what desc, ref desc limit ${limit + 1}`),
      );
      // Big integers come as text.
      const found = rows.map((row) => ({ ...row, atMs: Number(row.atMs) }));
      return derivePage(found, limit, ({ atMs, what, of }) => `${atMs}/${what}/${of}`);
    },
  };
}

/** Those that may be among the moments of the page: a device in a loop has ten thousand more. */
function newestReports(product: string, deviceId: string, { limit, after, untilMs }: TimelineRequest): SQL {
  const beforeMs = Math.min(untilMs ?? Number.MAX_SAFE_INTEGER, msOf(after) ?? Number.MAX_SAFE_INTEGER);
  return sql`
    select * from reports where product_id = ${product} and device_id = ${deviceId} and received_ms <= ${beforeMs}::bigint
      and ${isAfter(after, sql`(received_ms, 'reported'::text, id)`)}
    order by received_ms desc, id desc limit ${limit + 1}`;
}

/** A device has some hours a day and tens of installs. */
function all(product: string, deviceId: string, newest: SQL): SQL {
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
      coalesce(k.number, r.issue_number) from (${newest}) r
      left join issue_keys k on k.product_id = r.product_id and k.key = r.key`;
}

/** The cursor is time, kind and name of the last moment shown; one that is none starts from the beginning of time. */
function isAfter(cursor: string | null, moment: SQL = sql`(at, what, ref)`): SQL {
  if (cursor === null) return sql`true`;
  const ms = msOf(cursor);
  if (ms === null) return sql`false`;
  const [, what = '', ...ref] = cursor.split('/');
  return sql`${moment} < (${ms}::bigint, ${what}, ${ref.join('/')})`;
}

function msOf(cursor: string | null): number | null {
  const [ms] = /^\d{1,15}(?=\/|$)/.exec(cursor ?? '') ?? [];
  return ms === undefined ? null : Number(ms);
}
