// POST /v1/checkins: kept whole or not at all, warned about and never trusted with time, and counted behind the answer.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkinQueue } from '../../src/adapters/postgres/schema/fleet.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let own: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
  await test.enrol('SN-2');
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.settle();
  await test.database.db.delete(checkinQueue);
});

const path = '/v1/checkins';
let count = 0;
const health = (changes: Record<string, unknown> = {}) => ({
  id: `e${++count}`,
  type: 'health',
  build: '1.1.0',
  uptimeS: 60,
  crashes: 0,
  ...changes,
});
const queued = async () => (await test.database.db.select().from(checkinQueue)).map(({ batch }) => JSON.parse(batch));
/** Holds folds back, so that a test can look into the queue. */
const held = async <T>(work: () => Promise<T>): Promise<T> => {
  const pace = test.surroundings.process.foldPace;
  const isDue = pace.isDue;
  Object.assign(pace, { isDue: () => false });
  try {
    return await work();
  } finally {
    Object.assign(pace, { isDue });
  }
};

describe('POST /v1/checkins', () => {
  it('keeps what a device says, and answers with the time', async () => {
    await held(async () => {
      const install = { id: 'i1', type: 'install', build: '1.2.0', outcome: 'failed', reason: 'no space' };
      const answer = await test.say(own.token, 'POST', path, { events: [health(), install] });
      expect(answer).toEqual({ status: 202, body: { accepted: 2, nowMs: test.clock.ms, warnings: [] } });
      expect(await queued()).toMatchObject([
        {
          product: 'nova',
          receivedMs: test.clock.ms,
          events: [{ deviceId: 'SN-1' }, { deviceId: 'SN-1', outcome: 'failed' }],
        },
      ]);
    });
  });

  it('counts it behind the answer', async () => {
    const answer = await test.say(own.token, 'POST', path, { events: [health({ build: '1.2.0' })] });
    expect(answer.status).toBe(202);
    await test.settle();
    expect(await queued()).toEqual([]);
    expect((await test.ask('GET', '/v1/devices/nova/SN-1')).body).toMatchObject({
      build: { id: 'nova-2', reported: '1.2.0' },
      seenMs: test.clock.ms,
    });
  });

  it('tells its pace when counting is over, that of a failing database too', async () => {
    const ended: number[] = [];
    const { surroundings } = test;
    const stores = surroundings.stores();
    const recordFold = () => Promise.reject(new Error('the database is gone'));
    for (const folds of [stores.folds, { ...stores.folds, recordFold }]) {
      const foldPace = { isDue: () => true, recordEnd: (done: number) => void ended.push(done) };
      const process = { ...surroundings.process, foldPace };
      const headers = { authorization: `Bearer ${own.token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ events: [health()] });
      const init = { method: 'POST', headers, body };
      const answer = await test.app.request(path, init, {
        ...surroundings,
        process,
        stores: () => ({ ...stores, folds }),
      });
      expect(answer.status).toBe(202);
      await test.settle();
    }
    expect(ended).toEqual([1, 0]);
  });

  it('takes a batch of many devices from a gateway, whose token is asked for once', async () => {
    await held(async () => {
      await test.addToken('nova-gateway', 'gateway', 'nova');
      const events = Array.from({ length: 100 }, (_, at) => health({ device: `SN-${at}` }));
      expect(await test.ask('POST', path, { events }, 'nova-gateway')).toMatchObject({
        status: 202,
        body: { accepted: 100 },
      });
      const loadToken = test.stores.tokens.loadToken;
      Object.assign(test.stores.tokens, { loadToken: () => Promise.reject(new Error('asked again')) });
      expect((await test.ask('POST', path, { events }, 'nova-gateway')).status).toBe(202);
      Object.assign(test.stores.tokens, { loadToken });
      expect((await queued()).map(({ events: kept }) => kept.length)).toEqual([100, 100]);
    });
  });

  it('lets a revoked token go on for half a minute and no longer', async () => {
    const events = [health({ device: 'SN-1' })];
    await test.addToken('short-gateway', 'gateway', 'nova');
    expect((await test.ask('POST', path, { events }, 'short-gateway')).status).toBe(202);
    expect((await test.send('DELETE', '/v1/tokens/short-gateway', { as: 'operator' })).status).toBe(200);
    expect((await test.ask('POST', path, { events }, 'short-gateway')).status).toBe(202);
    test.clock.ms += 31_000;
    expect((await test.ask('POST', path, { events }, 'short-gateway')).status).toBe(401);
  });

  it.each([
    ['1970', 0],
    ['next year', 1_826_701_200_000],
  ])('takes events from %s with a warning', async (_, atMs) => {
    const answer = await test.say(own.token, 'POST', path, { events: [health({ atMs })] });
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 1, warnings: [{ code: 'device-clock-off', event: `e${count}` }] },
    });
  });

  it('takes an event that stands in a batch twice once, and says so', async () => {
    const twice = health();
    const answer = await test.say(own.token, 'POST', path, { events: [twice, twice] });
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 1, warnings: [{ code: 'duplicate-event', event: twice.id }] },
    });
  });

  it('counts a batch that is sent again once', async () => {
    const { token } = await test.enrol('SN-6');
    const events = [health({ uptimeS: 100, crashes: 1 })];
    const sums = () => test.database.sql`select coalesce(sum(crashes), 0)::int as crashes from checkin_hours`;
    const [before] = await sums();
    for (let again = 0; again < 3; again += 1)
      expect((await test.say(token, 'POST', path, { events })).status).toBe(202);
    await test.settle();
    expect((await sums())[0]).toEqual({ crashes: before?.crashes + 1 });
  });

  it.each<[string, unknown, number, string, string]>([
    ['no events', { events: [] }, 400, 'malformed-request', 'body.events'],
    [
      'one bad event of two',
      { events: [health(), health({ uptimeS: -5 })] },
      400,
      'malformed-request',
      'body.events.1.uptimeS',
    ],
    ['an unknown type', { events: [health({ type: 'boot' })] }, 400, 'malformed-request', 'body.events.0.type'],
    ['no object', [], 400, 'malformed-request', 'body'],
    ['a hundred and one', { events: Array.from({ length: 101 }, () => health()) }, 422, 'too-many-events', ''],
    ['another device', { events: [health({ device: 'SN-2' })] }, 403, 'foreign-device', ''],
    ['another product', { product: 'luna', events: [health()] }, 403, 'foreign-product', ''],
  ])('refuses %s and keeps nothing of it', async (_, json, status, code, where) => {
    const { status: answered, body } = await test.say(own.token, 'POST', path, json);
    expect([answered, body]).toMatchObject([status, { type: `/problems/${code}`, fix: expect.stringMatching(/./) }]);
    if (where !== '') expect(body).toMatchObject({ errors: [{ where, fix: expect.stringMatching(/./) }] });
    expect(await queued()).toEqual([]);
  });

  it.each(['{', '', '{"events":[],"events":[]}', '{"events":[{"__proto__":1}]}', '"\\ud800"'])(
    'refuses %s as no JSON of ours',
    async (text) => {
      const headers = { authorization: `Bearer ${own.token}`, 'content-type': 'application/json' };
      const response = await test.send('POST', path, { text, headers });
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { errors: [{ fix: expect.stringMatching(/./) }] },
      ]);
    },
  );

  it('refuses a body over the limit', async () => {
    const response = await test.send('POST', path, {
      text: ' '.repeat(300_000),
      headers: { authorization: `Bearer ${own.token}`, 'content-type': 'application/json', 'content-length': '300000' },
    });
    expect(response.status).toBe(413);
  });

  it('wants a gateway to name devices, and its product where it has none', async () => {
    expect((await test.ask('POST', path, { product: 'nova', events: [health()] }, 'gateway')).body).toMatchObject({
      errors: [{ where: 'body.events.0.device' }],
    });
    expect((await test.ask('POST', path, { events: [health({ device: 'SN-1' })] }, 'gateway')).body).toMatchObject({
      errors: [{ where: 'body.product' }],
    });
    expect(
      (await test.ask('POST', path, { product: 'nova', events: [health({ device: 'SN-1' })] }, 'gateway')).status,
    ).toBe(202);
  });

  it('takes no token but a device’s own or a gateway’s', async () => {
    const json = { events: [health()] };
    expect((await test.send('POST', path, { json })).status).toBe(401);
    expect((await test.say(`${own.token}x`, 'POST', path, json)).status).toBe(401);
    expect((await test.say('of_test_nobody', 'POST', path, json)).status).toBe(401);
    expect((await test.ask('POST', path, json, 'enroller')).status).toBe(403);
  });

  it('goes to the queue of the edge where there is one', async () => {
    const sent: unknown[] = [];
    const process = {
      ...test.surroundings.process,
      checkinQueue: { putBatches: async (batches: unknown) => void sent.push(batches) },
    };
    const response = await test.app.request(
      path,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${own.token}` },
        body: JSON.stringify({ events: [health()] }),
      },
      { ...test.surroundings, process },
    );
    expect(response.status).toBe(202);
    expect(sent).toMatchObject([[{ product: 'nova', events: [{ deviceId: 'SN-1' }] }]]);
    expect(await queued()).toEqual([]);
  });
});
