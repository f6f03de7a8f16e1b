// POST /v1/holds: a rollout stops for every poll while the database is down, and the decision follows when it is back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/app/app-error.ts';
import { tick } from '../../src/app/tick.ts';
import { repositoryPorts } from '../../src/http/shared/trust-ports.ts';
import { textCodec } from '../../src/wire/text-codec.ts';
import { type Body, openRollingApp, type RollingApp } from './rolling.ts';

let test: RollingApp;
let id: number;
let isDatabaseDown = false;
let working: RollingApp['surroundings'];
beforeAll(async () => {
  test = await openRollingApp();
  working = { ...test.surroundings };
  Object.assign(test.surroundings, {
    stores() {
      if (isDatabaseDown) throw new AppError('database-unavailable', 'The database does not answer.');
      return working.stores();
    },
  });
});
afterAll(() => test.close());

const hold = (json: object, as?: string) => test.ask('POST', '/v1/holds', json, as);
const show = async () => (await test.ask('GET', `/v1/rollouts/${id}`)).body;
const answerOf = async (bucket: number): Promise<unknown> =>
  (await test.send('GET', `/v1/updates/nova/stable/n1/1.0.0/${bucket}`)).json();
const tickNow = () =>
  tick(
    { ...test.surroundings.process, ...test.stores, ...repositoryPorts(test.surroundings), codec: textCodec },
    test.clock.ms,
  );
const place = async () => {
  for (let bucket = 0; bucket < 1000; bucket += 1) {
    if (((await answerOf(bucket)) as { kind: string }).kind === 'offer') return bucket;
  }
  return expect.fail('nobody is offered anything');
};

it('knows no rollout while no map is published', async () => {
  expect(await hold({ rollout: 1 })).toMatchObject({ status: 404, body: { type: '/problems/unknown-rollout' } });
});

describe('a rollout that runs', () => {
  beforeAll(async () => {
    id = await test.start(2);
  });

  it('is held for every poll with the database down, and decided in the same name afterwards', async () => {
    const bucket = await place();
    isDatabaseDown = true;
    test.clock.ms += 10_000;
    expect((await test.ask('GET', `/v1/rollouts/${id}`)).status).toBe(503);
    const first = await hold({ rollout: id, reason: 'modem dies' }, 'of-nova');
    expect(first).toMatchObject({ status: 200, body: { rollout: id, isOrdered: true } });
    expect(await answerOf(bucket)).toMatchObject({ kind: 'none', reason: 'held' });
    const again = await hold({ rollout: id });
    expect(again).toMatchObject({ body: { isOrdered: false, mapRevision: (first.body as Body).mapRevision } });

    isDatabaseDown = false;
    expect(await show()).toMatchObject({ state: 'running' });
    expect((await tickNow()).failures).toEqual([]);
    expect(await show()).toMatchObject({
      state: 'held',
      latest: { kind: 'hold', actor: 'of-nova', reason: 'modem dies' },
    });
    expect((await test.maps.loadPublishedMap())?.map.holds).toEqual([]);
    expect(await answerOf(bucket)).toMatchObject({ reason: 'held' });
    await test.ask('POST', `/v1/rollouts/${id}/decisions`, { verb: 'resume' });
    expect(await answerOf(bucket)).toMatchObject({ kind: 'offer' });
  });

  it('stays held through publications that come before the decision', async () => {
    const bucket = await place();
    await hold({ rollout: id });
    await test.ask('PUT', '/v1/products/nova/cohorts/lab', { kind: 'named' });
    await test.send('POST', '/v1/products/nova/models', { as: 'operator', json: { id: 'n9', name: 'N9' } });
    test.stores.mapFacts.loadMapState = async () => ({ wanted: 1, published: 0 });
    await tickNow();
    expect(await answerOf(bucket)).toMatchObject({ reason: 'held' });
  });

  it('is nobody’s but those of its product, and unknown ones are told', async () => {
    expect(await hold({ rollout: id }, 'of-other')).toMatchObject({ status: 404 });
    expect(await hold({ rollout: 999 })).toMatchObject({ status: 404, body: { type: '/problems/unknown-rollout' } });
    expect(await hold({ rollout: id }, 'viewer')).toMatchObject({ status: 403 });
    isDatabaseDown = true;
    // Who may not hold is not in the map, and cannot be told from a stranger without the database.
    expect(await hold({ rollout: id }, 'viewer')).toMatchObject({ status: 503 });
    isDatabaseDown = false;
  });

  it('knows a token from the moment it is made until it is revoked', async () => {
    const token = { name: 'night-watch', role: 'engineer', product: null };
    const { secret } = (await test.ask('POST', '/v1/tokens', token, 'operator')).body as unknown as { secret: string };
    const headers = { authorization: `Bearer ${secret}` };
    const ask = async () => (await test.send('POST', '/v1/holds', { headers, json: { rollout: id } })).status;
    isDatabaseDown = true;
    expect(await ask()).toBe(200);
    isDatabaseDown = false;
    await test.send('DELETE', '/v1/tokens/night-watch', { as: 'operator' });
    isDatabaseDown = true;
    expect(await ask()).toBe(503);
    isDatabaseDown = false;
    expect(await ask()).toBe(401);
  });

  it('cannot be held when it is over', async () => {
    await test.ask('POST', `/v1/rollouts/${id}/decisions`, { verb: 'close' });
    expect((await hold({ rollout: id })).status).toBe(404);
    const next = await test.start(3);
    const put = { ...(await test.stores.rollouts.loadRollout(next)) };
    expect(put.state).toBe('running');
    const published = await test.maps.loadPublishedMap();
    const map = published?.map ?? expect.fail();
    const channels = map.channels.map((channel) => ({
      ...channel,
      rollouts: channel.rollouts.map((rollout) => ({ ...rollout, isCompleted: true })),
    }));
    await test.maps.putPublishedMap({ ...map, revision: map.revision + 1, channels }, published?.etag ?? null);
    expect(await hold({ rollout: next })).toMatchObject({ status: 409, body: { type: '/problems/is-over' } });
  });

  it('with 400 for what is no rollout', async () => {
    expect((await hold({ rollout: 'x' })).status).toBe(400);
    expect((await hold({ rollout: id, reason: 'a\nb' })).status).toBe(400);
  });
});
