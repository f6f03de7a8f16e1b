// /v1/rollouts: one open rollout a channel, everything a status needs in one answer, and polls that follow at once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidate } from '../samples/rollouts.ts';
import { type Body, openRollingApp, type RollingApp } from './rolling.ts';

let test: RollingApp;
let plan: number;
beforeAll(async () => {
  test = await openRollingApp('Fri 17:00 Asia/Shanghai');
  plan = await test.apply();
});
afterAll(() => test.close());

const poll = async (bucket: number, build = '1.1.0') =>
  (await (await test.send('GET', `/v1/updates/nova/stable/n1/${build}/${bucket}`)).json()) as Body;

const offers = async (): Promise<number[]> => {
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, bucket) => ({ bucket, ...(await poll(bucket)) })),
  );
  return answers
    .filter((answer) => (answer as unknown as { kind: string }).kind === 'offer')
    .map(({ bucket }) => bucket);
};

describe('POST /v1/rollouts', () => {
  it('refuses what is not there yet, word by word', async () => {
    const start = (changes: object) =>
      test.ask('POST', '/v1/rollouts', { product: 'nova', channel: 'stable', build: 'nova-2', ...changes });
    const code = async (changes: object) => (await start(changes)).body.type;
    expect(await code({})).toBe('/problems/no-ceiling');
    expect(await code({ build: '9.9.9' })).toBe('/problems/unknown-build');
    expect(await code({ plan: 999 })).toBe('/problems/unknown-plan');
    expect(await code({ channel: 'beta' })).toBe('/problems/build-of-another-channel');
    expect(await code({ build: 'a b' })).toBe('/problems/malformed-request');
    expect(
      (await test.ask('POST', '/v1/rollouts', { product: 'nova', channel: 'stable', build: 'x' }, 'of-other')).status,
    ).toBe(403);
  });

  it('starts the rollout, and polls are answered by it at once', async () => {
    await test.signCeiling(candidate(2), plan);
    const json = { product: 'nova', channel: 'stable', build: 'V14.0.2.0', plan };
    const started = await test.ask('POST', '/v1/rollouts', json);
    expect(started).toMatchObject({
      status: 201,
      body: {
        rollout: {
          id: 1,
          build: 'nova-2',
          plan,
          fallback: null,
          state: 'running',
          stageIndex: 0,
          stage: 'first',
          stageCount: 3,
          startedMs: test.clock.ms,
          head: 1,
        },
        mapRevision: 1,
      },
    });
    expect(await offers()).toHaveLength(100);
  });

  it('refuses a second one on the channel, and shows the first', async () => {
    await test.signCeiling(candidate(3), plan);
    const second = { product: 'nova', channel: 'stable', build: 'nova-3' };
    expect(await test.ask('POST', '/v1/rollouts', second)).toMatchObject({
      status: 409,
      body: { type: '/problems/rollout-open', current: { id: 1, build: 'nova-2', head: 1 } },
    });
  });

  it('answers a repeated request as the first time', async () => {
    const key = { 'idempotency-key': 'once' };
    const json = { verb: 'hold', reason: 'lunch' };
    const send = () => test.send('POST', '/v1/rollouts/1/decisions', { as: 'engineer', json, headers: key });
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect((await test.ask('POST', '/v1/rollouts/1/decisions', { verb: 'resume' })).status).toBe(201);
  });
});

describe('GET /v1/rollouts', () => {
  it('lists them by product, channel and state, for those who may', async () => {
    const list = async (query: string, as = 'viewer') =>
      ((await test.ask('GET', `/v1/rollouts${query}`, undefined, as)).body.items as unknown as { id: number }[]).length;
    expect(await list('')).toBe(1);
    expect(await list('?product=nova&channel=stable&state=running')).toBe(1);
    expect(await list('?state=closed')).toBe(0);
    expect((await test.ask('GET', '/v1/rollouts?product=luna')).status).toBe(404);
    expect(await list('', 'of-nova')).toBe(1);
    expect(await list('', 'of-other')).toBe(0);
    expect((await test.ask('GET', '/v1/rollouts?product=nova', undefined, 'of-other')).status).toBe(403);
    expect((await test.ask('GET', '/v1/rollouts?state=open')).status).toBe(400);
  });

  it('shows one whole', async () => {
    const { status, body } = await test.ask('GET', '/v1/rollouts/1', undefined, 'viewer');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 1,
      state: 'running',
      build: { id: 'nova-2', version: '1.2.0', vendorVersion: 'V14.0.2.0', models: ['n1', 'n2'], isWithdrawn: false },
      plan: { id: plan, name: 'friday' },
      fallback: null,
      salt: 'salt-2',
      stages: [
        { index: 0, name: 'first', state: 'current', enteredMs: test.clock.ms, permille: 100, devices: 0 },
        { index: 1, name: 'half', state: 'ahead', enteredMs: null, promote: 'approval' },
        { index: 2, name: 'all', state: 'ahead' },
      ],
      devices: { offered: 0, accepted: 0, confirmed: 0, failed: 0, silent: 0 },
      latest: { number: 3, kind: 'resume', actor: 'engineer' },
      gate: { verdict: { kind: 'bake' }, does: null, waitsFor: 'bake' },
      nextDeparture: '2026-11-27T09:00:00.000Z',
    });
  });

  it('answers 404 for one that is not there, and for one of others', async () => {
    for (const [path, as] of [
      ['/v1/rollouts/99', 'engineer'],
      ['/v1/rollouts/1', 'of-other'],
      ['/v1/rollouts/1/gate', 'of-other'],
      ['/v1/rollouts/1/decisions', 'of-other'],
    ] as const) {
      expect(await test.ask('GET', path, undefined, as)).toMatchObject({
        status: 404,
        body: { type: '/problems/unknown-rollout' },
      });
    }
  });
});

describe('a rollout', () => {
  it('never drops a device as it goes up, and offers to all when it is complete', async () => {
    const promote = () => test.ask('POST', '/v1/rollouts/1/decisions', { verb: 'promote' });
    const first = await offers();
    expect((await promote()).status).toBe(201);
    const half = await offers();
    expect(half).toHaveLength(500);
    expect(half).toEqual(expect.arrayContaining(first));
    await promote();
    expect(await promote()).toMatchObject({
      status: 409,
      body: { type: '/problems/past-last-stage', current: { stage: 'all' } },
    });
    expect(await test.ask('POST', '/v1/rollouts/1/decisions', { verb: 'complete' })).toMatchObject({ status: 422 });
    const completed = await test.ask('POST', '/v1/rollouts/1/decisions', {
      verb: 'complete',
      reason: 'a lab of three',
    });
    expect(completed).toMatchObject({ status: 201, body: { rollout: { state: 'completed' } } });
    expect(await offers()).toHaveLength(1000);
  });

  it('is offered to nobody as soon as its build is withdrawn', async () => {
    const id = await test.start(4);
    for (const verb of ['promote', 'promote']) await test.ask('POST', `/v1/rollouts/${id}/decisions`, { verb });
    expect(await poll(7, '1.2.0')).toMatchObject({ kind: 'offer', build: { id: 'nova-4' } });
    await test.ask('POST', '/v1/builds/nova-4/withdraw', { reason: 'bricks' });
    expect(await poll(7, '1.2.0')).toMatchObject({ kind: 'none', reason: 'halted' });
    await test.ask('POST', `/v1/rollouts/${id}/decisions`, { verb: 'close' });
  });

  it('keeps its answer when the map cannot be published, and the change stands', async () => {
    test.maps.isDown = true;
    const id = await test.start(3);
    const held = await test.ask('POST', `/v1/rollouts/${id}/decisions`, { verb: 'hold' });
    expect(held).toMatchObject({ status: 201, body: { mapRevision: null, rollout: { state: 'held' } } });
    test.maps.isDown = false;
    const closed = await test.ask('POST', `/v1/rollouts/${id}/decisions`, { verb: 'close' });
    expect(closed.body.mapRevision).toEqual(expect.any(Number));
  });
});
