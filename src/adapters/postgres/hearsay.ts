// Counts in PostgreSQL what reports say about the builds of rollouts: crashes that no build had before, and bugs by age.
import { sql } from 'drizzle-orm';
import type { Hearsay, HearsayQuestion } from '../../app/ports/hearsay.ts';
import { type Heard, type ReportAge, reportDays } from '../../domain/gate/heard.ts';
import { ask, type Database } from './database.ts';
import { rowSet } from './row-set.ts';
import { devices, installs } from './schema/fleet.ts';
import { issueBuilds, issueDevices, issueKeys, issues, reports } from './schema/reports.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** A build with more has other worries; the budget of the hundredth is a ten-thousandth of the first's. */
const maxSignatures = 100;

type Asked = { readonly db: Database; readonly wanted: ReturnType<typeof wantedOf>; readonly nowMs: number };

const wantedOf = (questions: readonly HearsayQuestion[]) =>
  rowSet(
    questions.map(({ rolloutId: r, product: p, channel: c, buildId: b, models: m, startedMs: s }) => {
      return { r, p, c, b, m, s };
    }),
    'r int, p text, c text, b text, m json, s bigint',
  );

export function hearsayStore(db: Database): Hearsay {
  return {
    async loadHeard(questions, nowMs) {
      if (questions.length === 0) return [];
      const asked = { db, wanted: wantedOf(questions), nowMs };
      const [signatures, ages, bugs] = await ask(
        Promise.all([countSignatures(asked), countAges(asked), countBugs(asked)]),
      );
      return questions.map(({ rolloutId }): Heard => {
        const isOwn = (row: { readonly r: number }) => row.r === rolloutId;
        return {
          signatures: signatures.filter(isOwn).map(({ r: _, ...count }) => count),
          ages: toAges(ages.filter(isOwn), bugs.filter(isOwn)),
        };
      });
    },
  };
}

type SignatureRow = Heard['signatures'][number] & { readonly r: number };

/**
 * Issues whose first report of any build came from this one. Counted are devices that took the build, from the one after
 * the first, against devices of its models that never did and were heard since the rollout began. What somebody made with a
 * public key comes last: made-up faults that came first would leave no place for a true one.
 */
const countSignatures = ({ db, wanted }: Asked) =>
  db.execute<SignatureRow>(sql`
    with fresh as (
      select x.*, born.number, born.first_ms, born.is_public from ${wanted}, lateral (
        select own.number, bool_or(i.made_by is not null) as is_public, min(seen.first_ms) filter (where seen.build = x.b) as first_ms
        from (select distinct k.number from ${issueBuilds} h join ${issueKeys} k on k.product_id = x.p and k.key = h.key
              where h.product_id = x.p and h.build = x.b) own
        join ${issues} i on i.product_id = x.p and i.number = own.number and i.kind = 'crash'
        join ${issueKeys} k on k.product_id = x.p and k.number = own.number
        join ${issueBuilds} seen on seen.product_id = x.p and seen.key = k.key
        group by own.number
        having min(seen.first_ms) filter (where seen.build = x.b) >= x.s
          and coalesce(min(seen.first_ms) filter (where seen.build <> x.b)
            > min(seen.first_ms) filter (where seen.build = x.b), true)
        order by 2, 3, 1 limit ${maxSignatures}) born),
    exposure as (
      select r, (select count(*) from ${installs} t where t.rollout_id = r and t.finished_ms is not null)::int as exposed,
        (select count(*) from ${devices} d where d.product_id = p and d.channel_id = c and d.seen_ms >= s and not d.is_blocked
          and d.model_id in (select json_array_elements_text(m))
          and not exists (select from ${installs} t where t.rollout_id = r and t.device_id = d.id))::int as control
      from (select distinct on (r) * from fresh) once)
    select f.r, '#' || f.number as id,
      greatest(0, count(distinct i.device_id) filter (where i.build = f.b and t.device_id is not null) - 1)::int as devices,
      (count(distinct i.device_id) filter (where i.build <> f.b and t.device_id is null))::int as "controlDevices",
      max(e.exposed) as exposed, max(e.control) as control
    from fresh f join exposure e on e.r = f.r
      join ${issueKeys} k on k.product_id = f.p and k.number = f.number
      join ${issueDevices} i on i.product_id = f.p and i.key = k.key
      join ${devices} d on d.product_id = f.p and d.id = i.device_id and not d.is_blocked
      left join ${installs} t on t.rollout_id = f.r and t.device_id = d.id
    group by f.r, f.number, f.first_ms, f.is_public order by f.r, f.is_public, f.first_ms, f.number`);

type AgeRow = { readonly r: number; readonly isTester: boolean; readonly hours: number; readonly devices: number };

/** Devices that run the build, by the hours since they booted it. */
const countAges = ({ db, wanted, nowMs }: Asked) =>
  db.execute<AgeRow>(sql`
    select t.rollout_id as r, d.is_tester as "isTester", count(*)::int as devices,
      least(${24 * reportDays}, (${nowMs} - t.finished_ms) / ${hourMs})::int as hours
    from ${wanted} join ${installs} t on t.rollout_id = x.r and t.state = 'confirmed' and t.finished_ms <= ${nowMs}
      join ${devices} d on d.product_id = t.product_id and d.id = t.device_id and not d.is_blocked
    group by 1, 2, 4`);

type BugRow = { readonly r: number; readonly isTester: boolean; readonly day: number; readonly devices: number };

/** By the age at which a device reported its first bug on the build. */
const countBugs = ({ db, wanted }: Asked) =>
  db.execute<BugRow>(sql`
    select r, "isTester", day, count(*)::int as devices from (
      select x.r, d.is_tester as "isTester", ((min(b.received_ms) - min(t.finished_ms)) / ${dayMs})::int as day
      from ${wanted} join ${reports} b on b.product_id = x.p and b.build_id = x.b and b.kind = 'bug'
        join ${installs} t on t.rollout_id = x.r and t.device_id = b.device_id and t.state = 'confirmed'
        join ${devices} d on d.product_id = x.p and d.id = b.device_id and not d.is_blocked
      where b.received_ms >= t.finished_ms group by x.r, d.is_tester, d.id) first
    where day < ${reportDays} group by 1, 2, 3`);

function toAges(ages: readonly AgeRow[], bugs: readonly BugRow[]): ReportAge[] {
  return [true, false].flatMap((isTester) => {
    const own = ages.filter((row) => row.isTester === isTester);
    return Array.from({ length: reportDays }, (_, day): ReportAge => {
      const daysOf = ({ hours }: AgeRow) => Math.min(1, Math.max(0, hours / 24 - day));
      const deviceDays = own.reduce((sum, row) => sum + daysOf(row) * row.devices, 0);
      const told = bugs.find((row) => row.isTester === isTester && row.day === day);
      return { day, isTester, devices: told?.devices ?? 0, deviceDays };
    }).filter(({ devices, deviceDays }) => devices > 0 || deviceDays > 0);
  });
}
