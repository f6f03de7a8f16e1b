// What PostgreSQL counts of installs, hours and their parts: as many queries for a hundred rollouts as for one.
import { type SQL, sql } from 'drizzle-orm';
import type { EvidenceQuestion } from '../../../app/ports/evidence.ts';
import type { MetricRow } from '../../../domain/gate/metric-counts.ts';
import type { PartCounts } from '../../../domain/gate/parts.ts';
import type { AwayCounts, CrashWindow, InstallCounts } from '../../../domain/gate/rows.ts';
import { ask, type Database } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { checkinHours, checkinMetrics, checkinParts, checkinQueue, devices, installs } from '../schema/fleet.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const isReported = sql`state in ('confirmed', 'failed')`;
/** `isSilent` of the domain, for a deadline that is over. */
export const isSilent = sql`(finished_ms is null or finished_ms > deadline_ms) and heard_ms <= step_ms`;

/** Who came back to an old build is taken for away: too much is learned of, never too little. */
const isLaterThan = (ms: SQL) => sql`(finished_ms is null or finished_ms > ${ms})`;

/** No word of any kind since its last step, also after its deadline; asked only of the few that never finished. */
const isAway = sql`finished_ms is null and heard_ms <= step_ms and not exists (select from ${devices} d
  where d.product_id = installs.product_id and d.id = installs.device_id and d.seen_ms > installs.step_ms)`;

/** What was acknowledged and waits to be folded is not in any count, so nothing after it may be called silent. */
export async function loadReached(db: Database, nowMs: number): Promise<number> {
  const oldest = sql<number | null>`min(${checkinQueue.receivedMs})::float8`;
  const [row] = await ask(db.select({ oldest }).from(checkinQueue));
  return Math.min(row?.oldest ?? nowMs, nowMs);
}

export type Asked = { readonly db: Database; readonly wanted: ReturnType<typeof wantedOf>; readonly reachedMs: number };

/** One row a rollout and model: a model that a person took out of quarantine counts from that moment on. */
export function wantedOf(questions: readonly EvidenceQuestion[]) {
  const rows = questions.flatMap(({ rolloutId: r, models, span }) =>
    models.map((m) => {
      const from = span.modelsFromMs[m] ?? 0;
      return {
        r,
        m,
        i: Math.max(span.installsFromMs, from),
        h: Math.max(span.hoursFromMs, Math.ceil(from / hourMs) * hourMs),
        s: Math.max(span.stageFromMs, from),
        d: Math.max(span.daysFromMs, Math.ceil(from / dayMs) * dayMs),
      };
    }),
  );
  return rowSet(rows, 'r int, m text, i bigint, h bigint, s bigint, d bigint');
}

export type InstallRow = Omit<InstallCounts, 'away'> &
  Omit<AwayCounts, 'atDeadline'> & {
    readonly missedThen: number;
    readonly lostThen: number;
    readonly goneThen: number;
    readonly rolloutId: number;
    readonly stageAccepted: number;
    readonly stageDue: number;
    readonly stageReported: number;
  };

export async function countInstalls({ db, wanted, reachedMs }: Asked): Promise<InstallRow[]> {
  const isDue = sql`(${isReported} or deadline_ms <= ${reachedMs})`;
  const isBootDue = sql`restart_ms + ${hourMs} <= ${reachedMs}`;
  const isBootOver = sql`restart_ms + ${dayMs} <= ${reachedMs}`;
  const isOver = (days: number) => sql`state <> 'failed' and deadline_ms + ${(days - 1) * dayMs} <= ${reachedMs}`;
  const isStaged = sql`accepted_ms >= x.s`;
  return db.execute<InstallRow>(sql`
    select rollout_id as "rolloutId", model_id as model, count(*)::int as accepted,
      (count(*) filter (where ${isDue}))::int as due,
      (count(*) filter (where state = 'failed'))::int as failed,
      (count(*) filter (where state = 'confirmed'))::int as confirmed,
      (count(*) filter (where ${isBootDue}))::int as "bootsDue",
      (count(*) filter (where ${isBootDue} and finished_ms is null))::int as "bootsMissed",
      (count(*) filter (where ${isBootOver}))::int as "bootsDayOver",
      (count(*) filter (where ${isBootOver} and finished_ms is null))::int as "bootsLost",
      (count(*) filter (where ${isOver(1)}))::int as "dayOver",
      (count(*) filter (where ${isOver(1)} and ${isAway}))::int as quiet,
      (count(*) filter (where ${isOver(3)}))::int as "threeDaysOver",
      (count(*) filter (where ${isOver(3)} and ${isAway}))::int as gone,
      (count(*) filter (where ${isBootDue} and ${isLaterThan(sql`restart_ms + ${hourMs}`)}))::int as "missedThen",
      (count(*) filter (where ${isBootOver} and ${isLaterThan(sql`restart_ms + ${dayMs}`)}))::int as "lostThen",
      (count(*) filter (where ${isOver(3)} and heard_ms <= step_ms
        and ${isLaterThan(sql`deadline_ms + ${2 * dayMs}`)}))::int as "goneThen",
      (count(*) filter (where ${isStaged}))::int as "stageAccepted",
      (count(*) filter (where ${isStaged} and ${isDue}))::int as "stageDue",
      (count(*) filter (where ${isStaged} and ${isReported}))::int as "stageReported"
    from ${installs} join ${wanted} on rollout_id = x.r and model_id = x.m
    where accepted_ms >= x.i group by rollout_id, model_id`);
}

export type HourRow = CrashWindow & {
  readonly rolloutId: number;
  readonly asked: number;
  readonly unanswered: number;
} & {
  readonly newFell: number;
  readonly controlFell: number;
};

/** Of an hour from before this was counted a fall may be taken away that was never added. */
const fallen = (sum: SQL) => sql`greatest(${sum}, 0)`;

export async function countHours({ db, wanted }: Asked): Promise<HourRow[]> {
  const of = (column: string, arm: 'new' | 'control') =>
    sql`coalesce(sum(${sql.identifier(column)}) filter (where arm = ${arm}), 0)::float8`;
  return db.execute<HourRow>(sql`
    select rollout_id as "rolloutId", model_id as model, hour_ms::float8 as "hourMs",
      ${of('exposure_s', 'new')} as "newExposureS", ${of('crashes', 'new')} as "newCrashes",
      ${of('exposure_s', 'control')} as "controlExposureS", ${of('crashes', 'control')} as "controlCrashes",
      ${of('free_s', 'new')} as "newFreeS", ${of('first_crashes', 'new')} as "newFirst",
      ${of('free_s', 'control')} as "controlFreeS", ${of('first_crashes', 'control')} as "controlFirst",
      ${of('asked', 'control')} as asked, ${of('asked', 'control')} - ${of('answered', 'control')} as unanswered,
      ${fallen(of('fell', 'new'))} as "newFell", ${fallen(of('fell', 'control'))} as "controlFell"
    from ${checkinHours} join ${wanted} on rollout_id = x.r and model_id = x.m
    where hour_ms >= x.h group by rollout_id, model_id, hour_ms`);
}

export type PartRow = PartCounts & { readonly rolloutId: number; readonly model: string; readonly hourMs: number };

export const countParts = ({ db, wanted }: Asked) =>
  db.execute<PartRow>(sql`
    select rollout_id as "rolloutId", model_id as model, hour_ms::float8 as "hourMs", arm, is_tester as "isTester",
      age_h::int as "ageH", exposure_s as "exposureS", crashes, free_s as "freeS", first_crashes as first,
      ${fallen(sql`fell`)} as fell
    from ${checkinParts} join ${wanted} on rollout_id = x.r and model_id = x.m where hour_ms >= x.h`);

export type MetricSum = MetricRow & { readonly rolloutId: number };

/** Nothing where no device measures itself: then this costs one look into the index for each model. */
export const countMetrics = ({ db, wanted }: Asked) =>
  db.execute<MetricSum>(sql`
    select rollout_id as "rolloutId", model_id as model, day_ms::float8 as "dayMs", arm, metric,
      json_agg(json_build_array(bin, devices)) as histogram
    from ${checkinMetrics} join ${wanted} on rollout_id = x.r and model_id = x.m
    where day_ms >= x.d and devices > 0 group by 1, 2, 3, 4, 5`);

export type StartRow = { readonly rolloutId: number; readonly model: string; readonly hourMs: number } & {
  readonly accepted: number;
  readonly failed: number;
  readonly due: number;
  readonly silent: number;
};

/** Attempts by the hour in which they began. */
export async function countStarts({ db, wanted, reachedMs }: Asked): Promise<StartRow[]> {
  const isDue = sql`deadline_ms <= ${reachedMs}`;
  return db.execute<StartRow>(sql`
    select rollout_id as "rolloutId", model_id as model, (accepted_ms - accepted_ms % ${hourMs})::float8 as "hourMs",
      count(*)::int as accepted, (count(*) filter (where state = 'failed'))::int as failed,
      (count(*) filter (where ${isDue}))::int as due, (count(*) filter (where ${isDue} and ${isSilent}))::int as silent
    from ${installs} join ${wanted} on rollout_id = x.r and model_id = x.m
    where accepted_ms >= x.i group by 1, 2, 3`);
}
