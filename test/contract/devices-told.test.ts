// The contract of what is counted about devices: who they are, and what they said of a rollout. On fakes and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audienceStore } from '../../src/adapters/postgres/audience.ts';
import { evidenceStore } from '../../src/adapters/postgres/evidence.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { rolloutStore } from '../../src/adapters/postgres/rollouts.ts';
import { cohortMembers, cohorts } from '../../src/adapters/postgres/schema/catalog.ts';
import { checkinHours, devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import type { Audience } from '../../src/app/ports/audience.ts';
import type { Evidence } from '../../src/app/ports/evidence.ts';
import type { Cohort } from '../../src/domain/rollout/cohort.ts';
import type { AudienceFacts } from '../../src/domain/rollout/reach.ts';
import { type FakeDevice, fakeAudience } from '../fakes/audience.ts';
import { type FakeHour, type FakeInstall, fakeEvidence } from '../fakes/evidence.ts';
import { freshDatabase } from '../harness/database.ts';
import { candidate, rollout, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

const named: Record<string, Cohort> = {
  lab: { kind: 'named' },
  staff: { kind: 'named' },
  cn: { kind: 'rule', rule: { regions: ['CN'] } },
};

const device = (changes: Partial<FakeDevice> = {}): FakeDevice => ({
  product: 'nova',
  channel: 'stable',
  model: 'n1',
  bucket: 0,
  region: 'CN',
  locale: 'zh-CN',
  version: '1.1.0',
  cohorts: [],
  isTester: false,
  isBlocked: false,
  ...changes,
});

const fleet: readonly FakeDevice[] = [
  device(),
  device({ bucket: 999 }),
  device({ bucket: 999 }),
  device({ bucket: 999 }),
  device({ model: 'n2', region: null, locale: null, version: null }),
  device({ model: 'n2', cohorts: ['staff', 'lab'], isTester: true }),
  device({ isBlocked: true }),
  device({ channel: 'beta' }),
];

const hour = 3_600_000;
const attempt = (model: string, state: FakeInstall['state'], changes: Partial<FakeInstall> = {}): FakeInstall => ({
  rolloutId: 1,
  model,
  state,
  acceptedMs: 100,
  deadlineMs: 1_000,
  stepMs: 100,
  heardMs: 100,
  ...changes,
});

const attempts: readonly FakeInstall[] = [
  attempt('n1', 'confirmed', { acceptedMs: 50 }),
  attempt('n1', 'confirmed', { deadlineMs: 5_000 }),
  attempt('n1', 'failed', { acceptedMs: 200 }),
  attempt('n1', 'accepted'),
  attempt('n1', 'accepted', { heardMs: 400 }),
  attempt('n2', 'installed', { stepMs: 300, heardMs: 300 }),
  attempt('n2', 'accepted', { acceptedMs: 300, deadlineMs: 5_000 }),
];

const window = (changes: Partial<FakeHour> = {}): FakeHour => ({
  rolloutId: 1,
  model: 'n1',
  build: 'nova-2',
  hourMs: hour,
  arm: 'new',
  exposureS: 1800.5,
  crashes: 1,
  ...changes,
});

const windows: readonly FakeHour[] = [
  window(),
  window({ build: 'nova-1', arm: 'control', exposureS: 7200, crashes: 2 }),
  window({ build: 'nova-0', arm: 'control', exposureS: 3600, crashes: 0 }),
  window({ hourMs: 2 * hour, crashes: 0 }),
  window({ hourMs: 0 }),
  window({ model: 'n9', arm: 'control' }),
  window({ rolloutId: 2 }),
];

type Subject = { readonly audience: Audience; readonly evidence: Evidence; close(): Promise<void> };

async function openPostgres(): Promise<Subject> {
  const database = await freshDatabase();
  const { db } = database;
  await insertNova(db);
  for (const counter of [1, 2]) await insertBuild(db, candidate(counter));
  const rows = Object.entries(named).map(([id, cohort]) => ({
    productId: 'nova',
    id,
    kind: cohort.kind === 'rule' ? ('rule' as const) : ('named' as const),
    rule: cohort.kind === 'rule' ? cohort.rule : null,
    createdMs: 1,
  }));
  await db.insert(cohorts).values(rows);
  for (const [index, { product, channel, model, version, cohorts: member, ...rest }] of fleet.entries()) {
    const names = { productId: product, channelId: channel, modelId: model, id: `d${index}` };
    const times = { reportedMs: 1, enrolledMs: 1, seenMs: 1, healthMs: 1 };
    const build = { reportedBuild: version, buildId: version === null ? null : 'nova-1' };
    await db.insert(devices).values({ ...names, ...rest, ...times, ...build });
    for (const cohortId of member) {
      await db.insert(cohortMembers).values({ productId: 'nova', cohortId, deviceId: `d${index}`, addedMs: 1 });
    }
  }
  await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
  const { id: _, head: __, ...begun } = rollout();
  const decision = { kind: 'start', actor: 'a', reason: 'r', decidedMs: 1, verdict: null, evidence: null } as const;
  const start = { rollout: { ...begun, ceiling: '{}' }, decision, departureMs: null };
  await rolloutStore(db).recordRollout(start, auditEntry('start'));
  for (const [index, { model, ...row }] of attempts.entries()) {
    await db
      .insert(installs)
      .values({ ...row, modelId: model, productId: 'nova', deviceId: `d${index}`, reason: null });
  }
  for (const { model, build, ...row } of windows) {
    const names = { productId: 'nova', channelId: 'stable', modelId: model, buildId: build };
    await db.insert(checkinHours).values({ ...names, ...row, devices: 1 });
  }
  return { audience: audienceStore(db), evidence: evidenceStore(db), close: database.drop };
}

async function openFake(): Promise<Subject> {
  const evidence = fakeEvidence(attempts, windows);
  return { audience: fakeAudience(fleet, { nova: named }), evidence, close: async () => {} };
}

const nothing: AudienceFacts = { models: false, regions: false, locales: false, builds: false, cohorts: [] };
const unasked = { model: '', version: null, region: null, locale: null, passCohorts: [], band: null };

describe.each([
  { name: 'fakes', open: openFake },
  { name: 'postgres', open: openPostgres },
])('devices on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const groupsBy = (facts: Partial<AudienceFacts>, bandOfBucket: Uint8Array | null = null, channel = 'stable') =>
    subject.audience.loadAudience({ product: 'nova', channel, facts: { ...nothing, ...facts }, bandOfBucket });

  it('know the cohorts of a product', async () => {
    expect(await subject.audience.loadCohorts('nova')).toEqual(named);
    expect(await subject.audience.loadCohorts('luna')).toBeNull();
  });

  it('are one group when nothing tells them apart, without the blocked', async () => {
    expect(await groupsBy({})).toEqual([{ ...unasked, devices: 6 }]);
    expect(await groupsBy({}, null, 'beta')).toEqual([{ ...unasked, devices: 1 }]);
    expect(await groupsBy({}, null, 'nightly')).toEqual([]);
  });

  it('are told apart by every fact that is asked for', async () => {
    const groups = await groupsBy({ models: true, regions: true, locales: true, builds: true });
    expect(groups).toHaveLength(3);
    expect(groups[0]).toEqual({
      ...unasked,
      model: 'n1',
      region: 'CN',
      locale: 'zh-CN',
      version: '1.1.0',
      devices: 4,
    });
    expect(groups).toContainEqual({ ...unasked, model: 'n2', devices: 1 });
  });

  it('are told apart by the cohorts that are asked for', async () => {
    expect(await groupsBy({ cohorts: ['lab', 'staff', 'testers'] })).toEqual([
      { ...unasked, devices: 5 },
      { ...unasked, passCohorts: ['lab', 'staff', 'testers'], devices: 1 },
    ]);
    expect(await groupsBy({ cohorts: ['staff'] })).toContainEqual({ ...unasked, passCohorts: ['staff'], devices: 1 });
  });

  it('are told apart by the band of their bucket', async () => {
    const bands = Uint8Array.from({ length: 1000 }, (_, bucket) => (bucket < 500 ? 0 : 7));
    expect(await groupsBy({}, bands)).toEqual([
      { ...unasked, band: 0, devices: 3 },
      { ...unasked, band: 7, devices: 3 },
    ]);
  });

  it('count their attempts by model, and those of the stage apart', async () => {
    const span = { installsFromMs: 100, hoursFromMs: hour, stageFromMs: 200 };
    const found = await subject.evidence.loadEvidence({ rolloutId: 1, models: ['n1', 'n2'], span, nowMs: 1_000 });
    expect(found.models).toEqual(['n1', 'n2']);
    expect([...found.installs].sort((a, b) => (a.model < b.model ? -1 : 1))).toEqual([
      { model: 'n1', accepted: 4, due: 4, failed: 1, confirmed: 1, matured: 3, silent: 1 },
      { model: 'n2', accepted: 2, due: 1, failed: 0, confirmed: 0, matured: 1, silent: 1 },
    ]);
    expect(found.stage).toEqual({ accepted: 2, due: 1, reported: 1 });
  });

  it('add their hours up by arm, of the models that the build is for', async () => {
    const span = { installsFromMs: 0, hoursFromMs: hour, stageFromMs: 0 };
    const found = await subject.evidence.loadEvidence({ rolloutId: 1, models: ['n1', 'n2'], span, nowMs: 1_000 });
    const crashless = { newCrashes: 0, controlExposureS: 0, controlCrashes: 0 };
    expect([...found.windows].sort((a, b) => a.hourMs - b.hourMs)).toEqual([
      {
        model: 'n1',
        hourMs: hour,
        newExposureS: 1800.5,
        newCrashes: 1,
        controlExposureS: 10_800,
        controlCrashes: 2,
      },
      { model: 'n1', hourMs: 2 * hour, newExposureS: 1800.5, ...crashless },
    ]);
  });

  it('say nothing about a rollout nobody accepted', async () => {
    const span = { installsFromMs: 0, hoursFromMs: 0, stageFromMs: 0 };
    expect(await subject.evidence.loadEvidence({ rolloutId: 9, models: [], span, nowMs: 1 })).toEqual({
      models: [],
      stage: { accepted: 0, due: 0, reported: 0 },
      installs: [],
      windows: [],
      silences: [],
    });
    expect(await subject.evidence.loadTally(9, 1)).toEqual({ accepted: 0, confirmed: 0, failed: 0, silent: 0 });
  });

  it('are tallied over the whole rollout', async () => {
    const tally = { accepted: 7, confirmed: 2, failed: 1 };
    expect(await subject.evidence.loadTally(1, 999)).toEqual({ ...tally, silent: 0 });
    expect(await subject.evidence.loadTally(1, 1_000)).toEqual({ ...tally, silent: 2 });
  });
});
