// The contract of what completed rollouts taught: on the fake and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessonStore } from '../../src/adapters/postgres/lessons.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { rolloutStore } from '../../src/adapters/postgres/rollouts.ts';
import type { Lessons } from '../../src/app/ports/lessons.ts';
import type { Rollouts } from '../../src/app/ports/rollouts.ts';
import type { Lesson } from '../../src/domain/gate/lesson.ts';
import { positionOf, type RolloutState } from '../../src/domain/rollout/rollout.ts';
import { fakeLessons } from '../fakes/lessons.ts';
import { fakeRollouts } from '../fakes/rollouts.ts';
import { fakeTrains } from '../fakes/trains.ts';
import { freshDatabase } from '../harness/database.ts';
import { candidate, rollout, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

type Subject = { readonly rollouts: Rollouts; readonly lessons: Lessons; close(): Promise<void> };

async function openFake(): Promise<Subject> {
  const rollouts = fakeRollouts(fakeTrains());
  return { rollouts, lessons: fakeLessons(rollouts), close: async () => {} };
}

async function openPostgres(): Promise<Subject> {
  const { db, drop } = await freshDatabase();
  await insertNova(db);
  await insertBuild(db, candidate(1));
  await planStore(db).recordPlan(unapplied(), auditEntry('plan'));
  return { rollouts: rolloutStore(db), lessons: lessonStore(db), close: drop };
}

const lessonOf = (week: number): Lesson => ({
  shares: { boot: { events: week, devices: 1000 } },
  lasting: {},
  crash: { logRatio: 0.125, variance: 0.5 },
  reports: [{ day: 0, isTester: true, devices: week, deviceDays: 1.5 }],
});

const remembered = (week: number, isBeforeReference: boolean) => ({ ...lessonOf(week), isBeforeReference });

const decision = {
  actor: 'gate',
  reason: 'r',
  decidedMs: 1,
  verdict: null,
  evidence: null,
  asked: null,
  models: [],
  overrideUntilMs: null,
};

describe.each([
  { name: 'fake', open: openFake },
  { name: 'postgres', open: openPostgres },
])('lessons on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  /** A rollout that ends in a state, and teaches something or nothing. */
  async function pass(channel: string, state: RolloutState, lesson?: Lesson): Promise<void> {
    const { id: _, head: __, ...begun } = rollout({ channel, buildId: 'nova-1' });
    const start = {
      rollout: { ...begun, ceiling: '{}' },
      decision: { ...decision, kind: 'start' },
      departureMs: null,
    } as const;
    const started = await subject.rollouts.recordRollout(start, auditEntry('start'));
    if (!started.ok) throw new Error(started.refusal);
    const next = { ...positionOf(begun), state };
    const move = { next, decision: { ...decision, kind: 'complete' }, permit: null, fence: null } as const;
    const moved = lesson === undefined ? move : { ...move, lesson };
    expect(await subject.rollouts.recordDecision(started.rollout.id, 1, moved, auditEntry('end'))).not.toBeNull();
  }

  const load = (...channels: string[]) =>
    subject.lessons.loadLessons(channels.map((channel) => ({ product: 'nova', channel })));

  it('are none before a rollout went all the way', async () => {
    await pass('stable', 'retreated', lessonOf(99));
    await pass('stable', 'completed');
    expect(await load('stable', 'beta')).toEqual([[], []]);
    expect(await load()).toEqual([]);
  });

  it('come newest first, a quarter of them, for each channel in the order of the question', async () => {
    await pass('beta', 'completed', lessonOf(50));
    for (let week = 1; week <= 14; week++) await pass('stable', 'completed', lessonOf(week));
    const [beta, stable] = await load('beta', 'stable');
    expect(beta).toEqual([remembered(50, false)]);
    expect(stable).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((week) => remembered(week, false)));
  });

  it('say which of them lie before the build that a person made the reference', async () => {
    await pass('beta', 'completed');
    await pass('beta', 'closed');
    await pass('beta', 'completed', lessonOf(52));
    expect(await load('beta')).toEqual([[remembered(52, false), remembered(50, true)]]);
  });
});
