// The ordinary world of contract suites about rollouts: product nova with two channels and a few sealed builds.
import { eq } from 'drizzle-orm';
import type { Database } from '../../src/adapters/postgres/database.ts';
import { rolloutStore } from '../../src/adapters/postgres/rollouts.ts';
import { artifacts, builds, withdrawals } from '../../src/adapters/postgres/schema/builds.ts';
import { channels, models, products } from '../../src/adapters/postgres/schema/catalog.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import type { Rollout } from '../../src/domain/rollout/rollout.ts';
import { auditEntry } from './audited.ts';

/** `timetables` by channel; channels without one have null. */
export async function insertNova(db: Database, timetables: Readonly<Record<string, string>> = {}): Promise<void> {
  await db.insert(products).values({ id: 'nova', name: 'Nova', createdMs: 1 });
  await db.insert(models).values(['n1', 'n2'].map((id) => ({ productId: 'nova', id, name: id })));
  const rows = ['beta', 'stable'].map((id) => ({
    productId: 'nova',
    id,
    timetable: timetables[id] ?? null,
    pollS: 60,
    departedMs: 0,
  }));
  await db.insert(channels).values(rows);
}

export async function insertBuild(db: Database, build: Candidate): Promise<void> {
  const { buildId: id, product: productId, channel: channelId, version, vendorVersion, counter } = build;
  const names = { id, productId, channelId, version, vendorVersion, counter };
  const made = { models: build.models, accepts: '*', securityFloor: 0, createdBy: 'ada', createdMs: 1 };
  await db.insert(builds).values({ ...names, ...made, state: 'draft', release: null, sealedMs: null });
  if (build.imageSha256 !== null) await insertImage(db, build.buildId, build.imageSha256);
  if (build.isSealed)
    await db.update(builds).set({ state: 'sealed', release: '2.fw-nova.json', sealedMs: 2 }).where(eq(builds.id, id));
  if (build.isWithdrawn)
    await db.insert(withdrawals).values({ buildId: id, reason: 'bad', actor: 'ada', withdrawnMs: 3 });
}

/** Records a rollout as it stands, begun by an ordinary decision; its number is the database's. */
export async function beginRollout(db: Database, begun: Rollout, ceiling = '{}'): Promise<void> {
  const { id: _, head: __, ...rollout } = begun;
  const decision = {
    kind: 'start',
    actor: 'a',
    reason: 'r',
    decidedMs: 1,
    verdict: null,
    evidence: null,
    asked: null,
    overrideUntilMs: null,
    models: [],
  } as const;
  const start = { rollout: { ...rollout, ceiling }, decision, departureMs: null };
  await rolloutStore(db).recordRollout(start, auditEntry('start'));
}

async function insertImage(db: Database, buildId: string, sha256: string): Promise<void> {
  await db.insert(artifacts).values({
    buildId,
    kind: 'full',
    fileName: `${buildId}.bin`,
    fromBuildId: null,
    sizeBytes: 1000,
    sha256,
    sha512: 'ab'.repeat(64),
    chunkSizeBytes: 4096,
    chunkRoot: 'cd'.repeat(32),
    verifiedMs: 2,
  });
}
