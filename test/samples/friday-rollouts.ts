// Rollouts with decisions and evidence behind them, written straight into a test's database.
import { checkinHours, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { assessRollout } from '../../src/app/assess-rollout.ts';
import type { NewDecision } from '../../src/app/ports/rollouts.ts';
import { deriveDefaultPolicy } from '../../src/domain/gate/policy.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import {
  type DecisionKind,
  type Position,
  positionOf,
  type Rollout,
  type Stage,
} from '../../src/domain/rollout/rollout.ts';
import type { TestApp } from '../harness/app.ts';
import { rollout, stage } from './rollouts.ts';

export const modelNames = ['Nova-5G', 'Nova-Lite', 'Nova-Pro', 'Nova-Tab'];
const hourMs = 3_600_000;
export const deviceName = (index: number): string => `SN-${String(index).padStart(5, '0')}`;

/** The text that people and devices gave the service; tests put hostile strings here. */
export type Words = {
  readonly reason: string;
  readonly actor: string;
  readonly vendor: string;
  readonly stage: string;
};

export const plainWords: Words = {
  reason: 'Battery drain reported by two testers; looking at it over the weekend.',
  actor: 'ada@laptop',
  vendor: 'V14.0.3.0.TKACNXM',
  stage: 'quarter',
};

export const auditOf = (atMs: number) => ({
  atMs,
  actor: 'test',
  action: 'inserted',
  subject: 'friday',
  details: '{}',
});

export type Step = { readonly kind: DecisionKind; readonly changes: Partial<Position> };
export const step = (kind: DecisionKind, changes: Partial<Position>): Step => ({ kind, changes });

type Given = {
  readonly build: Candidate | undefined;
  readonly channel: string;
  readonly planId: number;
  readonly words: Words;
  readonly steps: readonly Step[];
};

/** A rollout that began thirty hours ago, with seven hours between its decisions. */
export async function insertRollout(test: TestApp, { build, channel, planId, words, steps }: Given): Promise<Rollout> {
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
  return {
    kind,
    actor,
    reason: isOwn ? own[kind] : words.reason,
    decidedMs,
    verdict: null,
    evidence: null,
    asked: null,
    overrideUntilMs: null,
    models: [],
  };
}

async function move(test: TestApp, at: Rollout, changes: Partial<Position>, decision: NewDecision): Promise<Rollout> {
  const whole = { ...at, state: 'running' as const, ...changes };
  const next = positionOf(whole);
  await test.stores.rollouts.recordDecision(
    at.id,
    at.head,
    { next, decision, permit: null, fence: null },
    auditOf(decision.decidedMs),
  );
  const moved = await test.stores.rollouts.loadRollout(at.id);
  if (moved === null) throw new Error('the rollout is gone');
  return moved;
}

export async function halt(test: TestApp, at: Rollout): Promise<void> {
  const { verdict, evidence, asked } = await assessRollout(test.stores, at, test.clock.ms);
  const reason = verdict.reasons[0]?.sentence ?? '';
  const decision = {
    kind: 'halt',
    actor: 'gate',
    reason,
    decidedMs: test.clock.ms - hourMs,
    verdict,
    evidence,
    asked,
    models: [],
    overrideUntilMs: null,
  } as const;
  await move(test, at, { state: 'halted' }, decision);
}

export type Health = {
  readonly devices: number;
  readonly failed: number;
  readonly silent: number;
  readonly crashes: number;
  /** The model that crashes; null for all of them. */
  readonly sick: string | null;
  readonly models?: readonly string[];
};

/** Attempts that ended as told, and ten hours of check-ins in which the build crashes that often. */
export async function insertEvidence(test: TestApp, at: Rollout, health: Health): Promise<void> {
  await test.database.db.insert(installs).values(attemptsOf(at, health, test.clock.ms));
  await test.database.db.insert(checkinHours).values(hoursOf(at, health));
}

function attemptsOf(at: Rollout, { devices, failed, silent, models = modelNames }: Health, nowMs: number) {
  const acceptedMs = at.stageEnteredMs + 60_000;
  return Array.from({ length: devices }, (_, index) => {
    const isSilent = index >= failed && index < failed + silent;
    return {
      rolloutId: at.id,
      productId: 'nova',
      deviceId: deviceName(index),
      modelId: models[index % models.length] ?? '',
      state: index < failed ? ('failed' as const) : isSilent ? ('accepted' as const) : ('confirmed' as const),
      acceptedMs,
      deadlineMs: index % 5 === 4 ? nowMs + hourMs : nowMs - 1000,
      stepMs: acceptedMs,
      heardMs: isSilent ? acceptedMs : nowMs,
    };
  });
}

function hoursOf({ id, channel, buildId, startedMs }: Rollout, { crashes, sick, models = modelNames }: Health) {
  const firstHourMs = Math.floor(startedMs / hourMs) * hourMs + 8 * hourMs;
  const share = crashes / (sick === null ? 10 * models.length : 10);
  return Array.from({ length: 10 }, (_, hour) =>
    models.flatMap((modelId) => {
      const own = {
        productId: 'nova',
        channelId: channel,
        rolloutId: id,
        modelId,
        buildId,
        hourMs: firstHourMs + hour * hourMs,
      };
      const isSick = sick === null || sick === modelId;
      const crashed = isSick ? Math.floor((hour + 1) * share) - Math.floor(hour * share) : hour % 4 === 0 ? 1 : 0;
      return [
        { ...own, arm: 'new' as const, exposureS: 110 * 3600, crashes: crashed, devices: 110 },
        { ...own, arm: 'control' as const, exposureS: 370 * 3600, crashes: 1 + (hour % 2), devices: 370 },
      ];
    }),
  ).flat();
}
