// The contract of the facts behind the release map: what they hold on PostgreSQL, and the count of changes on both.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapFactStore } from '../../src/adapters/postgres/map-facts.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { cohorts } from '../../src/adapters/postgres/schema/catalog.ts';
import { mapState } from '../../src/adapters/postgres/schema/governance.ts';
import { rollouts } from '../../src/adapters/postgres/schema/rollouts.ts';
import type { MapFactStore } from '../../src/app/ports/map-facts.ts';
import { deriveReleaseMap } from '../../src/domain/rollout/derive-release-map.ts';
import { fakeMapFacts } from '../fakes/map-facts.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { candidate, imageOf, rollout, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { beginRollout, insertBuild, insertNova } from './nova.ts';

type Subject = { readonly facts: MapFactStore; want(): Promise<void>; close(): Promise<void> };

async function openFake(): Promise<Subject> {
  const facts = fakeMapFacts();
  return {
    facts,
    want: async () => {
      facts.wanted += 1;
    },
    close: async () => {},
  };
}

async function openPostgres(): Promise<Subject> {
  const database = await freshDatabase();
  const { db } = database;
  const want = async () => {
    const { wanted } = await mapFactStore(db).loadMapState();
    await db.update(mapState).set({ wanted: wanted + 1 });
  };
  return { facts: mapFactStore(db), want, close: database.drop };
}

describe.each([
  { name: 'fake', open: openFake },
  { name: 'postgres', open: openPostgres },
])('the count of changes on $name', ({ open }) => {
  it('tells what is wanted and what is published, and never goes back', async () => {
    const { facts, want, close } = await open();
    expect(await facts.loadMapState()).toEqual({ wanted: 0, published: 0 });
    await want();
    await want();
    expect((await facts.loadMapFacts()).wanted).toBe(2);
    await facts.recordPublished(2);
    await facts.recordPublished(1);
    expect(await facts.loadMapState()).toEqual({ wanted: 2, published: 2 });
    await close();
  });
});

describe('the facts of the release map on PostgreSQL', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    const { db } = database;
    await insertNova(db);
    for (const counter of [1, 2, 3, 4]) await insertBuild(db, candidate(counter));
    await insertBuild(db, candidate(5, { isSealed: false }));
    await insertBuild(db, candidate(6, { channel: 'beta', isWithdrawn: true }));
    const rule = { regions: ['CN'] };
    await db.insert(cohorts).values({ productId: 'nova', id: 'cn', kind: 'rule', rule, createdMs: 1 });
    await db.insert(cohorts).values({ productId: 'nova', id: 'lab', kind: 'named', rule: null, createdMs: 1 });
    await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
    for (let at = 0; at < 10; at += 1) {
      await beginRollout(
        db,
        rollout({ state: at === 9 ? 'running' : 'completed', stageIndex: 2 }),
        `{"ceiling":${at}}`,
      );
    }
  });
  afterAll(() => database.drop());

  it('hold every channel with its models, cohorts and builds', async () => {
    const { channels, wanted } = await mapFactStore(database.db).loadMapFacts();
    expect(wanted).toBe(10);
    expect(channels.map(({ product, channel }) => `${product}/${channel}`)).toEqual(['nova/beta', 'nova/stable']);
    expect(channels[1]).toMatchObject({
      pollS: 60,
      models: ['n1', 'n2'],
      cohorts: { cn: { kind: 'rule', rule: { regions: ['CN'] } }, lab: { kind: 'named' } },
    });
    expect(channels[0]?.builds).toMatchObject([{ buildId: 'nova-6', isWithdrawn: true }]);
    expect(channels[1]?.builds.map(({ buildId }) => buildId)).toEqual(['nova-4', 'nova-3', 'nova-2', 'nova-1']);
  });

  it('carry statements and artifacts of the builds that rollouts name', async () => {
    const [, stable] = (await mapFactStore(database.db).loadMapFacts()).channels;
    expect(stable?.builds.map(({ artifacts }) => artifacts.length)).toEqual([0, 0, 1, 1]);
    expect(stable?.builds[2]?.artifacts).toEqual([
      { kind: 'full', fileName: 'nova-2.bin', sha256: imageOf(2), sizeBytes: 1000, fromBuildId: null },
    ]);
  });

  it('hold the newest eight rollouts that are not closed, with all their stages', async () => {
    const { db } = database;
    await db.update(rollouts).set({ state: 'closed' }).where(eq(rollouts.id, 10));
    const [, stable] = (await mapFactStore(db).loadMapFacts()).channels;
    expect(stable?.rollouts.map(({ rolloutId }) => rolloutId)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
    expect(stable?.rollouts[0]).toEqual({
      rolloutId: 9,
      state: 'completed',
      buildId: 'nova-2',
      fallbackBuildId: 'nova-1',
      salt: 'salt-2',
      stageIndex: 2,
      stages: [100, 500, 1000].map((permille) => ({ cohort: 'everyone', permille, joinedByMs: null })),
      ceiling: '{"ceiling":8}',
      permit: null,
      quarantined: [],
      tranches: 0,
    });
  });

  it('make a map', async () => {
    const { channels, stewards } = await mapFactStore(database.db).loadMapFacts();
    const map = deriveReleaseMap({ channels, stewards, holds: [], trust: null }, 1, 1);
    expect(map.channels[1]?.rollouts).toHaveLength(8);
    expect(JSON.parse(JSON.stringify(map))).toEqual(map);
  });
});
