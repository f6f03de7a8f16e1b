// GET /v1/devices: what is known of devices, and why one did or did not get a build.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  for (const [id, changes] of [
    ['SN-1', {}],
    ['SN-2', { model: 'n2' }],
    ['SN-3', { channel: 'beta', build: 'lab' }],
  ] as const)
    await test.enrol(id, changes);
});
afterAll(() => test.close());

describe('GET /v1/devices', () => {
  it.each([
    ['', ['SN-1', 'SN-2', 'SN-3']],
    ['&channel=beta', ['SN-3']],
    ['&model=n2', ['SN-2']],
    ['&build=1.1.0', ['SN-1', 'SN-2']],
    ['&build=nova-1', ['SN-1', 'SN-2']],
    ['&build=lab', ['SN-3']],
    ['&channel=stable&limit=1', ['SN-1']],
    ['&after=SN-2', ['SN-3']],
  ])('lists the devices of a product%s', async (filter, ids) => {
    const { status, body } = await test.ask('GET', `/v1/devices?product=nova${filter}`);
    const items = (body as unknown as { items: { device: string }[] }).items.map(({ device }) => device);
    expect([status, items]).toEqual([200, ids]);
  });

  it('asks for a product, and for one of the token’s own', async () => {
    expect((await test.ask('GET', '/v1/devices')).status).toBe(400);
    expect((await test.ask('GET', '/v1/devices?product=nova&model=a%20b')).status).toBe(400);
    expect((await test.ask('GET', '/v1/devices?product=nova', undefined, 'of-other')).status).toBe(403);
    expect((await test.send('GET', '/v1/devices?product=nova')).status).toBe(401);
  });
});

describe('GET /v1/devices/{product}/{device}', () => {
  it('shows a device with its cohorts and attempts', async () => {
    const { status, body } = await test.ask('GET', '/v1/devices/nova/SN-3');
    expect([status, body]).toMatchObject([
      200,
      {
        product: 'nova',
        device: 'SN-3',
        channel: 'beta',
        build: { id: null, reported: 'lab' },
        tester: false,
        blocked: false,
        enrolledMs: test.clock.ms,
        seenMs: test.clock.ms,
        cohorts: [],
        attempts: [],
      },
    ]);
  });

  it.each(['/v1/devices/nova/SN-9', '/v1/devices/nova/SN-9/explain', '/v1/devices/nova/SN-9/timeline'])(
    'knows nobody at %s',
    async (path) => {
      expect(await test.ask('GET', path)).toMatchObject({ status: 404, body: { type: '/problems/unknown-device' } });
      expect((await test.ask('GET', path.replace('SN-9', 'a%20b'))).status).toBe(400);
      expect((await test.ask('GET', path, undefined, 'enroller')).status).toBe(403);
      expect((await test.send('GET', path)).status).toBe(401);
    },
  );
});

describe('GET /v1/devices/{product}/{device}/timeline', () => {
  it('begins with the enrolment, and is empty behind its last page', async () => {
    const ask = async (path: string) => (await test.ask('GET', `/v1/devices/nova/${path}`)).body;
    expect(await ask('SN-2/timeline')).toMatchObject({ items: [{ what: 'enrolled' }], next: null });
    expect(await ask('SN-9/timeline?after=1/x/y')).toMatchObject({ items: [], next: null });
  });
});

describe('GET /v1/devices/{product}/{device}/explain', () => {
  it('has no answer before the first map, as a poll has none', async () => {
    expect(await test.ask('GET', '/v1/devices/nova/SN-1/explain')).toMatchObject({
      status: 503,
      body: { type: '/problems/map-unavailable' },
    });
  });

  it('says what the poll says, with the stage it waits for and the attempt it made', async () => {
    await test.apply();
    const id = await test.start(2);
    const { bucket, token } = await test.enrol('SN-1');
    const { status, body } = await test.ask('GET', '/v1/devices/nova/SN-1/explain');
    expect(status).toBe(200);
    const poll = await (await test.send('GET', `/v1/updates/nova/stable/n1/1.1.0/${bucket}`)).json();
    expect(body).toMatchObject({
      device: { device: 'SN-1' },
      rollout: id,
      build: { id: 'nova-2', version: '1.2.0' },
      bucket,
      stage: { cohort: 'everyone', how: 'every device belongs' },
      attempt: null,
      sentence: expect.stringContaining('1.2.0'),
    });
    const decided = body as unknown as {
      decision: string;
      reason: string;
      place: number;
      stage: { permille: number; whenMs: number | null };
    };
    expect(decided.decision).toBe((poll as { kind: string }).kind);
    expect(decided.place).toBeLessThan(decided.stage.permille);
    const event = { id: 'i1', type: 'install', build: '1.2.0', outcome: 'failed', reason: 'no space' };
    await test.say(token, 'POST', '/v1/checkins', { events: [event] });
    await test.settle();
    const after = (await test.ask('GET', '/v1/devices/nova/SN-1/explain')).body as unknown as {
      attempt: unknown;
      hints: string[];
    };
    if (decided.decision === 'offer')
      expect(after.attempt).toMatchObject({ rollout: id, state: 'failed', reason: 'no space' });
    else expect(after.attempt).toBeNull();
  });

  it('explains every device of a fleet as its poll is answered', async () => {
    const answers = new Set<string>();
    for (let at = 0; at < 40; at += 1) {
      const { bucket } = await test.enrol(`fleet-${at}`);
      const poll = (await (await test.send('GET', `/v1/updates/nova/stable/n1/1.1.0/${bucket}`)).json()) as {
        kind: string;
        reason?: string;
      };
      const { body } = await test.ask('GET', `/v1/devices/nova/fleet-${at}/explain`);
      expect(body).toMatchObject({ decision: poll.kind, reason: poll.reason ?? 'offered' });
      answers.add(poll.kind);
    }
    expect(answers).toEqual(new Set(['offer', 'none']));
  });
});
