// A Friday for pages to show: product nova, 2,000 devices of four models, and a rollout in each of the six states.

import { channels, models, products } from '../../src/adapters/postgres/schema/catalog.ts';
import { devices } from '../../src/adapters/postgres/schema/fleet.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import { insertBuild } from '../contract/nova.ts';
import type { TestApp } from '../harness/app.ts';
import {
  auditOf,
  deviceName,
  halt,
  insertEvidence,
  insertRollout,
  modelNames,
  plainWords,
  type Step,
  step,
  type Words,
} from './friday-rollouts.ts';
import { candidate, planStage, unapplied } from './rollouts.ts';

const fleetSize = 2000;
const modelOf = (index: number): string => modelNames[index % modelNames.length] ?? '';

export type Friday = Awaited<ReturnType<typeof insertFriday>>;

/** Ids of the rollouts by state. */
export async function insertFriday(test: TestApp, words = plainWords) {
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

const buildOf = (counter: number, { vendor }: Words): Candidate =>
  candidate(counter, { models: modelNames, vendorVersion: `${vendor}.${counter}`, version: `14.${counter}.0` });

export async function insertFleet(test: TestApp): Promise<void> {
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
