// The contract of what is counted about devices: who they are, and what they said of a rollout. On fakes and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audienceStore } from '../../src/adapters/postgres/audience.ts';
import { evidenceStore } from '../../src/adapters/postgres/evidence.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { cohortMembers, cohorts } from '../../src/adapters/postgres/schema/catalog.ts';
import {
  checkinHours,
  checkinMetrics,
  checkinParts,
  checkinQueue,
  devices,
  installs,
} from '../../src/adapters/postgres/schema/fleet.ts';
import type { Audience } from '../../src/app/ports/audience.ts';
import type { Evidence, EvidenceQuestion, StageCounts } from '../../src/app/ports/evidence.ts';
import type { Cohort } from '../../src/domain/rollout/cohort.ts';
import type { AudienceFacts } from '../../src/domain/rollout/reach.ts';
import { type FakeDevice, fakeAudience } from '../fakes/audience.ts';
import { type FakeHour, type FakeInstall, type FakeMetric, fakeEvidence } from '../fakes/evidence.ts';
import { freshDatabase } from '../harness/database.ts';
import { since } from '../samples/fleet.ts';
import { candidate, rollout, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { beginRollout, insertBuild, insertNova } from './nova.ts';

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
  device({ isBlocked: true }),
  device({ isBlocked: true }),
  device({ isBlocked: true }),
];

const hour = 3_600_000;
const day = 24 * hour;
const attempt = (model: string, state: FakeInstall['state'], changes: Partial<FakeInstall> = {}): FakeInstall => ({
  rolloutId: 1,
  model,
  state,
  acceptedMs: 100,
  deadlineMs: 1_000,
  stepMs: 100,
  heardMs: 100,
  restartMs: null,
  finishedMs: state === 'confirmed' || state === 'failed' ? 100 : null,
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
  // Restarted and was heard in time, too late, and not at all.
  attempt('n3', 'confirmed', { acceptedMs: 0, deadlineMs: day, restartMs: hour, finishedMs: 2 * hour }),
  attempt('n3', 'confirmed', { acceptedMs: 1, deadlineMs: day, restartMs: hour, finishedMs: 2 * hour + 1 }),
  attempt('n3', 'restarting', { acceptedMs: hour, deadlineMs: hour + day, restartMs: hour, heardMs: 400, stepMs: 400 }),
  // Said nothing within the day, and came back to its old build after it.
  attempt('n4', 'installed', { acceptedMs: 2, deadlineMs: day, seenMs: day + 1 }),
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
  window({ model: 'n3', arm: 'control', hourMs: 0, asked: 9, answered: 7, freeS: 1200, firstCrashes: 1 }),
  window({ model: 'n3', arm: 'control', hourMs: hour, asked: 5, answered: 5 }),
  window({ model: 'n3', arm: 'control', hourMs: 30 * hour, crashes: 0 }),
  window({ model: 'n5', ageH: 72, exposureS: 60, freeS: 30, firstCrashes: 1 }),
  window({ model: 'n5', hourMs: 2 * hour, isTester: true, ageH: 24, exposureS: 90, crashes: 0 }),
  window({ model: 'n5', hourMs: 2 * hour, arm: 'control', isTester: true, exposureS: 120, crashes: 0 }),
  window({ model: 'n6', ageH: 24, exposureS: 50, fell: 4 }),
  window({ model: 'n6', build: 'nova-0', exposureS: 70, fell: 2 }),
  window({ model: 'n6', build: 'nova-1', ageH: 0, exposureS: 30, fell: 1 }),
  window({ model: 'n6', hourMs: 2 * hour, ageH: 72, exposureS: 60, fell: 1 }),
  window({ model: 'n6', build: 'nova-1', hourMs: 2 * hour, ageH: 0, isTester: true, exposureS: 90, fell: 2 }),
  window({ model: 'n6', hourMs: 2 * hour, arm: 'control', exposureS: 500, fell: 19 }),
  window({ model: 'n6', build: 'nova-1', hourMs: 2 * hour, arm: 'control', isTester: true, exposureS: 80, fell: 3 }),
  window({ model: 'n6', hourMs: 30 * hour, arm: 'control', crashes: 0 }),
];

type Subject = {
  readonly audience: Audience;
  readonly evidence: Evidence;
  /** Lets a check-in of that instant wait to be folded; null for none. */
  wait(receivedMs: number | null): Promise<void>;
  close(): Promise<void>;
};

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
    const { seenMs = attempts[index]?.heardMs ?? 1 } = attempts[index] ?? {};
    const times = { reportedMs: 1, enrolledMs: 1, seenMs, healthMs: 1 };
    const build = { reportedBuild: version, buildId: version === null ? null : 'nova-1' };
    await db.insert(devices).values({ ...names, ...rest, ...times, ...build });
    for (const cohortId of member) {
      await db.insert(cohortMembers).values({ productId: 'nova', cohortId, deviceId: `d${index}`, addedMs: 1 });
    }
  }
  await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
  await beginRollout(db, rollout());
  for (const [index, { model, seenMs: _, ...row }] of attempts.entries()) {
    await db
      .insert(installs)
      .values({ ...row, modelId: model, productId: 'nova', deviceId: `d${index}`, reason: null });
  }
  for (const { model, build, isTester, ageH, ...row } of windows) {
    const names = { productId: 'nova', channelId: 'stable', modelId: model, buildId: build };
    await db.insert(checkinHours).values({ ...names, ...row, devices: 1 });
    if (isTester === undefined && ageH === undefined) continue;
    const { freeS = 0, firstCrashes = 0 } = row;
    const part = { modelId: model, ...row, freeS, firstCrashes, isTester: isTester ?? false, ageH: ageH ?? 6 };
    await db.insert(checkinParts).values(part);
  }
  for (const { model, histogram, ...row } of measured) {
    for (const [bin, devices] of histogram)
      await db.insert(checkinMetrics).values({ modelId: model, ...row, bin, devices });
  }
  async function wait(receivedMs: number | null) {
    await db.delete(checkinQueue);
    if (receivedMs !== null) await db.insert(checkinQueue).values({ receivedMs, batch: '{}' });
  }
  return { audience: audienceStore(db), evidence: evidenceStore(db), wait, close: database.drop };
}

/** What devices measured, by days; n6 is in no other counts. */
const measured: readonly FakeMetric[] = [1, 2].flatMap((day) =>
  (['new', 'control'] as const).map((arm): FakeMetric => {
    const histogram =
      arm === 'new'
        ? ([[151, 3]] as const)
        : ([
            [150, 40],
            [-698, 2],
          ] as const);
    return { rolloutId: 1, model: 'n6', dayMs: day * 24 * hour, arm, metric: 'boot-time', histogram };
  }),
);

async function openFake(): Promise<Subject> {
  const waiting: number[] = [];
  const evidence = fakeEvidence(attempts, windows, waiting, measured);
  async function wait(receivedMs: number | null) {
    waiting.splice(0, waiting.length, ...(receivedMs === null ? [] : [receivedMs]));
  }
  return { audience: fakeAudience(fleet, { nova: named }), evidence, wait, close: async () => {} };
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
      { ...unasked, passCohorts: since('lab', 'staff', 'testers'), devices: 1 },
    ]);
    expect(await groupsBy({ cohorts: ['staff'] })).toContainEqual({
      ...unasked,
      passCohorts: since('staff'),
      devices: 1,
    });
  });

  it('are told apart by the band of their bucket', async () => {
    const bands = Uint8Array.from({ length: 1000 }, (_, bucket) => (bucket < 500 ? 0 : 7));
    expect(await groupsBy({}, bands)).toEqual([
      { ...unasked, band: 0, devices: 3 },
      { ...unasked, band: 7, devices: 3 },
    ]);
  });

  const span = { installsFromMs: 100, hoursFromMs: hour, daysFromMs: 0, stageFromMs: 200, modelsFromMs: {} };
  const rowsOf = async (changes: Partial<EvidenceQuestion>, nowMs: number): Promise<StageCounts> => {
    const question = { rolloutId: 1, models: ['n1', 'n2'], span, ...changes };
    const [rows] = await subject.evidence.loadRows([question], nowMs);
    return rows ?? expect.fail();
  };
  const byHour = <R extends { hourMs: number; newDue?: number }>(rows: readonly R[]) =>
    [...rows].sort((a, b) => a.hourMs - b.hourMs || (b.newDue ?? 0) - (a.newDue ?? 0));

  it('count their attempts by model, and those of the stage apart', async () => {
    const found = await rowsOf({}, 1_000);
    expect(found.models).toEqual(['n1', 'n2']);
    const boots = { bootsDue: 0, bootsMissed: 0 };
    expect([...found.installs].sort((a, b) => (a.model < b.model ? -1 : 1))).toMatchObject([
      { model: 'n1', accepted: 4, due: 4, failed: 1, confirmed: 1, ...boots },
      { model: 'n2', accepted: 2, due: 1, failed: 0, confirmed: 0, ...boots },
    ]);
    expect(found.stage).toEqual({ accepted: 2, due: 1, reported: 1 });
    expect(found.reachedMs).toBe(1_000);
  });

  it('count their attempts by the hour in which they began, whether or not they are due', async () => {
    const attempts = async (nowMs: number) => byHour((await rowsOf(wide, nowMs)).attempts ?? []);
    const counted = [
      { model: 'n3', hourMs: 0, accepted: 2, failed: 0 },
      { model: 'n3', hourMs: hour, accepted: 1, failed: 0 },
    ];
    expect(await attempts(2 * hour)).toEqual(counted);
    expect(await attempts(40 * hour)).toEqual(counted);
    expect((await rowsOf({}, 1_000)).attempts).toContainEqual({ model: 'n1', hourMs: 0, accepted: 4, failed: 1 });
  });

  it('are counted from later on where a model was taken out of quarantine', async () => {
    const found = await rowsOf({ span: { ...span, modelsFromMs: { n1: 150 } } }, 1_000);
    expect(found.installs.find(({ model }) => model === 'n1')).toMatchObject({ accepted: 1, failed: 1 });
    expect(found.windows).toMatchObject([{ hourMs: hour }, { hourMs: 2 * hour }]);
    const later = await rowsOf({ span: { ...span, modelsFromMs: { n1: hour + 1 } } }, 1_000);
    expect(later.windows).toMatchObject([{ hourMs: 2 * hour }]);
  });

  it('add their hours up by arm, of the models that the build is for', async () => {
    const crashless = { newCrashes: 0, controlExposureS: 0, controlCrashes: 0 };
    const free = { newFreeS: 0, newFirst: 0, controlFreeS: 0, controlFirst: 0 };
    expect(byHour((await rowsOf({}, 1_000)).windows)).toEqual([
      {
        model: 'n1',
        hourMs: hour,
        newExposureS: 1800.5,
        newCrashes: 1,
        controlExposureS: 10_800,
        controlCrashes: 2,
        ...free,
        parts: [],
      },
      { model: 'n1', hourMs: 2 * hour, newExposureS: 1800.5, ...crashless, ...free, parts: [] },
    ]);
  });

  it('tell what they measured by day and side, from the first whole day on that counts', async () => {
    const named = ({ histogram, ...row }: FakeMetric) => ({
      ...row,
      histogram: [...histogram].sort(([a], [b]) => a - b),
    });
    const found = async (daysFromMs: number, modelsFromMs = {}) => {
      const { metrics } = await rowsOf({ models: ['n6'], span: { ...span, daysFromMs, modelsFromMs } }, 1_000);
      return metrics
        .map((row) => named({ rolloutId: 1, ...row }))
        .sort((a, b) => a.dayMs - b.dayMs || (a.arm < b.arm ? 1 : -1));
    };
    expect(await found(0)).toEqual(measured.map(named));
    expect(await found(48 * hour)).toEqual(measured.slice(2).map(named));
    expect(await found(0, { n6: 24 * hour + 1 })).toEqual(measured.slice(2).map(named));
    expect((await rowsOf({}, 1_000)).metrics).toEqual([]);
  });

  it('tell the parts of testers and of young and old installs from all others', async () => {
    const found = byHour((await rowsOf({ models: ['n5'] }, 1_000)).windows);
    const nothingFirst = { freeS: 0, first: 0, fell: 0 };
    expect(found.map(({ hourMs, parts }) => [hourMs, [...parts].sort((a, b) => b.ageH - a.ageH)])).toEqual([
      [hour, [{ arm: 'new', isTester: false, ageH: 72, exposureS: 60, crashes: 1, freeS: 30, first: 1, fell: 0 }]],
      [
        2 * hour,
        [
          { arm: 'new', isTester: true, ageH: 24, exposureS: 90, crashes: 0, ...nothingFirst },
          { arm: 'control', isTester: true, ageH: 6, exposureS: 120, crashes: 0, ...nothingFirst },
        ],
      ],
    ]);
  });

  it('fall silent by age and standing as control does, once the day of the answer is over', async () => {
    const falls = async (nowMs: number) =>
      [...((await rowsOf({ models: ['n6'] }, nowMs)).falls ?? [])].sort(
        (a, b) => a.hourMs - b.hourMs || a.sinceH - b.sinceH,
      );
    expect(await falls(26 * hour - 1)).toEqual([]);
    const model = 'n6';
    const alone = { model, hourMs: hour, isTester: false, controlExposureS: 0, controlFell: 0 };
    const first = [
      { ...alone, sinceH: 0, exposureS: 100, fell: 3 },
      { ...alone, sinceH: 24, exposureS: 50, fell: 4 },
    ];
    expect(await falls(26 * hour)).toEqual(first);
    const at = { model, hourMs: 2 * hour };
    expect(await falls(40 * hour)).toEqual([
      ...first,
      { ...at, isTester: true, sinceH: 0, exposureS: 90, fell: 2, controlExposureS: 80, controlFell: 3 },
      { ...at, isTester: false, sinceH: 72, exposureS: 60, fell: 1, controlExposureS: 500, controlFell: 19 },
    ]);
  });

  const wide = {
    models: ['n3'],
    span: { installsFromMs: 0, hoursFromMs: 0, daysFromMs: 0, stageFromMs: 0, modelsFromMs: {} },
  };

  it('miss their boot when they restarted and were not heard within the hour', async () => {
    const boots = async (nowMs: number) => (await rowsOf(wide, nowMs)).installs;
    expect(await boots(2 * hour - 1)).toMatchObject([{ bootsDue: 0, bootsMissed: 0 }]);
    // Who was heard later than that has not missed it.
    expect(await boots(2 * hour)).toMatchObject([{ accepted: 3, bootsDue: 3, bootsMissed: 1 }]);
  });

  it('are away until they are heard, whatever they run then', async () => {
    const away = async (nowMs: number, model = 'n3') =>
      (await rowsOf({ ...wide, models: [model] }, nowMs)).installs[0]?.away;
    // Two of the three missed their hour, one of whom was heard after it.
    const atDeadline = { bootsMissed: 2, bootsLost: 0, gone: 0 };
    const none = { bootsDayOver: 0, bootsLost: 0, dayOver: 0, quiet: 0, threeDaysOver: 0, gone: 0, atDeadline };
    expect(await away(day - 1)).toEqual(none);
    expect(await away(day)).toEqual({ ...none, dayOver: 2 });
    const over = { bootsDayOver: 3, bootsLost: 1, dayOver: 3, quiet: 1 };
    const lost = { ...atDeadline, bootsLost: 1 };
    expect(await away(day + hour)).toEqual({ ...none, ...over, atDeadline: lost });
    expect(await away(3 * day + hour)).toEqual({
      ...over,
      threeDaysOver: 3,
      gone: 1,
      atDeadline: { ...lost, gone: 1 },
    });
    const back = { ...atDeadline, bootsMissed: 0, gone: 1 };
    expect(await away(3 * day, 'n4')).toEqual({ ...none, dayOver: 1, threeDaysOver: 1, atDeadline: back });
  });

  it('are silent or not once their day is over and somebody spoke after it, and so is control', async () => {
    const silences = async (nowMs: number) => byHour((await rowsOf(wide, nowMs)).silences);
    expect(await silences(25 * hour - 1)).toEqual([]);
    const none = { newDue: 0, newSilent: 0, controlDue: 0, controlSilent: 0 };
    const first = [
      { model: 'n3', hourMs: 0, ...none, newDue: 2 },
      { model: 'n3', hourMs: 0, ...none, controlDue: 9, controlSilent: 2 },
    ];
    expect(await silences(25 * hour)).toEqual(first);
    expect(await silences(40 * hour)).toEqual([
      ...first,
      { model: 'n3', hourMs: hour, ...none, newDue: 1, newSilent: 1 },
      { model: 'n3', hourMs: hour, ...none, controlDue: 5 },
    ]);
    expect((await rowsOf(wide, 40 * hour)).windows).toMatchObject([{ controlFreeS: 1200, controlFirst: 1 }, {}, {}]);
  });

  it('are not silent while their words wait to be folded', async () => {
    await subject.wait(25 * hour - 1);
    const found = await rowsOf(wide, 40 * hour);
    expect([found.reachedMs, found.silences]).toEqual([25 * hour - 1, []]);
    await subject.wait(null);
  });

  it('answer for several rollouts at once, each for itself', async () => {
    const question = { rolloutId: 1, models: ['n1'], span };
    const both = await subject.evidence.loadRows([question, { ...question, rolloutId: 2 }], 1_000);
    expect(both.map(({ installs: counts, windows: cells }) => [counts.length, cells.length])).toEqual([
      [1, 2],
      [0, 1],
    ]);
  });

  it('say nothing about a rollout nobody accepted', async () => {
    expect(await rowsOf({ rolloutId: 9, models: [] }, 1)).toEqual({
      models: [],
      stage: { accepted: 0, due: 0, reported: 0 },
      installs: [],
      windows: [],
      silences: [],
      attempts: [],
      metrics: [],
      falls: [],
      reachedMs: 1,
      side: null,
    });
    expect(await subject.evidence.loadTally(9, 1)).toEqual({ accepted: 0, confirmed: 0, failed: 0, silent: 0 });
  });

  it('are tallied over the whole rollout', async () => {
    const tally = { accepted: 11, confirmed: 4, failed: 1 };
    expect(await subject.evidence.loadTally(1, 999)).toEqual({ ...tally, silent: 0 });
    expect(await subject.evidence.loadTally(1, 1_000)).toEqual({ ...tally, silent: 2 });
  });
});
