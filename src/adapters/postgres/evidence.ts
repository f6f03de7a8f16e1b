// Counts in PostgreSQL what devices have said about a rollout.
import { and, eq, gte, inArray, sql } from 'drizzle-orm';
import type { Evidence, EvidenceQuestion, Tally } from '../../app/ports/evidence.ts';
import type { CrashWindow, InstallCounts, StageTally } from '../../domain/gate/evidence.ts';
import { ask, type Database } from './database.ts';
import { checkinHours, installs } from './schema/fleet.ts';

const count = (condition = sql`true`) => sql<number>`(count(*) filter (where ${condition}))::int`;
const sumOf = (column: unknown, arm: 'new' | 'control') =>
  sql<number>`coalesce(sum(${column}) filter (where ${checkinHours.arm} = ${arm}), 0)::float8`;

const isReported = sql`${installs.state} in ('confirmed', 'failed')`;
const isMatured = (nowMs: number) => sql`${installs.deadlineMs} <= ${nowMs}`;
/** The device has said nothing since its last step; `isSilent` of the domain tells why that counts. */
const isUnheard = sql`not ${isReported} and ${installs.heardMs} <= ${installs.stepMs}`;

export function evidenceStore(db: Database): Evidence {
  return {
    async loadEvidence(question) {
      const [installCounts, windows, stage] = await ask(
        Promise.all([countInstalls(db, question), countWindows(db, question), countStage(db, question)]),
      );
      // Silence is asked of devices on the build only; a gate that wants control devices asked as well gets no rows and holds.
      return { models: question.models, stage, installs: installCounts, windows, silences: [] };
    },

    async loadTally(rolloutId, nowMs) {
      const [tally] = await ask(
        db
          .select({
            accepted: count(),
            confirmed: count(sql`${installs.state} = 'confirmed'`),
            failed: count(sql`${installs.state} = 'failed'`),
            silent: count(sql`${isMatured(nowMs)} and ${isUnheard}`),
          })
          .from(installs)
          .where(eq(installs.rolloutId, rolloutId)),
      );
      return tally ?? emptyTally;
    },
  };
}

const emptyTally: Tally = { accepted: 0, confirmed: 0, failed: 0, silent: 0 };

async function countInstalls(db: Database, { rolloutId, span, nowMs }: EvidenceQuestion): Promise<InstallCounts[]> {
  return db
    .select({
      model: installs.modelId,
      accepted: count(),
      due: count(sql`${isReported} or ${isMatured(nowMs)}`),
      failed: count(sql`${installs.state} = 'failed'`),
      confirmed: count(sql`${installs.state} = 'confirmed'`),
      matured: count(isMatured(nowMs)),
      silent: count(sql`${isMatured(nowMs)} and ${isUnheard}`),
    })
    .from(installs)
    .where(and(eq(installs.rolloutId, rolloutId), gte(installs.acceptedMs, span.installsFromMs)))
    .groupBy(installs.modelId);
}

/** Devices that are not offered the build may be of models it was never made for; those say nothing about it. */
async function countWindows(db: Database, { rolloutId, models, span }: EvidenceQuestion): Promise<CrashWindow[]> {
  if (models.length === 0) return [];
  return db
    .select({
      model: checkinHours.modelId,
      hourMs: checkinHours.hourMs,
      newExposureS: sumOf(checkinHours.exposureS, 'new'),
      newCrashes: sumOf(checkinHours.crashes, 'new'),
      controlExposureS: sumOf(checkinHours.exposureS, 'control'),
      controlCrashes: sumOf(checkinHours.crashes, 'control'),
    })
    .from(checkinHours)
    .where(
      and(
        eq(checkinHours.rolloutId, rolloutId),
        gte(checkinHours.hourMs, span.hoursFromMs),
        inArray(checkinHours.modelId, [...models]),
      ),
    )
    .groupBy(checkinHours.modelId, checkinHours.hourMs);
}

async function countStage(db: Database, { rolloutId, span, nowMs }: EvidenceQuestion): Promise<StageTally> {
  const [stage] = await db
    .select({ accepted: count(), due: count(sql`${isReported} or ${isMatured(nowMs)}`), reported: count(isReported) })
    .from(installs)
    .where(and(eq(installs.rolloutId, rolloutId), gte(installs.acceptedMs, span.stageFromMs)));
  return stage ?? { accepted: 0, due: 0, reported: 0 };
}
