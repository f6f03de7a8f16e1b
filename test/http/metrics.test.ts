// Metrics from check-ins to the gate's word, through the service: a build that boots slower holds, and a person is told why.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkinMetrics, devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { describeGate } from '../../src/cli/rollouts/gate-lines.ts';
import { plainLine } from '../../src/cli/terminal/words.ts';
import { replayRecord } from '../../src/domain/rollout/decision-record.ts';
import { derivePlaces } from '../../src/domain/rollout/permutation.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { gateExplanation } from '../../src/wire/release/gate.ts';
import { decisionPage } from '../../src/wire/release/rollout.ts';
import { deviceRows, installRow } from '../samples/device-rows.ts';
import { visitorOf, wordsOf } from './pages/visitor.ts';
import { openRollingApp, type RollingApp } from './rolling.ts';

const hourMs = 3_600_000;
let test: RollingApp;
let sent = 0;

beforeAll(async () => {
  test = await openRollingApp();
  expect(await test.start(2)).toBe(1);
  const places = derivePlaces((await test.stores.rollouts.loadRollout(1))?.salt ?? '');
  await insert(
    'new',
    240,
    places.findIndex((place) => place < 100),
  );
  await insert(
    'old',
    600,
    places.findIndex((place) => place >= 100),
  );
  const rows = Array.from({ length: 240 }, (_, index) =>
    installRow(test.clock.ms, { deviceId: `new-${index}`, state: 'confirmed' }),
  );
  await test.database.db.insert(installs).values(rows);
});
afterAll(() => test.close());

async function insert(prefix: string, count: number, bucket: number): Promise<void> {
  await test.database.db.insert(devices).values(deviceRows(test.clock.ms, prefix, count, bucket));
}

/** Twenty seconds, give or take a third: the same devices have the same place in it every time. */
const bootOf = (index: number, middle: number) => middle * (2 / 3 + ((index * 7919) % 1000) / 1500);

type Said = { build: string; metricsOf: (index: number) => object | undefined };

async function speak(prefix: string, count: number, { build, metricsOf }: Said): Promise<void> {
  for (let first = 0; first < count; first += 100) {
    const events = Array.from({ length: Math.min(100, count - first) }, (_, at) => {
      sent += 1;
      const metrics = metricsOf(first + at);
      return {
        id: `e${sent}`,
        device: `${prefix}-${first + at}`,
        type: 'health',
        build,
        uptimeS: 3000,
        crashes: 0,
        metrics,
      };
    });
    const answer = await test.send('POST', '/v1/checkins', { as: 'gateway', json: { product: 'nova', events } });
    expect(answer.status).toBe(202);
  }
}

async function anHour(metricsOf: (index: number, isNew: boolean) => object | undefined): Promise<void> {
  test.clock.ms += hourMs;
  await speak('new', 240, { build: '1.2.0', metricsOf: (index) => metricsOf(index, true) });
  await speak('old', 600, { build: '1.1.0', metricsOf: (index) => metricsOf(index, false) });
  await test.settle();
  await runTick(test.surroundings);
}

async function explain() {
  const { body } = await test.ask('GET', '/v1/rollouts/1/gate', undefined, 'viewer');
  return gateExplanation.parse(body);
}

describe('a fleet that measures nothing', () => {
  it('is judged without metrics', async () => {
    await anHour(() => undefined);
    const { verdict, evidence } = await explain();
    expect(verdict).not.toHaveProperty('metrics');
    expect(evidence.side).toBeNull();
    expect(await test.database.db.select().from(checkinMetrics)).toEqual([]);
  });
});

describe('a build that boots half as fast', () => {
  it('is not judged by the hours right after the install', async () => {
    for (let hour = 2; hour < 6; hour++)
      await anHour((index, isNew) => (isNew ? { bootS: bootOf(index, 400) } : undefined));
    expect((await explain()).verdict).not.toHaveProperty('metrics');
  });

  it('holds, and says by how much, on how many devices, and that it waits for a person', async () => {
    for (let hour = 6; hour < 10; hour++) {
      await anHour((index, isNew) => ({ bootS: bootOf(index, isNew ? 40 : 20), freeStorageBytes: 1e10 }));
    }
    const { verdict, evidence, waitsFor } = await explain();
    expect([verdict.kind, waitsFor]).toEqual(['hold', 'hold']);
    const metric = verdict.reasons.find(({ code }) => code === 'metric-worse');
    expect(metric?.sentence).toMatch(
      /^Boot time of the (middle device|worst tenth of devices) is at least 1\.\d\d times .* by 240 devices and 600 of control; 1\.10 times is tolerated\. Needs a person/,
    );
    expect(verdict.metrics).toMatchObject([
      { metric: 'boot-time', model: null, standing: 'worse', devices: 240, controlDevices: 600 },
      // Everybody has the same.
      { metric: 'free-storage', model: null, standing: 'clear', estimate: 1 },
    ]);
    // One value a device, however many hours it spoke in.
    expect(evidence.side?.metrics.map(({ fresh }) => fresh.reduce((sum, [, count]) => sum + count, 0))).toEqual([
      240, 240,
    ]);
    const stage = await test.ask('GET', '/v1/rollouts/1');
    expect(stage.body).toMatchObject({ state: 'running', stageIndex: 0 });
  });

  it('is explained so on the terminal, in narrow ones and wide ones, and on the page', async () => {
    const explained = await explain();
    const lines = (columns: number | null) => describeGate(explained, columns).map(plainLine).join('\n');
    expect(lines(null)).toMatch(/boot-time +all +worse +240 +600/);
    expect(lines(60)).toMatch(/Boot time all models: worse\n {2}240 devices against 600\n/);
    const visitor = visitorOf(test);
    await visitor.logIn('viewer');
    const words = await wordsOf(await visitor.look('/rollouts/1'));
    expect(words).toMatch(/What devices measure .* Boot time Worse \d\.\d\d times control/);
    expect(words).toMatch(/Free storage Clear 1\.00 times control .* GiB/);
  });

  it('stands in the record of what is decided over it, and is decided the same from that alone', async () => {
    const json = { verb: 'promote', reason: 'the first boot makes an index', override: { lastsS: 3600 } };
    expect((await test.ask('POST', '/v1/rollouts/1/decisions', json)).status).toBe(201);
    const page = await test.ask('GET', '/v1/rollouts/1/decisions?limit=1');
    const [last] = decisionPage.parse(page.body).items;
    if (last?.asked == null || last.evidence === null) return expect.fail();
    expect(last).toMatchObject({ verdict: { metrics: [{ metric: 'boot-time', standing: 'worse' }, {}] } });
    expect(replayRecord({ asked: last.asked, evidence: last.evidence, verdict: last.verdict }).isSame).toBe(true);
  });
});
