// Reads builds as rollouts see them out of PostgreSQL.
import { and, desc, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Candidates } from '../../app/ports/candidates.ts';
import type { Candidate } from '../../domain/rollout/candidate.ts';
import { ask, type Database } from './database.ts';
import { artifacts, builds, withdrawals } from './schema/builds.ts';

const maxCandidates = 50;

const shown = {
  buildId: builds.id,
  product: builds.productId,
  channel: builds.channelId,
  version: builds.version,
  vendorVersion: builds.vendorVersion,
  counter: builds.counter,
  models: builds.models,
  state: builds.state,
  withdrawnMs: withdrawals.withdrawnMs,
  imageSha256: artifacts.sha256,
};

/** A build has one full image; deltas are left out of the join. */
const select = (db: Database) =>
  db
    .select(shown)
    .from(builds)
    .leftJoin(withdrawals, eq(withdrawals.buildId, builds.id))
    .leftJoin(artifacts, and(eq(artifacts.buildId, builds.id), eq(artifacts.kind, 'full')));

type Row = Awaited<ReturnType<typeof select>>[number];

const toCandidate = ({ state, withdrawnMs, ...build }: Row): Candidate => ({
  ...build,
  isSealed: state === 'sealed',
  isWithdrawn: withdrawnMs !== null,
});

export function candidateStore(db: Database): Candidates {
  return {
    async loadBuilds(buildIds) {
      if (buildIds.length === 0) return [];
      const rows = await ask(select(db).where(inArray(builds.id, [...buildIds])));
      return rows.map(toCandidate);
    },

    async loadCandidate(product, name) {
      const isNamed = or(eq(builds.id, name), eq(builds.version, name), eq(builds.vendorVersion, name));
      const rows = await ask(
        select(db)
          .where(and(eq(builds.productId, product), isNamed))
          .limit(3),
      );
      // One build's vendor string may be another's version; the more exact name wins.
      const best =
        rows.find(({ buildId }) => buildId === name) ?? rows.find(({ version }) => version === name) ?? rows[0];
      return best === undefined ? null : toCandidate(best);
    },

    async loadCandidates(product, channel, aboveCounter) {
      const isReady = and(
        eq(builds.productId, product),
        eq(builds.channelId, channel),
        eq(builds.state, 'sealed'),
        gt(builds.counter, aboveCounter),
        isNull(withdrawals.buildId),
      );
      const rows = await ask(select(db).where(isReady).orderBy(desc(builds.counter)).limit(maxCandidates));
      return rows.map(toCandidate);
    },
  };
}
