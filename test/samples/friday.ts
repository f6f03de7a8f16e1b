// A Friday for pages to show: product nova, 2,000 devices of four models, and a rollout in each of the six states.

import { channels, models, products } from '../../src/adapters/postgres/schema/catalog.ts';
import { checkinHours, devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { assessRollout } from '../../src/app/assess-rollout.ts';
import type { NewDecision } from '../../src/app/ports/rollouts.ts';
import { deriveDefaultPolicy } from '../../src/domain/gate/policy.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import type { DecisionKind, Position, Rollout, Stage } from '../../src/domain/rollout/rollout.ts';
import { insertBuild } from '../contract/nova.ts';
import type { TestApp } from '../harness/app.ts';
import { candidate, planStage, rollout, stage, unapplied } from './rollouts.ts';

const modelNames = ['Nova-5G', 'Nova-Lite', 'Nova-Pro', 'Nova-Tab'];
const hourMs = 3_600_000;
const fleetSize = 2000;
const deviceName = (index: number): string => `SN-${String(index).padStart(5, '0')}`;
const modelOf = (index: number): string => modelNames[index % modelNames.length] ?? '';

/** The text that people and devices gave the service; tests put hostile strings here. */
export type Words = {
  readonly reason: string;
  readonly actor: string;
  readonly vendor: string;
  readonly stage: string;
};

const plainWords: Words = {
  reason: 'Battery drain reported by two testers; looking at it over the weekend.',
  actor: 'ada@laptop',
  vendor: 'V14.0.3.0.TKACNXM',
  stage: 'quarter',
};

export type Friday = Awaited<ReturnType<typeof insertFriday>>;

/** Ids of the rollouts by state. */
export async function insertFriday(test: TestApp, words: Words = plainWords) {
  const { db } = test.database;
  const nowMs = test.clock.ms;
  await insertFleet(test);
  const builds = [1, 2, 3, 4, 5, 6].map((counter) => buildOf(counter, words));
  for (const build of builds) await insertBuild(db, build);
  const plans = new Map<string, number>();
  for (const channel of ['stable', 'beta', 'internal']) {
    const recorded = await test.stores.plans.recordPlan(
      { ...unapplied({ channel, stages: [planStage('canary', 10)] }), appliedMs: nowMs },
      auditOf(nowMs),
    );
    plans.set(channel, recorded?.plan.id ?? 0);
  }
  const put = (build: Candidate | undefined, channel: string, steps: readonly Step[]) =>
    insertRollout(test, { build, channel, planId: plans.get(channel) ?? 0, words, steps });

  const completed = await put(builds[0], 'stable', [
    step('advance', { stageIndex: 1 }),
    step('promote', { stageIndex: 2 }),
    step('advance', { stageIndex: 3 }),
    step('complete', { state: 'completed' }),
  ]);
  const closed = await put(builds[1], 'beta', [step('close', { state: 'closed' })]);
  const retreated = await put(builds[2], 'stable', [
    step('halt', { state: 'halted' }),
    step('retreat', { state: 'retreated' }),
  ]);
  const running = await put(builds[3], 'stable', [
    step('advance', { stageIndex: 1 }),
    step('hold', { state: 'held' }),
    step('resume', {}),
  ]);
  await insertEvidence(test, running, { devices: 431, failed: 3, silent: 2, crashes: 14, sick: null });
  const halted = await put(builds[4], 'beta', [step('advance', { stageIndex: 1 })]);
  await insertEvidence(test, halted, { devices: 38, failed: 1, silent: 2, crashes: 96, sick: 'Nova-Lite' });
  await halt(test, halted);
  const held = await put(builds[5], 'internal', [step('hold', { state: 'held' })]);
  return {
    running: running.id,
    held: held.id,
    halted: halted.id,
    retreated: retreated.id,
    completed: completed.id,
    closed: closed.id,
  };
}

const auditOf = (atMs: number) => ({ atMs, actor: 'test', action: 'inserted', subject: 'friday', details: '{}' });

const buildOf = (counter: number, { vendor }: Words): Candidate =>
  candidate(counter, { models: modelNames, vendorVersion: `${vendor}.${counter}`, version: `14.${counter}.0` });

async function insertFleet(test: TestApp): Promise<void> {
  const { db } = test.database;
  const nowMs = test.clock.ms;
  await db.insert(products).values({ id: 'nova', name: 'Nova', createdMs: 1 });
  await db.insert(models).values(modelNames.map((id) => ({ productId: 'nova', id, name: id })));
  const timetables = { stable: 'Fri 17:00 Asia/Shanghai', beta: 'Wed 10:00 Europe/London', internal: null };
  await db.insert(channels).values(
    Object.entries(timetables).map(([id, timetable]) => ({
      productId: 'nova',
      id,
      timetable,
      pollS: 3600,
      departedMs: nowMs,
    })),
  );
  const rows = Array.from({ length: fleetSize }, (_, index) => ({
    productId: 'nova',
    id: deviceName(index),
    channelId: index % 10 === 0 ? 'beta' : 'stable',
    modelId: modelOf(index),
    bucket: index % 1000,
    region: 'CN',
    locale: 'zh-CN',
    reportedBuild: '14.1.0',
    buildId: null,
    reportedMs: nowMs,
    isTester: false,
    isBlocked: false,
    enrolledMs: 1,
    seenMs: nowMs,
    healthMs: nowMs,
  }));
  await db.insert(devices).values(rows);
}

type Step = { readonly kind: DecisionKind; readonly changes: Partial<Position> };
const step = (kind: DecisionKind, changes: Partial<Position>): Step => ({ kind, changes });

type Given = {
  readonly build: Candidate | undefined;
  readonly channel: string;
  readonly planId: number;
  readonly words: Words;
  readonly steps: readonly Step[];
};

/** A rollout that began six hours ago, with an hour between its decisions. */
async function insertRollout(test: TestApp, { build, channel, planId, words, steps }: Given): Promise<Rollout> {
  const startedMs = test.clock.ms - 30 * hourMs;
  const begun = rollout({
    channel,
    planId,
    buildId: build?.buildId ?? '',
    fallbackBuildId: build?.counter === 1 ? null : 'nova-1',
    startedMs,
    stageEnteredMs: startedMs,
    evidenceFromMs: startedMs,
    ceilingEndsMs: test.clock.ms + 60 * 24 * hourMs,
    stages: ladder(startedMs, words),
  });
  const { id: _, head: __, ...start } = begun;
  const recorded = await test.stores.rollouts.recordRollout(
    { rollout: { ...start, ceiling: '{}' }, decision: decisionOf('start', startedMs, words), departureMs: null },
    auditOf(startedMs),
  );
  if (!recorded.ok) throw new Error(recorded.refusal);
  let at = recorded.rollout;
  for (const [index, { kind, changes }] of steps.entries()) {
    const decidedMs = startedMs + (index + 1) * 7 * hourMs;
    const entered = changes.stageIndex === undefined ? {} : { stageEnteredMs: decidedMs };
    at = await move(test, at, { ...changes, ...entered }, decisionOf(kind, decidedMs, words));
  }
  return at;
}

const ladder = (startedMs: number, words: Words): Stage[] => [
  stage('canary', 10, { cohort: 'testers', bakeS: 4 * 3600, enteredMs: startedMs, notBeforeMs: startedMs }),
  stage(words.stage, 250, {
    bakeS: 48 * 3600,
    promote: 'approval',
    gates: deriveDefaultPolicy(1),
    notBeforeMs: startedMs,
  }),
  stage('half', 500, {
    bakeS: 48 * 3600,
    gates: { ...deriveDefaultPolicy(2), evidence: 'safety' },
    notBeforeMs: startedMs,
  }),
  stage('everybody', 1000, { bakeS: 72 * 3600, gates: deriveDefaultPolicy(3), notBeforeMs: startedMs }),
];

function decisionOf(kind: DecisionKind, decidedMs: number, words: Words): NewDecision {
  const own = { start: 'Friday departure.', advance: 'Bake time is over and no signal stands against it.' };
  const isOwn = kind === 'start' || kind === 'advance';
  const actor = kind === 'start' ? 'train' : kind === 'advance' ? 'gate' : words.actor;
  return { kind, actor, reason: isOwn ? own[kind] : words.reason, decidedMs, verdict: null, evidence: null };
}

async function move(test: TestApp, at: Rollout, changes: Partial<Position>, decision: NewDecision): Promise<Rollout> {
  const { state, stageIndex, stageEnteredMs, evidenceFromMs } = { ...at, state: 'running' as const, ...changes };
  const next = { state, stageIndex, stageEnteredMs, evidenceFromMs };
  await test.stores.rollouts.recordDecision(
    at.id,
    at.head,
    { next, decision, permit: null },
    auditOf(decision.decidedMs),
  );
  const moved = await test.stores.rollouts.loadRollout(at.id);
  if (moved === null) throw new Error('the rollout is gone');
  return moved;
}

async function halt(test: TestApp, at: Rollout): Promise<void> {
  const { verdict, evidence } = await assessRollout(test.stores, at, test.clock.ms);
  const reason = verdict.reasons[0]?.sentence ?? '';
  const decision = {
    kind: 'halt',
    actor: 'gate',
    reason,
    decidedMs: test.clock.ms - hourMs,
    verdict,
    evidence,
  } as const;
  await move(test, at, { state: 'halted' }, decision);
}

type Health = { devices: number; failed: number; silent: number; crashes: number; sick: string | null };

/** Attempts that ended as told, and ten hours of check-ins in which the build crashes that often, on one model or on all. */
async function insertEvidence(test: TestApp, at: Rollout, { devices: count, failed, silent, crashes, sick }: Health) {
  const { db } = test.database;
  const acceptedMs = at.stageEnteredMs + 60_000;
  const rows = Array.from({ length: count }, (_, index) => {
    const state =
      index < failed ? ('failed' as const) : index < failed + silent ? ('accepted' as const) : ('confirmed' as const);
    const isSilent = state === 'accepted';
    return {
      rolloutId: at.id,
      productId: 'nova',
      deviceId: deviceName(index),
      modelId: modelOf(index),
      state,
      acceptedMs,
      deadlineMs: test.clock.ms - (index % 5 === 4 ? -hourMs : 1000),
      stepMs: acceptedMs,
      heardMs: isSilent ? acceptedMs : test.clock.ms,
    };
  });
  await db.insert(installs).values(rows);
  const hours = Array.from(
    { length: 10 },
    (_, index) => Math.floor(at.startedMs / hourMs) * hourMs + (index + 8) * hourMs,
  );
  const windows = hours.flatMap((hour, index) =>
    modelNames.flatMap((modelId) => {
      const isSick = sick === null || sick === modelId;
      const own = {
        productId: 'nova',
        channelId: at.channel,
        rolloutId: at.id,
        modelId,
        buildId: at.buildId,
        hourMs: hour,
      };
      const share = crashes / (sick === null ? 40 : 10);
      const crashed = isSick ? Math.floor((index + 1) * share) - Math.floor(index * share) : index % 4 === 0 ? 1 : 0;
      return [
        { ...own, arm: 'new' as const, exposureS: 110 * 3600, crashes: crashed, devices: 110 },
        { ...own, arm: 'control' as const, exposureS: 370 * 3600, crashes: 1 + (index % 2), devices: 370 },
      ];
    }),
  );
  await db.insert(checkinHours).values(windows);
}
