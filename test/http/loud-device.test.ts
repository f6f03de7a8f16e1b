// One device that sends ten thousand check-ins and reports with crashes, and others that lie about who they are: no verdict moves.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { devices } from '../../src/adapters/postgres/schema/fleet.ts';
import { derivePlaces } from '../../src/domain/rollout/permutation.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { gateExplanation } from '../../src/wire/release/gate.ts';
import { deviceRows } from '../samples/device-rows.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

const hourMs = 3_600_000;
const isLoud = eq(devices.id, 'loud');
const isMallory = eq(devices.id, 'mallory');
let test: FleetApp;
let inside = 0;
let outside = 0;
let sent = 0;

beforeAll(async () => {
  test = await openFleetApp();
  expect(await test.start(2)).toBe(1);
  const places = derivePlaces((await test.stores.rollouts.loadRollout(1))?.salt ?? '');
  inside = places.findIndex((place) => place < 100);
  outside = places.findIndex((place) => place >= 100);
  await insert('new', 80, inside);
  await insert('old', 400, outside);
  // Four ordinary hours: one device in fifty crashes in each, on either side.
  for (let hour = 0; hour < 4; hour++) {
    test.clock.ms += hourMs;
    await speak('new', 80, '1.2.0', hour);
    await speak('old', 400, '1.1.0', hour);
    await runTick(test.surroundings);
  }
});
afterAll(() => test.close());

async function insert(prefix: string, count: number, bucket: number): Promise<void> {
  await test.database.db.insert(devices).values(deviceRows(test.clock.ms, prefix, count, bucket));
}

const health = (device: string | undefined, build: string, crashes: number, uptimeS = 3600) => {
  sent += 1;
  return { id: `e${sent}`, type: 'health', build, uptimeS, crashes, ...(device === undefined ? {} : { device }) };
};

async function speak(prefix: string, count: number, build: string, hour: number): Promise<void> {
  for (let first = 0; first < count; first += 100) {
    const events = Array.from({ length: Math.min(100, count - first) }, (_, at) =>
      health(`${prefix}-${first + at}`, build, (first + at + hour) % 50 === 0 ? 1 : 0),
    );
    const answer = await test.send('POST', '/v1/checkins', { as: 'gateway', json: { product: 'nova', events } });
    expect(answer.status).toBe(202);
  }
}

/** The gate's word, and its reading of crashes over all models. */
async function ask() {
  await test.settle();
  await runTick(test.surroundings);
  const { body } = await test.ask('GET', '/v1/rollouts/1/gate', undefined, 'viewer');
  const { verdict, evidence } = gateExplanation.parse(body);
  const crash = verdict.signals.find(({ signal, model }) => signal === 'crash-rate' && model === null);
  if (crash === undefined) throw new Error('crashes are judged');
  const standings = verdict.signals.map(({ signal, model, standing }) => `${signal} ${model} ${standing}`);
  return { kind: verdict.kind, reasons: verdict.reasons.map(({ code }) => code), standings, crash, evidence };
}

it('ten thousand check-ins of one device with a thousand crashes each are one crash an hour', async () => {
  const before = await ask();
  expect(before.crash).toMatchObject({ events: 5, control: { events: 32 } });
  const { token, bucket } = await test.enrol('loud', { build: '1.2.0' });
  const loud = derivePlaces((await test.stores.rollouts.loadRollout(1))?.salt ?? '')[bucket] ?? 1000;
  // Wherever the hash put it, it is offered the build: that is the place from which it does most harm.
  if (loud >= 100) await test.database.db.update(devices).set({ bucket: inside }).where(isLoud);
  for (let batch = 0; batch < 100; batch++) {
    const events = Array.from({ length: 100 }, () => health(undefined, '1.2.0', 1000, 86_400));
    expect((await test.say(token, 'POST', '/v1/checkins', { events })).status).toBe(202);
  }
  const after = await ask();
  expect(after.crash.events - before.crash.events).toBe(1);
  // Uptime that cannot have gone by is not believed: at most the hour's slack.
  expect(after.crash.exposure - before.crash.exposure).toBeLessThan(0.2);
  expect({ ...after, crash: null, evidence: null }).toEqual({ ...before, crash: null, evidence: null });
  expect(after.crash.harm.e).toBeLessThan(after.crash.harm.line / 10);
});

it('its two hundred crash reports hold nothing', async () => {
  const before = await ask();
  const { token } = await test.enrol('reporter', { build: '1.2.0' });
  const text = 'java.lang.IllegalStateException: x\n\tat com.nova.Loud.loop(Loud.java:1)';
  for (let at = 0; at < 200; at++) {
    const { status } = await test.say(token, 'POST', '/v1/reports', {
      id: `r${at}`,
      kind: 'crash',
      build: '1.2.0',
      text,
    });
    expect([201, 429]).toContain(status);
  }
  const after = await ask();
  expect({ ...after, evidence: null }).toEqual({ ...before, evidence: null });
  expect(after.evidence.side?.signatures ?? []).toEqual([expect.objectContaining({ devices: 0 })]);
});

it('who was never enrolled, speaks for others, or was never offered the build counts for nothing', async () => {
  const own = await test.enrol('mallory', { build: '1.1.0' });
  await test.database.db.update(devices).set({ bucket: outside }).where(isMallory);
  const before = await ask();
  const forged = Array.from({ length: 100 }, (_, at) => health(`forged-${at}`, '1.2.0', 9));
  expect(
    (await test.send('POST', '/v1/checkins', { as: 'gateway', json: { product: 'nova', events: forged } })).status,
  ).toBe(202);
  const others = [health('new-1', '1.2.0', 9), health('old-1', '1.1.0', 9)];
  expect(await test.say(own.token, 'POST', '/v1/checkins', { events: others })).toMatchObject({
    status: 403,
    body: { type: '/problems/foreign-device' },
  });
  // Its own word: that it runs a build which it was never offered, and that the install failed.
  const events = [
    health(undefined, '1.2.0', 9),
    { id: 'i1', type: 'install', build: '1.2.0', outcome: 'accepted' },
    { id: 'i2', type: 'install', build: '1.2.0', outcome: 'failed' },
  ];
  expect((await test.say(own.token, 'POST', '/v1/checkins', { events })).status).toBe(202);
  const stolen = own.token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
  expect((await test.say(stolen, 'POST', '/v1/checkins', { events })).status).toBe(401);
  expect(await ask()).toEqual(before);
});
