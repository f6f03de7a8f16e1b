// Reads everything that the release map is derived from, in one consistent snapshot of PostgreSQL.
import { and, asc, desc, eq, getTableColumns, inArray, isNull, or, sql } from 'drizzle-orm';
import type { MapFactStore, MapFacts, MapState } from '../../app/ports/map-facts.ts';
import { groupBy } from '../../domain/group-by.ts';
import {
  type BuildFacts,
  type ChannelFacts,
  maxRolloutsInMap,
  type RolloutFacts,
} from '../../domain/rollout/derive-release-map.ts';
import type { MapArtifact, Steward } from '../../domain/rollout/release-map.ts';
import { toCohort } from './audience.ts';
import { ask, type Database, type Transaction } from './database.ts';
import { artifacts, builds, withdrawals } from './schema/builds.ts';
import { channels, cohorts, models } from './schema/catalog.ts';
import { mapState, tokens } from './schema/governance.ts';
import { rollouts, stages } from './schema/rollouts.ts';

/** Builds of a channel that devices can name: five years of weekly ones, and what a rollout names besides. */
const maxNamedBuilds = 260;

export function mapFactStore(db: Database): MapFactStore {
  return {
    loadMapFacts: () =>
      ask(db.transaction((tx) => loadFacts(tx), { isolationLevel: 'repeatable read', accessMode: 'read only' })),

    loadMapState: () => ask(loadState(db)),

    async recordPublished(wanted) {
      await ask(db.update(mapState).set({ published: sql`greatest(${mapState.published}, ${wanted})` }));
    },
  };
}

async function loadState(db: Database | Transaction): Promise<MapState> {
  const [state] = await db.select({ wanted: mapState.wanted, published: mapState.published }).from(mapState);
  return state ?? { wanted: 0, published: 0 };
}

async function loadFacts(tx: Transaction): Promise<MapFacts> {
  const { wanted } = await loadState(tx);
  const rolloutsOf = groupBy(await loadRolloutFacts(tx), ({ place }) => place);
  const named = [...rolloutsOf.values()]
    .flat()
    .flatMap(({ facts }) => [facts.buildId, facts.fallbackBuildId ?? facts.buildId]);
  const buildsOf = groupBy(await loadBuildFacts(tx, [...new Set(named)]), ({ place }) => place);
  const modelsOf = groupBy(await tx.select().from(models).orderBy(asc(models.id)), ({ productId }) => productId);
  const cohortsOf = groupBy(await tx.select().from(cohorts), ({ productId }) => productId);
  const all = await tx.select().from(channels).orderBy(asc(channels.productId), asc(channels.id));
  const facts = all.map(({ productId, id, pollS }): ChannelFacts => {
    const place = placeOf(productId, id);
    return {
      product: productId,
      channel: id,
      pollS,
      models: (modelsOf.get(productId) ?? []).map((model) => model.id),
      cohorts: Object.fromEntries((cohortsOf.get(productId) ?? []).map((cohort) => [cohort.id, toCohort(cohort)])),
      rollouts: (rolloutsOf.get(place) ?? []).map((rollout) => rollout.facts),
      builds: (buildsOf.get(place) ?? []).map((build) => build.facts),
    };
  });
  return { channels: facts, stewards: await loadStewards(tx), wanted };
}

const maxStewards = 1_000;

async function loadStewards(tx: Transaction): Promise<Steward[]> {
  const { sha256, ...shown } = getTableColumns(tokens);
  const rows = await tx
    .select({ sha256, token: shown })
    .from(tokens)
    .where(and(isNull(tokens.revokedMs), inArray(tokens.role, ['operator', 'engineer'])))
    .orderBy(desc(tokens.createdMs))
    .limit(maxStewards);
  return rows;
}

const placeOf = (productId: string, channelId: string) => `${productId}/${channelId}`;

async function loadRolloutFacts(tx: Transaction): Promise<{ place: string; facts: RolloutFacts }[]> {
  const newest = sql`(select id from (
    select id, row_number() over (partition by product_id, channel_id order by id desc) as rank
    from ${rollouts} where state <> 'closed') ranked where rank <= ${maxRolloutsInMap})`;
  const rows = await tx.select().from(rollouts).where(inArray(rollouts.id, newest)).orderBy(desc(rollouts.id));
  const steps = await tx.select().from(stages).where(inArray(stages.rolloutId, newest)).orderBy(asc(stages.index));
  const stagesOf = groupBy(steps, ({ rolloutId }) => rolloutId);
  return rows.map(({ id, productId, channelId, ...row }) => ({
    place: placeOf(productId, channelId),
    facts: {
      rolloutId: id,
      state: row.state,
      buildId: row.buildId,
      fallbackBuildId: row.fallbackBuildId,
      salt: row.salt,
      stageIndex: row.stageIndex,
      tranches: row.tranches,
      quarantined: row.quarantined,
      stages: (stagesOf.get(id) ?? []).map(({ cohort, permille, joinedByMs }) => ({ cohort, permille, joinedByMs })),
      ceiling: row.ceiling,
      permit: row.permit,
    },
  }));
}

/** Statements and artifacts are read for builds that a rollout names; the others are names only. */
async function loadBuildFacts(
  tx: Transaction,
  named: readonly string[],
): Promise<{ place: string; facts: BuildFacts }[]> {
  const newest = sql`(select id from (
    select id, row_number() over (partition by product_id, channel_id order by counter desc) as rank
    from ${builds} where state = 'sealed') ranked where rank <= ${maxNamedBuilds})`;
  const isNamed = named.length === 0 ? sql`false` : inArray(builds.id, [...named]);
  const rows = await tx
    .select({
      productId: builds.productId,
      channelId: builds.channelId,
      buildId: builds.id,
      version: builds.version,
      vendorVersion: builds.vendorVersion,
      counter: builds.counter,
      models: builds.models,
      accepts: builds.accepts,
      isWithdrawn: sql<boolean>`${withdrawals.buildId} is not null`,
    })
    .from(builds)
    .leftJoin(withdrawals, eq(withdrawals.buildId, builds.id))
    .where(or(isNamed, inArray(builds.id, newest)))
    .orderBy(desc(builds.counter));
  const files =
    named.length === 0
      ? []
      : await tx
          .select()
          .from(artifacts)
          .where(inArray(artifacts.buildId, [...named]));
  const filesOf = groupBy(files, ({ buildId }) => buildId);
  return rows.map(({ productId, channelId, ...build }) => ({
    place: placeOf(productId, channelId),
    facts: { ...build, artifacts: (filesOf.get(build.buildId) ?? []).map(toArtifact) },
  }));
}

function toArtifact({ kind, fileName, sha256, sizeBytes, fromBuildId }: typeof artifacts.$inferSelect): MapArtifact {
  return { kind, fileName, sha256, sizeBytes, fromBuildId };
}
