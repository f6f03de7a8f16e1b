// Counts in PostgreSQL what devices have said about rollouts, and puts it as the gate asks.
import { eq, sql } from 'drizzle-orm';
import type { Evidence, EvidenceQuestion, StageCounts, Tally } from '../../app/ports/evidence.ts';
import { deriveFalls } from '../../domain/gate/falls.ts';
import type { FallWindow } from '../../domain/gate/fell-silent.ts';
import type { InstallCounts, SilenceWindow } from '../../domain/gate/rows.ts';
import { groupBy } from '../../domain/group-by.ts';
import { ask, type Database } from './database.ts';
import {
  countHours,
  countInstalls,
  countMetrics,
  countParts,
  countStarts,
  dayMs,
  type HourRow,
  hourMs,
  type InstallRow,
  isReported,
  isSilent,
  loadReached,
  type MetricSum,
  type PartRow,
  type StartRow,
  wantedOf,
} from './evidence/counts.ts';
import { installs } from './schema/fleet.ts';

export function evidenceStore(db: Database): Evidence {
  return {
    async loadRows(questions, nowMs) {
      if (questions.length === 0) return [];
      const reachedMs = await loadReached(db, nowMs);
      const asked = { db, wanted: wantedOf(questions), reachedMs };
      const [counts, hours, parts, starts, metrics] = await ask(
        Promise.all([
          countInstalls(asked),
          countHours(asked),
          countParts(asked),
          countStarts(asked),
          countMetrics(asked),
        ]),
      );
      return questions.map((question) => {
        const of = <R extends { rolloutId: number }>(rows: readonly R[]) =>
          rows.filter(({ rolloutId }) => rolloutId === question.rolloutId);
        return toRows({
          question,
          reachedMs,
          counts: of(counts),
          hours: of(hours),
          parts: of(parts),
          starts: of(starts),
          metrics: of(metrics),
        });
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

type Found = {
  readonly question: EvidenceQuestion;
  readonly reachedMs: number;
  readonly counts: readonly InstallRow[];
  readonly hours: readonly HourRow[];
  readonly parts: readonly PartRow[];
  readonly starts: readonly StartRow[];
  readonly metrics: readonly MetricSum[];
};

function toRows({ question, reachedMs, counts, hours, parts, starts, metrics }: Found): StageCounts {
  const settledMs = deriveSettled(hours, reachedMs);
  const total = (of: (row: InstallRow) => number) => counts.reduce((sum, row) => sum + of(row), 0);
  return {
    models: question.models,
    stage: {
      accepted: total((row) => row.stageAccepted),
      due: total((row) => row.stageDue),
      reported: total((row) => row.stageReported),
    },
    installs: counts.map(toInstalls),
    windows: toWindows(hours, parts),
    silences: toSilences(hours, starts, settledMs),
    attempts: starts.map(({ model, hourMs: at, accepted, failed }) => ({ model, hourMs: at, accepted, failed })),
    falls: toFalls(hours, parts, settledMs),
    metrics: metrics.map(({ rolloutId: _, ...row }) => row),
    reachedMs,
    side: null,
  };
}

function toWindows(hours: readonly HourRow[], parts: readonly PartRow[]) {
  const byHour = groupBy(parts, hourNameOf);
  return hours.map(({ rolloutId: _, asked: __, unanswered: ___, newFell: ____, controlFell: _____, ...window }) => ({
    ...window,
    parts: (byHour.get(hourNameOf(window)) ?? []).map(({ rolloutId: _r, model: _m, hourMs: _h, ...part }) => part),
  }));
}

const hourNameOf = ({ model, hourMs: at }: { model: string; hourMs: number }): string => `${model} ${at}`;

function toInstalls(row: InstallRow): InstallCounts {
  const { model, accepted, due, failed, confirmed, bootsDue, bootsMissed } = row;
  const { bootsDayOver, bootsLost, dayOver, quiet, threeDaysOver, gone } = row;
  const atDeadline = { bootsMissed: row.missedThen, bootsLost: row.lostThen, gone: row.goneThen };
  const away = { bootsDayOver, bootsLost, dayOver, quiet, threeDaysOver, gone, atDeadline };
  return { model, accepted, due, failed, confirmed, bootsDue, bootsMissed, away };
}

/** An hour is settled once a day went by after its last minute, and somebody of the fleet was heard after that. */
function deriveSettled(hours: readonly HourRow[], reachedMs: number): number {
  const lastHourMs = hours.reduce((last, row) => Math.max(last, row.hourMs), Number.NEGATIVE_INFINITY);
  return Math.min(reachedMs, lastHourMs + hourMs) - dayMs - hourMs;
}

function toSilences(hours: readonly HourRow[], starts: readonly StartRow[], settledMs: number): SilenceWindow[] {
  const isSettled = ({ hourMs: at }: { hourMs: number }) => at <= settledMs;
  return [
    ...starts
      .filter((start) => isSettled(start) && start.due > 0)
      .map(({ model, hourMs: at, due, silent }) => {
        return { model, hourMs: at, newDue: due, newSilent: silent, controlDue: 0, controlSilent: 0 };
      }),
    ...hours.filter(isSettled).map(({ model, hourMs: at, asked, unanswered }) => {
      return { model, hourMs: at, newDue: 0, newSilent: 0, controlDue: asked, controlSilent: unanswered };
    }),
  ];
}

/** Whoever fell silent in an hour is known once it is settled. */
function toFalls(hours: readonly HourRow[], parts: readonly PartRow[], settledMs: number): FallWindow[] {
  const byHour = groupBy(parts, hourNameOf);
  return hours
    .filter(({ hourMs: at, newExposureS }) => at <= settledMs && newExposureS > 0)
    .flatMap((hour) => deriveFalls({ ...hour, parts: byHour.get(hourNameOf(hour)) ?? [] }));
}
