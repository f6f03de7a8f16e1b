// POST /v1/enrolments and /v1/passes: the first words between a device and the service.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devices } from '../../src/adapters/postgres/schema/fleet.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
});
afterAll(() => test.close());

const path = '/v1/enrolments';
const whole = {
  product: 'nova',
  channel: 'stable',
  device: 'SN-1',
  model: 'n1',
  build: '1.1.0',
  region: 'CN',
  locale: 'zh-CN',
  tester: true,
};

describe('POST /v1/enrolments', () => {
  it('enrols a device and tells it everything it needs', async () => {
    const response = await test.send('POST', path, { as: 'enroller', json: whole });
    expect(response.status).toBe(201);
    const body = (await response.json()) as { bucket: number; pollPath: string };
    expect(body).toMatchObject({
      product: 'nova',
      channel: 'stable',
      device: 'SN-1',
      model: 'n1',
      token: expect.stringMatching(/^od_nova\./),
      cohorts: ['testers'],
      pass: expect.stringMatching(/^op_nova\./),
      checkinEveryS: 60,
    });
    expect(body.pollPath).toBe(`/v1/updates/nova/stable/n1/{build}/${body.bucket}`);
  });

  it('answers the same again, also to another enroller', async () => {
    const first = await test.enrol('SN-2');
    const again = await test.send('POST', path, {
      as: 'gateway',
      json: { ...whole, device: 'SN-2', tester: undefined },
    });
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ token: first.token, bucket: first.bucket, cohorts: [], pass: null });
  });

  it('gives a path that polls', async () => {
    await test.publish();
    const { bucket, pass } = await test.enrol('SN-1');
    const poll = await test.send('GET', `/v1/updates/nova/stable/n1/1.1.0/${bucket}?pass=${pass}`);
    expect(poll.status).toBe(200);
  });

  it.each([
    [{ product: 'luna' }, 404, 'unknown-product'],
    [{ channel: 'nightly' }, 404, 'unknown-channel'],
    [{ model: 'n7' }, 404, 'unknown-model'],
    [{ device: 'a/b' }, 400, 'malformed-request'],
    [{ region: 'China' }, 400, 'malformed-request'],
    [{ tester: 'yes' }, 400, 'malformed-request'],
    [{ build: 'two words' }, 400, 'malformed-request'],
  ])('refuses %o with %i %s, and enrols nobody', async (changes, status, code) => {
    const before = await test.database.db.$count(devices);
    const { status: answered, body } = await test.ask(
      'POST',
      path,
      { ...whole, device: 'SN-9', ...changes },
      'enroller',
    );
    expect([answered, body]).toMatchObject([status, { type: `/problems/${code}`, fix: expect.stringMatching(/./) }]);
    expect(await test.database.db.$count(devices)).toBe(before);
  });

  it('enrols devices of its own product only', async () => {
    await test.addToken('luna-enroller', 'enroller', 'luna');
    expect((await test.ask('POST', path, whole, 'luna-enroller')).status).toBe(403);
    expect((await test.ask('POST', path, whole, 'viewer')).status).toBe(403);
    expect((await test.send('POST', path, { json: whole })).status).toBe(401);
  });

  it('refuses a blocked device', async () => {
    await test.enrol('SN-3');
    await test.database.sql`update devices set is_blocked = true where id = 'SN-3'`;
    expect(await test.ask('POST', path, { ...whole, device: 'SN-3' }, 'enroller')).toMatchObject({
      status: 403,
      body: { type: '/problems/device-blocked' },
    });
  });
});

describe('POST /v1/passes', () => {
  it('proves the cohorts that the device was added to since', async () => {
    const { token } = await test.enrol('SN-4');
    await test.ask('PUT', '/v1/products/nova/cohorts/friends', { kind: 'named' });
    await test.ask('POST', '/v1/products/nova/cohorts/friends/members', { add: ['SN-4'] });
    const renewed = await test.say(token, 'POST', '/v1/passes');
    expect(renewed).toMatchObject({
      status: 200,
      body: { cohorts: ['friends'], pass: expect.stringMatching(/^op_nova\./) },
    });
  });

  it('is for devices alone, and for those that are enrolled and not blocked', async () => {
    const passSigner = test.surroundings.process.passSigner;
    const stranger = passSigner.signDeviceToken({ product: 'nova', deviceId: 'SN-stranger' });
    expect(await test.say(stranger, 'POST', '/v1/passes')).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-device' },
    });
    const { token } = await test.enrol('SN-5');
    await test.database.sql`update devices set is_blocked = true where id = 'SN-5'`;
    expect(await test.say(token, 'POST', '/v1/passes')).toMatchObject({
      status: 403,
      body: { type: '/problems/device-blocked' },
    });
    expect((await test.send('POST', '/v1/passes', { as: 'operator' })).status).toBe(401);
    expect((await test.say(`${token}x`, 'POST', '/v1/passes')).status).toBe(401);
  });
});
