// Reads builds out of their tables as the domain knows them: with artifact, upload progress and withdrawal.
import { and, eq, sql } from 'drizzle-orm';
import { type Build, deriveBuildId } from '../../domain/build/build.ts';
import type { Database, Transaction } from './database.ts';
import { artifacts, builds, uploadParts, withdrawals } from './schema/builds.ts';

const storedParts = sql<string>`coalesce((select sum(${uploadParts.sizeBytes}) from ${uploadParts} where ${uploadParts.buildId} = ${builds.id}), 0)`;

/** A build has one full image; deltas are left out of the join. */
export const selectBuilds = (db: Database | Transaction) =>
  db
    .select({ build: builds, artifact: artifacts, withdrawal: withdrawals, storedParts })
    .from(builds)
    .innerJoin(artifacts, and(eq(artifacts.buildId, builds.id), eq(artifacts.kind, 'full')))
    .leftJoin(withdrawals, eq(withdrawals.buildId, builds.id));

export type BuildRow = Awaited<ReturnType<typeof selectBuilds>>[number];

export function toBuild({ build, artifact, withdrawal, storedParts }: BuildRow): Build {
  const { productId, channelId, ...fields } = build;
  const { fileName, sizeBytes, sha256, sha512, chunkSizeBytes, chunkRoot, verifiedMs } = artifact;
  const storedBytes = verifiedMs === null ? Number(storedParts) : sizeBytes;
  return {
    ...fields,
    id: deriveBuildId(productId, build.counter),
    product: productId,
    channel: channelId,
    artifact: { fileName, sizeBytes, sha256, sha512, chunkSizeBytes, chunkRoot, storedBytes, verifiedMs },
    withdrawal: withdrawal && {
      reason: withdrawal.reason,
      actor: withdrawal.actor,
      withdrawnMs: withdrawal.withdrawnMs,
    },
  };
}
