// What may hold a build, through the service: crashes that no build had before, bug reports, what past rollouts taught.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { rollouts } from '../../src/adapters/postgres/schema/rollouts.ts';
import type { Lesson } from '../../src/domain/gate/lesson.ts';
import { replayRecord } from '../../src/domain/rollout/decision-record.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { decisionPage } from '../../src/wire/release/rollout.ts';
import { openRollingApp, type RollingApp } from './rolling.ts';

const hourMs = 3_600_000;
let test: RollingApp;
let enrolled = 0;

beforeAll(async () => {
  test = await openRollingApp();
  expect(await test.start(2)).toBe(1);
  // A hundred run the build since this moment, two thousand do not.
  await enrol(2000, null);
  await enrol(100, 1);
});
afterAll(() => test.close());

/** Devices `d0`, `d1`, … ; those of a rollout have just confirmed its build. */
async function enrol(count: number, rolloutId: number | null): Promise<void> {
  const at = test.clock.ms;
  const ids = Array.from({ length: count }, (_, index) => `${rolloutId === null ? 'c' : 'd'}${enrolled + index}`);
  enrolled += count;
  const times = { reportedMs: at, enrolledMs: at, seenMs: at, healthMs: at };
  const about = { productId: 'nova', channelId: 'stable', modelId: 'n1', region: null, locale: null, bucket: 0 };
  const state = { reportedBuild: null, buildId: null, isTester: true, isBlocked: false };
  await test.database.db.insert(devices).values(ids.map((id) => ({ id, ...about, ...state, ...times })));
  if (rolloutId === null) return;
  const attempt = { rolloutId, productId: 'nova', modelId: 'n1', state: 'confirmed', reason: null } as const;
  const heard = { acceptedMs: at, deadlineMs: at + 24 * hourMs, stepMs: at, heardMs: at, finishedMs: at };
  await test.database.db.insert(installs).values(ids.map((deviceId) => ({ deviceId, ...attempt, ...heard })));
}

/** A report about the build under trial, as a gateway passes it on. */
async function report(device: string, kind: 'crash' | 'bug', changes: object = {}): Promise<void> {
  const about = { id: `${kind}-${device}`, product: 'nova', device, kind, build: '1.2.0' };
  const text = 'java.lang.IllegalStateException: x\n\tat com.nova.Camera.open(Camera.java:41)';
  const json = { ...about, text, ...(kind === 'bug' ? { title: 'The torch stays on' } : {}), ...changes };
  // One device that reports on and on is counted and no longer kept.
  expect([201, 429]).toContain((await test.send('POST', '/v1/reports', { as: 'gateway', json })).status);
}

/** What the gate says an hour later. */
async function hear(): Promise<{ codes: string[]; body: never }> {
  await test.settle();
  test.clock.ms += hourMs;
  await runTick(test.surroundings);
  const { body } = await test.ask('GET', '/v1/rollouts/1/gate', undefined, 'viewer');
  const { verdict } = body as unknown as { verdict: { reasons: { code: string }[] } };
  return { codes: verdict.reasons.map(({ code }) => code), body: body as never };
}

describe('a crash that no build had before', () => {
  it('is named at the sixth device, whoever else claims it', async () => {
    for (const device of ['d2000', 'd2001', 'd2002']) await report(device, 'crash');
    // One device's loop, a device that never took the build, and one that is not enrolled.
    for (let at = 0; at < 20; at++) await report('d2000', 'crash', { id: `loop-${at}` });
    await report('c1', 'crash');
    await report('nobody', 'crash');
    expect((await hear()).codes).not.toContain('new-signature');
    for (const device of ['d2003', 'd2004', 'd2005']) await report(device, 'crash');
    const { codes, body } = await hear();
    expect(codes).toContain('new-signature');
    expect(body).toMatchObject({ evidence: { side: { signatures: [{ id: '#1', order: 1, devices: 5 }] } } });
  });
});

describe('what past rollouts taught', () => {
  it('is compared with at the same age, and in place of defaults', async () => {
    for (const at of [6, 7, 8, 9, 10, 11, 12, 13]) await report(`d20${String(at).padStart(2, '0')}`, 'bug');
    expect((await hear()).codes).not.toContain('bug-reports');
    const lesson: Lesson = {
      shares: { silence: { events: 300, devices: 10_000 }, boot: { events: 100, devices: 10_000 } },
      lasting: {},
      crash: { logRatio: Math.log(1.5), variance: 0.001 },
      reports: [{ day: 0, isTester: true, devices: 10, deviceDays: 2000 }],
    };
    const row = (await test.database.db.select().from(rollouts))[0];
    if (row === undefined) return expect.fail();
    const { id: _, ...past } = row;
    await test.database.db.insert(rollouts).values({ ...past, state: 'completed', lesson });
    const { codes, body } = await hear();
    expect(codes).toEqual(expect.arrayContaining(['new-signature', 'bug-reports', 'drift']));
    expect(body).toMatchObject({
      asked: {
        learned: { shares: { silence: { events: 300, devices: 10_000 }, boot: { events: 100, devices: 10_000 } } },
      },
    });
  });

  it('holds and never halts, and is decided the same again from the record alone', async () => {
    const { body } = await test.ask('GET', '/v1/rollouts/1');
    expect(body).toMatchObject({ state: 'running', stageIndex: 0 });
    // Installs that fail for longer than an outage are harm: what was heard beside them goes into the record with them.
    await enrol(60, null);
    test.clock.ms += 13 * hourMs;
    const at = test.clock.ms;
    const attempt = { rolloutId: 1, productId: 'nova', modelId: 'n1', state: 'failed', reason: null } as const;
    const failed = Array.from({ length: 60 }, (_, index) => {
      const ms = at - (index % 2) * 13 * hourMs;
      const heard = { acceptedMs: ms, deadlineMs: ms + 24 * hourMs, stepMs: ms, heardMs: ms, finishedMs: ms };
      return { deviceId: `c${2100 + index}`, ...attempt, ...heard };
    });
    await test.database.db.insert(installs).values(failed);
    await runTick(test.surroundings);
    const page = await test.ask('GET', '/v1/rollouts/1/decisions?limit=1');
    const [halted] = decisionPage.parse(page.body).items;
    expect(halted).toMatchObject({ kind: 'halt', asked: { learned: { shares: { silence: { events: 300 } } } } });
    if (halted?.asked == null || halted.evidence === null) return expect.fail();
    const { asked, evidence, verdict } = halted;
    expect(evidence.side).toMatchObject({ reports: { devices: 8 }, past: [{}] });
    const { isSame, digest } = replayRecord({ asked, evidence, verdict });
    expect(isSame).toBe(true);
    const audit = JSON.stringify((await test.ask('GET', '/v1/audit?subject=1&limit=100', undefined, 'operator')).body);
    expect(audit).toContain(digest);
  });
});
