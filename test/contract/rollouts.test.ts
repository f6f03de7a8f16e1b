// The contract of rollouts, decisions and departures, run on the fakes and on PostgreSQL.
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaseStore } from '../../src/adapters/postgres/leases.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { rolloutStore } from '../../src/adapters/postgres/rollouts.ts';
import { decisions, rollouts } from '../../src/adapters/postgres/schema/rollouts.ts';
import { trainStore } from '../../src/adapters/postgres/trains.ts';
import type { Move, NewDecision, Rollouts, Start } from '../../src/app/ports/rollouts.ts';
import type { Trains } from '../../src/app/ports/trains.ts';
import { deriveEvidence } from '../../src/domain/gate/rows.ts';
import { deriveAsked } from '../../src/domain/rollout/assess.ts';
import { type DecisionKind, positionOf, type Rollout } from '../../src/domain/rollout/rollout.ts';
import { fakeRollouts } from '../fakes/rollouts.ts';
import { fakeTrains } from '../fakes/trains.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { candidate, rollout, unapplied } from '../samples/rollouts.ts';
import { healthyRows } from '../unit/gate/samples.ts';
import { auditEntry, auditedSubjects } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

const timetable = 'Fri 17:00 Asia/Shanghai';

type Subject = {
  readonly rollouts: Rollouts;
  readonly trains: Trains;
  readonly database: FreshDatabase | null;
  audited(): Promise<string[]>;
  close(): Promise<void>;
};

async function openPostgres(): Promise<Subject> {
  const database = await freshDatabase(20);
  await insertNova(database.db, { stable: timetable, beta: timetable });
  for (const counter of [1, 2, 3]) await insertBuild(database.db, candidate(counter));
  await planStore(database.db).recordPlan({ ...unapplied() }, auditEntry('plan'));
  return {
    rollouts: rolloutStore(database.db),
    trains: trainStore(database.db),
    database,
    audited: async () => (await auditedSubjects(database)).filter((subject) => subject !== 'plan'),
    close: database.drop,
  };
}

async function openFake(): Promise<Subject> {
  const train = { product: 'nova', timetable, departedMs: 0 };
  const trains = fakeTrains({ ...train, channel: 'stable' }, { ...train, channel: 'beta' });
  const fake = fakeRollouts(trains);
  const audited = async () => [...fake.audited, ...trains.audited].map(({ subject }) => subject);
  return { rollouts: fake, trains, database: null, audited, close: async () => {} };
}

const decision = (kind: DecisionKind, changes: Partial<NewDecision> = {}): NewDecision => ({
  kind,
  actor: 'ada',
  reason: 'because',
  decidedMs: 50,
  verdict: null,
  evidence: null,
  asked: null,
  overrideUntilMs: null,
  models: [],
  ...changes,
});

function start(changes: Partial<Rollout> = {}, departureMs: number | null = null): Start {
  const { id: _, head: __, ...begun } = rollout(changes);
  return { rollout: { ...begun, ceiling: '{"ceiling":1}' }, decision: decision('start'), departureMs };
}

async function begin(subject: Subject, changes: Partial<Rollout> = {}): Promise<Rollout> {
  const answer = await subject.rollouts.recordRollout(start(changes), auditEntry('start'));
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.rollout;
}

const move = (of: Rollout, kind: DecisionKind, changes: Partial<Rollout> = {}, permit: string | null = null): Move => {
  const next = positionOf({
    ...of,
    ...changes,
  });
  return { next, decision: decision(kind), permit, fence: null };
};

describe('the lease of the gate on PostgreSQL', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openPostgres();
  });
  afterAll(() => subject.close());

  it('fences off an evaluator that was stopped past its lease and woke up: 200 times, no effect', async () => {
    const leases = leaseStore(subject.database?.db ?? expect.fail());
    let at = await begin(subject);
    for (let round = 0; round < 200; round += 1) {
      const stale = await leases.takeLease('gate', { nowMs: 1000 * round, lastsMs: 100 });
      expect(await leases.takeLease('gate', { nowMs: 1000 * round + 99, lastsMs: 100 })).toBeNull();
      const fresh = await leases.takeLease('gate', { nowMs: 1000 * round + 100, lastsMs: 100 });
      expect(fresh).toBe((stale ?? 0) + 1);
      const late = { ...move(at, 'advance'), fence: stale };
      expect(await subject.rollouts.recordDecision(at.id, at.head, late, auditEntry('stale'))).toBeNull();
      const own = { ...move(at, 'advance'), fence: fresh };
      expect(await subject.rollouts.recordDecision(at.id, at.head, own, auditEntry('fresh'))).not.toBeNull();
      at = (await subject.rollouts.loadRollout(at.id)) ?? expect.fail();
      await leases.releaseLease('gate', stale ?? 0);
      expect(await leases.takeLease('gate', { nowMs: 1000 * round + 101, lastsMs: 1 })).toBeNull();
    }
    expect(await subject.audited()).not.toContain('stale');
  });

  it('is free again when it was given back', async () => {
    const leases = leaseStore(subject.database?.db ?? expect.fail());
    const fence = await leases.takeLease('gate', { nowMs: 1e9, lastsMs: 1e9 });
    await leases.releaseLease('gate', fence ?? 0);
    expect(await leases.takeLease('gate', { nowMs: 1e9, lastsMs: 1 })).toBe((fence ?? 0) + 1);
  });
});

describe.each([
  { name: 'fake', open: openFake },
  { name: 'postgres', open: openPostgres },
])('rollouts on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('starts a rollout with its stages and its first decision', async () => {
    const begun = await begin(subject);
    expect(begun).toEqual(rollout({ id: begun.id, head: 1 }));
    expect(await subject.rollouts.loadRollout(begun.id)).toEqual(begun);
    expect(await subject.rollouts.loadOpenRollouts()).toEqual([begun]);
    const { items } = await subject.rollouts.loadDecisions(begun.id, { limit: 10, after: null });
    expect(items).toEqual([{ ...decision('start'), number: 1, parent: null, state: 'running', stageIndex: 0 }]);
    expect(await subject.audited()).toEqual(['start']);
  });

  it('refuses a second open rollout on the channel, and takes one on another', async () => {
    const answer = await subject.rollouts.recordRollout(start({ buildId: 'nova-3' }), auditEntry('second'));
    expect(answer).toEqual({ ok: false, refusal: 'rollout-open' });
    const beta = await begin(subject, { channel: 'beta' });
    expect((await subject.rollouts.loadOpenRollouts()).map(({ channel }) => channel)).toEqual(['stable', 'beta']);
    await subject.rollouts.recordDecision(beta.id, 1, move(beta, 'close', { state: 'closed' }), auditEntry('close'));
  });

  it('moves a rollout on its head alone, and keeps the decision with its evidence', async () => {
    const [at] = await subject.rollouts.loadOpenRollouts();
    if (at === undefined) throw new Error('no open rollout');
    const next = move(at, 'advance', { stageIndex: 1, stageEnteredMs: 60 });
    const evidence = deriveEvidence(healthyRows());
    const asked = deriveAsked(at, 60);
    const judged = { ...next, decision: { ...next.decision, actor: 'gate', evidence, asked } };
    const recorded = await subject.rollouts.recordDecision(at.id, 1, judged, auditEntry('advance'));
    expect(recorded).toMatchObject({
      number: 2,
      parent: 1,
      kind: 'advance',
      stageIndex: 1,
      state: 'running',
      evidence,
      asked,
    });
    expect(await subject.rollouts.recordDecision(at.id, 1, next, auditEntry('late'))).toBeNull();
    const now = await subject.rollouts.loadRollout(at.id);
    expect(now).toMatchObject({ head: 2, stageIndex: 1, stageEnteredMs: 60 });
    expect(now?.stages.map(({ enteredMs }) => enteredMs)).toEqual([at.stages[0]?.enteredMs, 60, null]);
    expect(await subject.audited()).not.toContain('late');
  });

  it('keeps who is in quarantine, since when models count again, and the tranches of a stage', async () => {
    const [at] = await subject.rollouts.loadOpenRollouts();
    if (at === undefined) throw new Error('no open rollout');
    const changes = { quarantined: ['n2'], liftedMs: { n1: 70 }, tranches: 2 };
    const step = move(at, 'quarantine', changes);
    const named = { ...step, decision: { ...step.decision, models: ['n2'] } };
    expect(await subject.rollouts.recordDecision(at.id, at.head, named, auditEntry('out'))).toMatchObject({
      kind: 'quarantine',
      models: ['n2'],
    });
    expect(await subject.rollouts.loadRollout(at.id)).toMatchObject(changes);
    const back = move(at, 'lift', { quarantined: [], liftedMs: {}, tranches: 0 });
    await subject.rollouts.recordDecision(at.id, at.head + 1, back, auditEntry('in'));
  });

  it('keeps who overrode the gate, why and until when, in the rollout and in the decision', async () => {
    const [at] = await subject.rollouts.loadOpenRollouts();
    if (at === undefined) throw new Error('no open rollout');
    expect(at.override).toBeNull();
    const override = { by: 'mei', reason: 'a bad cable: "lab" ☂', fromMs: 80, untilMs: 90 };
    const step = move(at, 'resume', { override });
    const over = { ...step, decision: { ...step.decision, overrideUntilMs: 90 } };
    const recorded = await subject.rollouts.recordDecision(at.id, at.head, over, auditEntry('over the gate'));
    expect(recorded).toMatchObject({ kind: 'resume', overrideUntilMs: 90 });
    expect((await subject.rollouts.loadRollout(at.id))?.override).toEqual(override);
    const { items } = await subject.rollouts.loadDecisions(at.id, { limit: 2, after: null });
    expect(items.map(({ overrideUntilMs }) => overrideUntilMs)).toEqual([90, null]);
    const plain = move({ ...at, override }, 'resume', {});
    await subject.rollouts.recordDecision(at.id, at.head + 1, plain, auditEntry('on'));
    expect((await subject.rollouts.loadRollout(at.id))?.override).toEqual(override);
  });

  it('keeps the time a stage was reached first when it begins again', async () => {
    const [at] = await subject.rollouts.loadOpenRollouts();
    if (at === undefined) throw new Error('no open rollout');
    const resumed = move(at, 'resume', { stageEnteredMs: 99, evidenceFromMs: 99 });
    await subject.rollouts.recordDecision(at.id, at.head, resumed, auditEntry('resume'));
    const now = await subject.rollouts.loadRollout(at.id);
    expect(now).toMatchObject({ stageEnteredMs: 99, evidenceFromMs: 99 });
    expect(now?.stages[1]?.enteredMs).toBe(60);
  });

  it('lets exactly one of many deciders win, every time', async () => {
    const [opened] = await subject.rollouts.loadOpenRollouts();
    let at = opened;
    for (let round = 0; round < 200; round += 1) {
      if (at === undefined || at === null) throw new Error('no open rollout');
      const next = move(at, 'promote');
      const { id, head } = at;
      const tries = await Promise.all(
        Array.from({ length: 5 }, (_, who) =>
          subject.rollouts.recordDecision(id, head, next, auditEntry(`race ${who}`)),
        ),
      );
      expect(tries.filter((decided) => decided !== null)).toHaveLength(1);
      at = (await subject.rollouts.loadRollout(id)) ?? undefined;
      expect(at?.head).toBe(head + 1);
    }
  });

  it('pages decisions newest first, without a gap', async () => {
    const [at] = await subject.rollouts.loadOpenRollouts();
    const id = at?.id ?? 0;
    const first = await subject.rollouts.loadDecisions(id, { limit: 150, after: null });
    const second = await subject.rollouts.loadDecisions(id, { limit: 150, after: first.next });
    const numbers = [...first.items, ...second.items].map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 207 }, (_, at) => 207 - at));
    expect(second.next).toBeNull();
  });

  it('finds the newest completed rollout of any other build', async () => {
    const [at] = await subject.rollouts.loadOpenRollouts();
    if (at === undefined) throw new Error('no open rollout');
    expect(await subject.rollouts.loadLastCompleted('nova', 'stable', '')).toBeNull();
    await subject.rollouts.recordDecision(
      at.id,
      at.head,
      move(at, 'complete', { state: 'completed' }),
      auditEntry('done'),
    );
    expect(await subject.rollouts.loadLastCompleted('nova', 'stable', '')).toMatchObject({ id: at.id });
    expect(await subject.rollouts.loadLastCompleted('nova', 'stable', at.buildId)).toBeNull();
    expect(await subject.rollouts.loadLastCompleted('nova', 'beta', '')).toBeNull();
  });

  it('lists rollouts newest first, by product, channel and state', async () => {
    const ids = async (
      filter: Partial<Parameters<Rollouts['loadRollouts']>[0]>,
      limit = 10,
      after: string | null = null,
    ) => {
      const all = { product: null, channel: null, state: null, ...filter };
      return (await subject.rollouts.loadRollouts(all, { limit, after })).items.map(({ channel }) => channel);
    };
    expect(await ids({})).toEqual(['beta', 'stable']);
    expect(await ids({ product: 'luna' })).toEqual([]);
    expect(await ids({ product: 'nova', channel: 'stable' })).toEqual(['stable']);
    expect(await ids({ state: 'closed' })).toEqual(['beta']);
    const page = await subject.rollouts.loadRollouts(
      { product: null, channel: null, state: null },
      { limit: 1, after: null },
    );
    expect(await ids({}, 1, page.next)).toEqual(['stable']);
  });

  it('decides a departure once, by a start or by a skip', async () => {
    const skip = { product: 'nova', channel: 'stable', skipped: 'nothing-sealed', decidedMs: 7 } as const;
    expect(await subject.trains.recordSkip({ ...skip, departureMs: 100 }, auditEntry('skip'))).toBe(true);
    expect(await subject.trains.recordSkip({ ...skip, departureMs: 100 }, auditEntry('again'))).toBe(false);
    const late = await subject.rollouts.recordRollout(start({}, 100), auditEntry('late start'));
    expect(late).toEqual({ ok: false, refusal: 'departure-decided' });
    const left = await subject.rollouts.recordRollout(start({}, 200), auditEntry('left'));
    expect(left).toMatchObject({ ok: true });
    expect(await subject.trains.recordSkip({ ...skip, departureMs: 200 }, auditEntry('again'))).toBe(false);
    expect(await subject.trains.loadDepartures('nova', 'stable', 10)).toEqual([
      { departureMs: 200, rolloutId: left.ok ? left.rollout.id : 0, skipped: null, decidedMs: 50 },
      { departureMs: 100, rolloutId: null, skipped: 'nothing-sealed', decidedMs: 7 },
    ]);
    expect(await subject.trains.loadTrains('nova')).toEqual([
      { product: 'nova', channel: 'beta', timetable, departedMs: 0 },
      { product: 'nova', channel: 'stable', timetable, departedMs: 200 },
    ]);
    expect(await subject.trains.loadTrains('luna')).toEqual([]);
  });

  it('leaves a departure undecided when its rollout cannot start', async () => {
    const refused = await subject.rollouts.recordRollout(start({}, 300), auditEntry('blocked'));
    expect(refused).toEqual({ ok: false, refusal: 'rollout-open' });
    expect((await subject.trains.loadTrains(null)).find(({ channel }) => channel === 'stable')?.departedMs).toBe(200);
    expect(await subject.audited()).not.toContain('blocked');
  });

  it('looks at a completed rollout while it is watched, and no other begins on its channel', async () => {
    const watched = await begin(subject, { channel: 'beta' });
    const done = move(watched, 'complete', { state: 'completed', watchUntilMs: 900 });
    await subject.rollouts.recordDecision(watched.id, 1, done, auditEntry('watch'));
    const idsAt = async (ms?: number) =>
      (await subject.rollouts.loadOpenRollouts(ms)).flatMap(({ id, channel }) => (channel === 'beta' ? [id] : []));
    expect([await idsAt(), await idsAt(900), await idsAt(899)]).toEqual([[], [], [watched.id]]);
    expect(await subject.rollouts.loadRollout(watched.id)).toMatchObject({ watchUntilMs: 900, watchS: 5 * 86_400 });
    const later = await begin(subject, { channel: 'beta' });
    expect(await idsAt(899)).toEqual([later.id]);
    const { watchUntilMs } = (await subject.rollouts.loadRollout(watched.id)) ?? {};
    expect(watchUntilMs).toBeLessThan(899);
    await subject.rollouts.recordDecision(later.id, 1, move(later, 'close', { state: 'closed' }), auditEntry('shut'));
    expect(await idsAt(899)).toEqual([]);
  });
});

describe('decisions in PostgreSQL', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openPostgres();
  });
  afterAll(() => subject.close());

  it('are never changed or removed, whoever asks', async () => {
    const { db } = subject.database ?? (await freshDatabase());
    const begun = await begin(subject);
    const isOurs = eq(decisions.rolloutId, begun.id);
    await expect(db.update(decisions).set({ reason: 'another' }).where(isOurs)).rejects.toThrow();
    await expect(db.delete(decisions).where(isOurs)).rejects.toThrow();
    expect((await db.select().from(decisions).where(isOurs)).map(({ reason }) => reason)).toEqual(['because']);
  });

  it('keep a permit with the rollout it takes back, and want a map for each change', async () => {
    const { db } = subject.database ?? (await freshDatabase());
    const [at] = await subject.rollouts.loadOpenRollouts();
    if (at === undefined) throw new Error('no open rollout');
    const wanted = async () =>
      Number((await db.execute<{ wanted: string }>(sql`select wanted from map_state`))[0]?.wanted);
    const before = await wanted();
    const retreat = move(at, 'retreat', { state: 'retreated' }, '{"permit":1}');
    await subject.rollouts.recordDecision(at.id, at.head, retreat, auditEntry('retreat'));
    const [row] = await db.select().from(rollouts).where(eq(rollouts.id, at.id));
    expect(row).toMatchObject({ permit: '{"permit":1}', ceiling: '{"ceiling":1}', state: 'retreated' });
    expect(await wanted()).toBe(before + 1);
  });
});
