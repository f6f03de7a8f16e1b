// Counts in PostgreSQL what devices have said about rollouts: as many queries for a hundred rollouts as for one.
import { eq, type SQL, sql } from 'drizzle-orm';
import type { Evidence, EvidenceQuestion, Tally } from '../../app/ports/evidence.ts';
import type { AwayCounts, CrashWindow, InstallCounts, SilenceWindow, StageRows } from '../../domain/gate/rows.ts';
import { ask, type Database } from './database.ts';
import { rowSet } from './row-set.ts';
import { checkinHours, checkinQueue, devices, installs } from './schema/fleet.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const isReported = sql`state in ('confirmed', 'failed')`;
/** `isSilent` of the domain, for a deadline that is over. */
const isSilent = sql`(finished_ms is null or finished_ms > deadline_ms) and heard_ms <= step_ms`;

/** Who came back to an old build is taken for away: too much is learned of, never too little. */
const isLaterThan = (ms: SQL) => sql`(finished_ms is null or finished_ms > ${ms})`;

/** No word of any kind since its last step, also after its deadline; asked only of the few that never finished. */
const isAway = sql`finished_ms is null and heard_ms <= step_ms and not exists (select from ${devices} d
  where d.product_id = installs.product_id and d.id = installs.device_id and d.seen_ms > installs.step_ms)`;

export function evidenceStore(db: Database): Evidence {
  return {
    async loadRows(questions, nowMs) {
      if (questions.length === 0) return [];
      const reachedMs = await loadReached(db, nowMs);
      const asked = { db, wanted: wantedOf(questions), reachedMs };
      const [counts, windows, silences] = await ask(
        Promise.all([countInstalls(asked), countHours(asked), countSilences(asked)]),
      );
      return questions.map((question) => {
        const of = <R extends { rolloutId: number }>(rows: readonly R[]) =>
          rows.filter(({ rolloutId }) => rolloutId === question.rolloutId);
        return toRows({ question, reachedMs, counts: of(counts), hours: of(windows), silences: of(silences) });
      });
    },

    async loadTally(rolloutId, nowMs) {
      const count = (condition = sql`true`) => sql<number>`(count(*) filter (where ${condition}))::int`;
      const [tally] = await ask(
        db
          .select({
            accepted: count(),
            confirmed: count(sql`${installs.state} = 'confirmed'`),
            failed: count(sql`${installs.state} = 'failed'`),
            silent: count(sql`deadline_ms <= ${nowMs} and not ${isReported} and ${isSilent}`),
          })
          .from(installs)
          .where(eq(installs.rolloutId, rolloutId)),
      );
      return tally ?? emptyTally;
    },
  };
}

const emptyTally: Tally = { accepted: 0, confirmed: 0, failed: 0, silent: 0 };

/** What was acknowledged and waits to be folded is not in any count, so nothing after it may be called silent. */
async function loadReached(db: Database, nowMs: number): Promise<number> {
  const oldest = sql<number | null>`min(${checkinQueue.receivedMs})::float8`;
  const [row] = await ask(db.select({ oldest }).from(checkinQueue));
  return Math.min(row?.oldest ?? nowMs, nowMs);
}

type Asked = { readonly db: Database; readonly wanted: ReturnType<typeof wantedOf>; readonly reachedMs: number };

/** One row a rollout and model: a model that a person took out of quarantine counts from that moment on. */
function wantedOf(questions: readonly EvidenceQuestion[]) {
  const rows = questions.flatMap(({ rolloutId: r, models, span }) =>
    models.map((m) => {
      const from = span.modelsFromMs[m] ?? 0;
      return {
        r,
        m,
        i: Math.max(span.installsFromMs, from),
        h: Math.max(span.hoursFromMs, Math.ceil(from / hourMs) * hourMs),
        s: Math.max(span.stageFromMs, from),
      };
    }),
  );
  return rowSet(rows, 'r int, m text, i bigint, h bigint, s bigint');
}

type InstallRow = Omit<InstallCounts, 'away'> &
  Omit<AwayCounts, 'atDeadline'> & {
    readonly missedThen: number;
    readonly lostThen: number;
    readonly goneThen: number;
    readonly rolloutId: number;
    readonly stageAccepted: number;
    readonly stageDue: number;
    readonly stageReported: number;
  };

async function countInstalls({ db, wanted, reachedMs }: Asked): Promise<InstallRow[]> {
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

type HourRow = CrashWindow & { readonly rolloutId: number; readonly asked: number; readonly unanswered: number };

async function countHours({ db, wanted }: Asked): Promise<HourRow[]> {
  const of = (column: string, arm: 'new' | 'control') =>
    sql`coalesce(sum(${sql.identifier(column)}) filter (where arm = ${arm}), 0)::float8`;
  return db.execute<HourRow>(sql`
    select rollout_id as "rolloutId", model_id as model, hour_ms::float8 as "hourMs",
      ${of('exposure_s', 'new')} as "newExposureS", ${of('crashes', 'new')} as "newCrashes",
      ${of('exposure_s', 'control')} as "controlExposureS", ${of('crashes', 'control')} as "controlCrashes",
      ${of('free_s', 'new')} as "newFreeS", ${of('first_crashes', 'new')} as "newFirst",
      ${of('free_s', 'control')} as "controlFreeS", ${of('first_crashes', 'control')} as "controlFirst",
      ${of('asked', 'control')} as asked, ${of('asked', 'control')} - ${of('answered', 'control')} as unanswered
    from ${checkinHours} join ${wanted} on rollout_id = x.r and model_id = x.m
    where hour_ms >= x.h group by rollout_id, model_id, hour_ms`);
}

type SilenceRow = { readonly rolloutId: number; readonly model: string; readonly hourMs: number } & {
  readonly due: number;
  readonly silent: number;
};

/** By the hour in which the install began. */
async function countSilences({ db, wanted, reachedMs }: Asked): Promise<SilenceRow[]> {
  return db.execute<SilenceRow>(sql`
    select rollout_id as "rolloutId", model_id as model, (accepted_ms - accepted_ms % ${hourMs})::float8 as "hourMs",
      count(*)::int as due, (count(*) filter (where ${isSilent}))::int as silent
    from ${installs} join ${wanted} on rollout_id = x.r and model_id = x.m
    where accepted_ms >= x.i and deadline_ms <= ${reachedMs}
    group by 1, 2, 3`);
}

type Found = {
  readonly question: EvidenceQuestion;
  readonly reachedMs: number;
  readonly counts: readonly InstallRow[];
  readonly hours: readonly HourRow[];
  readonly silences: readonly SilenceRow[];
};

function toRows({ question, reachedMs, counts, hours, silences }: Found): StageRows {
  const total = (of: (row: InstallRow) => number) => counts.reduce((sum, row) => sum + of(row), 0);
  return {
    models: question.models,
    stage: {
      accepted: total((row) => row.stageAccepted),
      due: total((row) => row.stageDue),
      reported: total((row) => row.stageReported),
    },
    installs: counts.map(toInstalls),
    windows: hours.map(({ rolloutId: _, asked: __, unanswered: ___, ...window }) => window),
    silences: toSilences(hours, silences, reachedMs),
    reachedMs,
    side: null,
  };
}

function toInstalls(row: InstallRow): InstallCounts {
  const { model, accepted, due, failed, confirmed, bootsDue, bootsMissed } = row;
  const { bootsDayOver, bootsLost, dayOver, quiet, threeDaysOver, gone } = row;
  const atDeadline = { bootsMissed: row.missedThen, bootsLost: row.lostThen, gone: row.goneThen };
  const away = { bootsDayOver, bootsLost, dayOver, quiet, threeDaysOver, gone, atDeadline };
  return { model, accepted, due, failed, confirmed, bootsDue, bootsMissed, away };
}

/** An hour is settled once a day went by after its last minute, and somebody of the fleet was heard after that. */
function toSilences(hours: readonly HourRow[], silences: readonly SilenceRow[], reachedMs: number): SilenceWindow[] {
  const lastHourMs = hours.reduce((last, row) => Math.max(last, row.hourMs), Number.NEGATIVE_INFINITY);
  const settledMs = Math.min(reachedMs, lastHourMs + hourMs) - dayMs - hourMs;
  const isSettled = ({ hourMs: at }: { hourMs: number }) => at <= settledMs;
  return [
    ...silences.filter(isSettled).map(({ model, hourMs: at, due, silent }) => {
      return { model, hourMs: at, newDue: due, newSilent: silent, controlDue: 0, controlSilent: 0 };
    }),
    ...hours.filter(isSettled).map(({ model, hourMs: at, asked, unanswered }) => {
      return { model, hourMs: at, newDue: 0, newSilent: 0, controlDue: asked, controlSilent: unanswered };
    }),
  ];
}
