// Reads everything that the release map is derived from, in one consistent snapshot of PostgreSQL.
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { MapFactStore } from '../../app/ports/map-facts.ts';
import type { BuildFacts, ChannelFacts, RolloutFacts } from '../../domain/rollout/derive-release-map.ts';
import { maxRolloutsInMap } from '../../domain/rollout/derive-release-map.ts';
import type { MapArtifact } from '../../domain/rollout/release-map.ts';
import { toCohort } from './audience.ts';
import { ask, type Database, type Transaction } from './database.ts';
import { artifacts, builds, withdrawals } from './schema/builds.ts';
import { channels, cohorts, models } from './schema/catalog.ts';
import { mapState } from './schema/governance.ts';
import { rollouts, stages } from './schema/rollouts.ts';

/** Builds of a channel that devices can name: five years of weekly ones, and what a rollout names besides. */
const maxNamedBuilds = 260;

export function mapFactStore(db: Database): MapFactStore {
  return {
    loadMapFacts: () =>
      ask(
        db.transaction((tx) => loadFacts(tx), { isolationLevel: 'repeatable read', accessMode: 'read only' }),
      ),

    loadMapState: () => ask(loadState(db)),

    async recordPublished(wanted) {
      await ask(db.update(mapState).set({ published: sql`greatest(${mapState.published}, ${wanted})` }));
    },
  };
}

async function loadState(db: Database | Transaction): Promise<{ wanted: number; published: number }> {
  const [state] = await db.select({ wanted: mapState.wanted, published: mapState.published }).from(mapState);
  return state ?? { wanted: 0, published: 0 };
}
