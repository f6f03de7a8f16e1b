// The contract of events on PostgreSQL: each change leaves its own, a change that did not happen leaves none.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendEvents } from '../../src/adapters/postgres/append-events.ts';
import { buildUploadStore } from '../../src/adapters/postgres/build-uploads.ts';
import { buildStore } from '../../src/adapters/postgres/builds.ts';
import { inTransaction } from '../../src/adapters/postgres/database.ts';
import { issueStore } from '../../src/adapters/postgres/issues.ts';
import { outboxStore } from '../../src/adapters/postgres/outbox.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import { removalStore } from '../../src/adapters/postgres/removals.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { rolloutStore } from '../../src/adapters/postgres/rollouts.ts';
import type { Event, NewEvent } from '../../src/domain/event/event.ts';
import { positionOf } from '../../src/domain/rollout/rollout.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { artifactOf, draftOf } from '../samples/builds.ts';
import { filing } from '../samples/reports.ts';
import { candidate, rollout, unapplied } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(20);
  await insertNova(database.db);
  for (const counter of [1, 2, 3]) await insertBuild(database.db, candidate(counter));
});
afterAll(() => database.drop());

/** What was told since it was asked last. */
let seen = 0;
async function told(): Promise<Event[]> {
  const all = await outboxStore(database.db).loadUnspread(10_000);
  const fresh = all.filter(({ seq }) => seq > seen);
  seen = Math.max(seen, ...fresh.map(({ seq }) => seq));
  return fresh;
}

const audit = auditEntry('nova');
const said = { audience: 'change', author: 'ada', text: 'It was looked at.', atMs: 5_000 } as const;
const issueOf = async (number: number) =>
  (await issueStore(database.db).loadIssue('nova', number))?.issue ?? expect.fail(`no issue ${number}`);

describe('events of issues', () => {
  const issues = () => issueStore(database.db);
  const reports = () => reportStore(database.db);
  async function settleAll(): Promise<void> {
    await reports().recordSettled((await reports().loadWaiting(100)).map(({ seq }) => seq));
  }

  it('tells of an issue once, whatever the number of its reports', async () => {
    await Promise.all(
      ['a1', 'a2', 'a3', 'a4'].map((id) => reports().recordReport(filing(id, { key: 'a'.repeat(32) }))),
    );
    const [made, ...more] = await told();
    expect(more).toEqual([]);
    expect(made).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
      seq: expect.any(Number),
      type: 'issue.made',
      product: 'nova',
      subject: 'issue/1',
      atMs: 100,
      data: {
        issue: {
          number: 1,
          kind: 'crash',
          title: 'Camera dies',
          status: 'new',
          fixedIn: null,
          mergedInto: null,
          assignee: null,
          regressed: false,
          hidden: false,
        },
        build: '1.2.0',
      },
    });
  });

  it('tells of a change with what was before, and not of one that lost its race', async () => {
    await settleAll();
    const issue = await issueOf(1);
    await issues().recordChange(
      issue,
      { status: 'fixed', fixedIn: 'nova-2' },
      { ...said, told: 'It is fixed.' },
      audit,
    );
    await issues().recordChange(issue, { status: 'triaged' }, { ...said, told: null }, audit);
    expect(await told()).toMatchObject([
      {
        type: 'issue.changed',
        atMs: 5_000,
        data: {
          issue: { status: 'fixed', fixedIn: 'nova-2' },
          before: { status: 'new', fixedIn: null },
          by: 'ada',
          sentence: said.text,
          told: 'It is fixed.',
        },
      },
    ]);
  });

  it('tells what is said to reporters, and nothing of what the house says to itself', async () => {
    await issues().recordComment('nova', 1, { ...said, audience: 'internal', text: 'between us' }, audit);
    await issues().recordComment('nova', 1, { ...said, audience: 'tester', text: 'Thank you.' }, audit);
    await issues().recordComment('nova', 99, { ...said, audience: 'tester' }, audit);
    expect(await told()).toMatchObject([{ type: 'issue.commented', data: { text: 'Thank you.', by: 'ada' } }]);
  });

  it('tells of a regression once', async () => {
    const names = ['1.1.0', '1.3.0', '1.3.0'];
    for (const [at, name] of names.entries())
      await reports().recordReport(filing(`r${at}`, { key: 'a'.repeat(32), buildNames: [name], receivedMs: 7_000 }));
    await settleAll();
    expect(await told()).toMatchObject([
      { type: 'issue.regressed', atMs: 7_000, data: { issue: { number: 1, regressed: true } } },
    ]);
  });

  it('tells of a merge and a split, and of none that was refused', async () => {
    await reports().recordReport(filing('b1', { key: 'b'.repeat(32) }));
    await issues().recordMerge('nova', { from: 2, into: 1 }, said, audit);
    await issues().recordMerge('nova', { from: 2, into: 1 }, said, audit);
    await issues().recordSplit('nova', { from: 1, key: 'b'.repeat(32) }, said, audit);
    await issues().recordSplit('nova', { from: 1, key: 'f'.repeat(32) }, said, audit);
    expect(await told()).toMatchObject([
      { type: 'issue.made', subject: 'issue/2' },
      { type: 'issue.merged', subject: 'issue/2', data: { issue: { status: 'duplicate', mergedInto: 1 }, by: 'ada' } },
      { type: 'issue.split', subject: 'issue/2', data: { issue: { status: 'new', mergedInto: null }, from: 1 } },
    ]);
  });

  it('forgets the words of reports that are erased', async () => {
    await reports().recordReport(filing('e1', { key: 'e'.repeat(32), title: 'Words of somebody' }));
    await removalStore(database.db).recordRemoved([{ product: 'nova', id: 'e1' }]);
    expect(JSON.stringify(await told())).not.toContain('Words of somebody');
  });
});

describe('events of builds', () => {
  it('tells when one is published and when it is withdrawn, once each', async () => {
    const builds = buildStore(database.db);
    const image = artifactOf(new TextEncoder().encode('image of the tenth'));
    await builds.recordDraft(draftOf(10, { artifact: image }), audit);
    await builds.recordSealed('nova-10', { release: '5.fw-nova.json', sealedMs: 70 }, audit);
    expect(await told()).toEqual([]);
    await buildUploadStore(database.db).recordVerified('nova-10', 40, audit);
    for (const _ of [1, 2]) await builds.recordSealed('nova-10', { release: '5.fw-nova.json', sealedMs: 70 }, audit);
    for (const _ of [1, 2])
      await builds.recordWithdrawn('nova-10', { reason: 'it burns', actor: 'ada', withdrawnMs: 80 }, audit);
    const facts = { build: 'nova-10', channel: 'stable', version: '1.10.0', counter: 10, models: ['n1', 'n2'] };
    expect(await told()).toMatchObject([
      { type: 'build.published', subject: 'build/nova-10', atMs: 70, data: facts },
      {
        type: 'build.withdrawn',
        subject: 'build/nova-10',
        atMs: 80,
        data: { ...facts, by: 'ada', reason: 'it burns' },
      },
    ]);
  });
});

describe('events of rollouts', () => {
  it('tells each decision with its stage, in order, and none of the loser of a race', async () => {
    await planStore(database.db).recordPlan({ ...unapplied() }, audit);
    const rollouts = rolloutStore(database.db);
    const { id: _, head: __, ...begun } = rollout();
    const none = { verdict: null, evidence: null, asked: null, models: [], overrideUntilMs: null };
    const decided = { actor: 'ada', reason: 'because', decidedMs: 50, ...none };
    const start = {
      rollout: { ...begun, ceiling: 'x' },
      decision: { ...decided, kind: 'start' as const },
      departureMs: null,
    };
    const answer = await rollouts.recordRollout(start, audit);
    expect((await rollouts.recordRollout(start, audit)).ok).toBe(false);
    const { id } = answer.ok ? answer.rollout : expect.fail(answer.refusal);
    const next = { ...begun, state: 'held' as const, stageIndex: 1 };
    const move = { next, decision: { ...decided, kind: 'hold' as const }, permit: null, fence: null };
    const { stages, ...position } = next;
    const moved = { ...move, next: pick(position) };
    const races = await Promise.all([1, 2, 3].map(() => rollouts.recordDecision(id, 1, moved, audit)));
    expect(races.filter((each) => each !== null)).toHaveLength(1);
    expect(await told()).toMatchObject([
      {
        type: 'rollout.started',
        subject: `rollout/${id}`,
        data: { rollout: id, build: begun.buildId, decision: 1, stage: { index: 0, name: stages[0]?.name }, by: 'ada' },
      },
      { type: 'rollout.held', data: { state: 'held', decision: 2, stage: { index: 1, name: stages[1]?.name } } },
    ]);
  });
});

const pick = (from: Omit<Parameters<typeof rollout>[0] & object, never>) => {
  return positionOf(rollout(from));
};

describe('appending', () => {
  const asks = (once?: string): NewEvent => ({
    type: 'issue.regressed',
    product: 'nova',
    subject: 'issue/1',
    atMs: 1,
    data: { issue: { ...facts, number: 1 } },
    ...(once === undefined ? {} : { once }),
  });
  const facts = {
    number: 1,
    kind: 'crash',
    title: 't',
    status: 'new',
    fixedIn: null,
    mergedInto: null,
    assignee: null,
    regressed: true,
    hidden: false,
  } as const;

  it('leaves nothing of a change that was undone', async () => {
    await expect(
      inTransaction(database.db, async (tx) => {
        await appendEvents(tx, [asks()]);
        await tx.execute(sql`select 1 / 0`);
      }),
    ).rejects.toThrow();
    expect(await told()).toEqual([]);
  });

  it('keeps once what has a name', async () => {
    for (const _ of [1, 2, 3]) await inTransaction(database.db, (tx) => appendEvents(tx, [asks('asked/1')]));
    expect(await told()).toHaveLength(1);
  });

  it('numbers events of one subject in the order of their commits, however long a change takes', async () => {
    const committed: number[] = [];
    const change = (at: number) =>
      inTransaction(database.db, async (tx) => {
        await appendEvents(tx, [{ ...asks(), atMs: at }]);
        await tx.execute(sql`select pg_sleep(${((at * 7) % 5) / 100})`);
        committed.push(at);
      });
    await Promise.all(Array.from({ length: 15 }, (_, at) => change(at)));
    expect((await told()).map(({ atMs }) => atMs)).toEqual(committed);
  });
});
