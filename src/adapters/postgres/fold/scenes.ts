// Loads what the channels of some devices look like: newest rollout, its stages, the cohorts, and the builds that events name.
import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Device } from '../../../domain/device/device.ts';
import type { HeardEvent } from '../../../domain/device/event.ts';
import { deriveScene, type Scene } from '../../../domain/device/scene.ts';
import type { BuildFacts, RolloutFacts } from '../../../domain/rollout/derive-release-map.ts';
import { toCohort } from '../audience.ts';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { builds } from '../schema/builds.ts';
import { cohorts } from '../schema/catalog.ts';
import { rollouts, stages } from '../schema/rollouts.ts';

/** By `<product>/<channel>`. */
export async function loadScenes(
  tx: Transaction,
  devices: readonly Device[],
  events: readonly HeardEvent[],
): Promise<Map<string, Scene>> {
  const channels = new Map(devices.map(({ product, channel }) => [`${product}/${channel}`, { product, channel }]));
  const newest = await loadNewestRollouts(tx, [...channels.values()]);
  const products = [...new Set(devices.map(({ product }) => product))];
  const groups = await tx.select().from(cohorts).where(inArray(cohorts.productId, products));
  const known = await loadBuilds(tx, events, [...newest.values()]);
  return new Map(
    [...channels].map(([place, { product, channel }]) => {
      const own = groups.filter(({ productId }) => productId === product);
      const rollout = newest.get(place);
      const scene = deriveScene({
        product,
        channel,
        pollS: 0,
        models: [],
        cohorts: Object.fromEntries(own.map((cohort) => [cohort.id, toCohort(cohort)])),
        rollouts: rollout === undefined ? [] : [rollout],
        builds: known.filter((build) => build.productId === product).map((build) => build.facts),
      });
      return [place, scene] as const;
    }),
  );
}

async function loadNewestRollouts(
  tx: Transaction,
  channels: readonly { product: string; channel: string }[],
): Promise<Map<string, RolloutFacts>> {
  const wanted = rowSet(
    channels.map(({ product: p, channel: c }) => ({ p, c })),
    'p text, c text',
  );
  const isWanted = sql`(${rollouts.productId}, ${rollouts.channelId}) in (select p, c from ${wanted})`;
  const rows = await tx
    .selectDistinctOn([rollouts.productId, rollouts.channelId])
    .from(rollouts)
    .where(and(isWanted, ne(rollouts.state, 'closed')))
    .orderBy(rollouts.productId, rollouts.channelId, desc(rollouts.id));
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const steps = await tx.select().from(stages).where(inArray(stages.rolloutId, ids)).orderBy(asc(stages.index));
  return new Map(
    rows.map(({ id, productId, channelId, state, buildId, salt, stageIndex, tranches, quarantined }) => {
      const own = steps.filter(({ rolloutId }) => rolloutId === id);
      const reached = own.map(({ cohort, permille, joinedByMs }) => ({ cohort, permille, joinedByMs }));
      // What only a poll needs is left empty: nothing is offered from here.
      const unneeded = { fallbackBuildId: null, ceiling: '', permit: null };
      return [
        `${productId}/${channelId}`,
        { rolloutId: id, state, buildId, salt, stageIndex, tranches, quarantined, stages: reached, ...unneeded },
      ];
    }),
  );
}

type KnownBuild = { readonly productId: string; readonly facts: BuildFacts };

/** Sealed builds that an event names by version or vendor string, and those of the rollouts. */
async function loadBuilds(
  tx: Transaction,
  events: readonly HeardEvent[],
  newest: readonly RolloutFacts[],
): Promise<KnownBuild[]> {
  const names = new Map(events.map(({ product: p, event }) => [`${p}/${event.build}`, { p, n: event.build }]));
  const named = rowSet([...names.values()], 'p text, n text');
  const ofRollouts = JSON.stringify(newest.map(({ buildId }) => buildId));
  const ids = sql`(
    select id from ${builds}, ${named} where product_id = x.p and version = x.n
    union select id from ${builds}, ${named} where product_id = x.p and vendor_version = x.n
    union select json_array_elements_text(${ofRollouts}::text::json))`;
  const rows = await tx
    .select({
      productId: builds.productId,
      buildId: builds.id,
      version: builds.version,
      vendorVersion: builds.vendorVersion,
      counter: builds.counter,
      models: builds.models,
      accepts: builds.accepts,
    })
    .from(builds)
    .where(and(inArray(builds.id, ids), eq(builds.state, 'sealed')));
  return rows.map(({ productId, ...build }) => ({
    productId,
    facts: { ...build, artifacts: [], isWithdrawn: false },
  }));
}
