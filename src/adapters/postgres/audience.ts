// Counts a channel's devices in PostgreSQL, in groups that look alike to the stages of a plan.
import { eq, sql } from 'drizzle-orm';
import { type Audience, type AudienceQuestion, maxAudienceGroups } from '../../app/ports/audience.ts';
import { hexOf } from '../../domain/bytes.ts';
import { type Cohort, testersCohort } from '../../domain/rollout/cohort.ts';
import type { AudienceGroup } from '../../domain/rollout/reach.ts';
import { ask, type Database } from './database.ts';
import { builds } from './schema/builds.ts';
import { cohortMembers, cohorts, products } from './schema/catalog.ts';
import { devices } from './schema/fleet.ts';

export function audienceStore(db: Database): Audience {
  return {
    async loadCohorts(product) {
      const [known] = await ask(db.select({ id: products.id }).from(products).where(eq(products.id, product)));
      if (known === undefined) return null;
      const rows = await ask(db.select().from(cohorts).where(eq(cohorts.productId, product)));
      return Object.fromEntries(rows.map((row) => [row.id, toCohort(row)]));
    },

    async loadAudience(question) {
      const rows = await ask(countGroups(db, question));
      return rows.map(toGroup);
    },
  };
}

/** A rule without a rule holds nobody. */
export function toCohort({ kind, rule }: Pick<typeof cohorts.$inferSelect, 'kind' | 'rule'>): Cohort {
  return kind === 'rule' ? { kind, rule: rule ?? { models: [] } } : { kind };
}

type GroupRow = {
  model: string;
  version: string | null;
  region: string | null;
  locale: string | null;
  band: number | null;
  is_tester: boolean;
  members: string;
  devices: number;
};

function toGroup({
  model,
  version,
  region,
  locale,
  band,
  is_tester,
  members,
  devices: count,
}: GroupRow): AudienceGroup {
  const cohorts = [...(members === '' ? [] : members.split(',')), ...(is_tester ? [testersCohort] : [])];
  const passCohorts = cohorts.map((cohort) => ({ cohort, sinceMs: 0 }));
  return { model, version, region, locale, passCohorts, band, devices: Number(count) };
}

/** One pass over the channel's devices; what nobody asked for is left out of the grouping, so the groups stay few. */
function countGroups(db: Database, { product, channel, facts, bandOfBucket }: AudienceQuestion) {
  const only = (isAsked: boolean, column: unknown, otherwise: 'null' | "''") =>
    isAsked ? sql`${column}` : sql.raw(`${otherwise}::text`);
  const band =
    bandOfBucket === null ? sql`null::int` : sql`get_byte(decode(${hexOf(bandOfBucket)}, 'hex'), ${devices.bucket})`;
  const isTester = facts.cohorts.includes(testersCohort) ? sql`${devices.isTester}` : sql`false`;
  // Names are slugs, so a comma joins them without doubt.
  const members = sql`(
    select m.device_id, string_agg(m.cohort_id, ',' order by m.cohort_id) as names from ${cohortMembers} m
    where m.product_id = ${product} and m.cohort_id in (select jsonb_array_elements_text(${JSON.stringify(facts.cohorts)}::jsonb))
    group by m.device_id)`;
  return db.execute<GroupRow>(sql`
    select ${only(facts.models, devices.modelId, "''")} as model, ${only(facts.builds, builds.version, 'null')} as version,
      ${only(facts.regions, devices.region, 'null')} as region, ${only(facts.locales, devices.locale, 'null')} as locale,
      ${band} as band, ${isTester} as is_tester, coalesce(m.names, '') as members, count(*)::int as devices
    from ${devices}
    left join ${builds} on ${builds.id} = ${devices.buildId}
    left join ${members} m on m.device_id = ${devices.id}
    where ${devices.productId} = ${product} and ${devices.channelId} = ${channel} and not ${devices.isBlocked}
    group by 1, 2, 3, 4, 5, 6, 7 order by devices desc limit ${maxAudienceGroups}`);
}
