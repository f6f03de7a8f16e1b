// /v1/reports: filed by devices and people, kept as they are, read by engineers.

import { eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reports } from '../../src/adapters/postgres/schema/reports.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let own: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
});
afterAll(() => test.close());

const path = '/v1/reports';
const text = 'java.lang.NullPointerException: x\n\tat com.nova.Camera.open(Camera.java:41)\n— 相机';
const crash = (changes: Record<string, unknown> = {}) => ({
  id: 'r1',
  kind: 'crash',
  build: 'V14.0.2.0',
  title: 'Camera dies',
  text,
  ...changes,
});

describe('POST /v1/reports', () => {
  it('keeps a device’s report, bound to its build and model', async () => {
    expect(await test.say(own.token, 'POST', path, crash())).toEqual({
      status: 201,
      body: {
        product: 'nova',
        id: 'r1',
        kind: 'crash',
        device: 'SN-1',
        model: 'n1',
        build: { id: 'nova-2', reported: 'V14.0.2.0' },
        title: 'Camera dies',
        issue: 1,
        sizeBytes: new TextEncoder().encode(text).length,
        receivedMs: test.clock.ms,
      },
    });
  });

  it('answers the same report again with what is there', async () => {
    const again = await test.say(own.token, 'POST', path, crash());
    expect(again).toMatchObject({ status: 200, body: { issue: 1 } });
    expect(await test.database.db.$count(reports)).toBe(1);
  });

  it('refuses the id for another report, and shows whose it is', async () => {
    const taken = await test.say(own.token, 'POST', path, crash({ title: 'Torch stays on' }));
    expect(taken).toMatchObject({
      status: 409,
      body: { type: '/problems/report-id-taken', current: { title: 'Camera dies' } },
    });
  });

  it('takes people’s reports, of builds that nobody published too', async () => {
    const idea = crash({ id: 'r2', kind: 'idea', build: 'lab-7', product: 'nova', title: 'A darker night mode' });
    expect(await test.ask('POST', path, idea)).toMatchObject({
      status: 201,
      body: { build: { id: null, reported: 'lab-7' }, device: null, issue: 2 },
    });
    const forDevice = crash({ id: 'r3', kind: 'bug', product: 'nova', device: 'SN-1', title: 'Torch stays on' });
    expect(await test.ask('POST', path, forDevice, 'gateway')).toMatchObject({
      status: 201,
      body: { device: 'SN-1', model: 'n1' },
    });
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['no text', { text: '' }, 400, 'malformed-request'],
    ['more text than fits', { text: 'x'.repeat(524_289) }, 400, 'malformed-request'],
    ['more bytes than fit', { text: '相'.repeat(180_000) }, 400, 'malformed-request'],
    ['a kind of its own', { kind: 'praise' }, 400, 'malformed-request'],
    ['no build', { build: undefined }, 400, 'malformed-request'],
    ['a bug without a title', { kind: 'bug', title: undefined }, 400, 'malformed-request'],
    ['control characters in the title', { title: 'a\u001b[31m' }, 400, 'malformed-request'],
    ['another device', { device: 'SN-2' }, 403, 'foreign-report'],
    ['another product', { product: 'luna' }, 403, 'foreign-report'],
  ])('refuses %s', async (_, changes, status, code) => {
    const refused = await test.say(own.token, 'POST', path, crash({ id: 'r9', ...changes }));
    expect(refused).toMatchObject({ status, body: { type: `/problems/${code}`, fix: expect.stringMatching(/./) } });
  });

  it('asks a bearer for the product, which has to be there', async () => {
    expect((await test.ask('POST', path, crash({ id: 'r9' }))).body).toMatchObject({
      status: 400,
      errors: [{ where: 'body.product' }],
    });
    expect(await test.ask('POST', path, crash({ id: 'r9', product: 'luna' }), 'operator')).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-product' },
    });
    expect((await test.ask('POST', path, crash({ product: 'nova' }), 'viewer')).status).toBe(403);
    expect((await test.send('POST', path, { json: crash() })).status).toBe(401);
  });

  it('keeps reports while storage is down, and puts them there when it is back', async () => {
    await test.settle();
    test.storage.state.isDown = true;
    expect((await test.say(own.token, 'POST', path, crash({ id: 'down', build: 'lab-8' }))).status).toBe(201);
    await test.settle();
    const { reports: store } = test.stores;
    expect(await store.loadWaitingText('nova', 'down')).toBe(text);
    test.storage.state.isDown = false;
    expect((await test.say(own.token, 'POST', path, crash({ id: 'down', build: 'lab-8' }))).status).toBe(200);
    await test.settle();
    expect(await store.loadWaitingText('nova', 'down')).toBeNull();
    await test.database.db.delete(reports).where(eq(reports.id, 'down'));
  });

  it('gives way to the owner of an id that somebody else took first', async () => {
    const other = await test.enrol('SN-9');
    await test.say(other.token, 'POST', path, crash({ id: 'taken' }));
    const answer = await test.say(own.token, 'POST', path, crash({ id: 'taken' }));
    expect(answer).toMatchObject({
      status: 201,
      body: { device: 'SN-1', id: expect.stringMatching(/^taken\.[0-9a-f]{20}$/) },
    });
    expect(await test.say(own.token, 'POST', path, crash({ id: 'taken' }))).toMatchObject({
      status: 200,
      body: answer.body,
    });
    await test.database.db.delete(reports).where(like(reports.id, 'taken%'));
  });
});

describe('GET /v1/reports', () => {
  it.each([
    ['', ['r3', 'r2', 'r1']],
    ['&kind=crash', ['r1']],
    ['&build=nova-2', ['r3', 'r1']],
    ['&build=lab-7', ['r2']],
    ['&limit=1', ['r3']],
  ])('lists the reports of a product%s, newest first', async (filter, ids) => {
    const { status, body } = await test.ask('GET', `${path}?product=nova${filter}`);
    expect([status, (body as unknown as { items: { id: string }[] }).items.map(({ id }) => id)]).toEqual([200, ids]);
  });

  it('takes no misspelt product for one that has no reports', async () => {
    const misspelt = await test.ask('GET', `${path}?product=nowa`);
    expect(misspelt).toMatchObject({
      status: 404,
      body: { detail: 'There is no product "nowa"; did you mean "nova"?' },
    });
    expect(await test.ask('GET', `${path}?product=nova&build=9.9.9`)).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });

  it('goes on where the page before ended', async () => {
    const { next } = (await test.ask('GET', `${path}?product=nova&limit=2`)).body as unknown as { next: string };
    expect(
      (await test.ask('GET', `${path}?product=nova&limit=2&after=${encodeURIComponent(next)}`)).body,
    ).toMatchObject({ items: [{ id: 'r1' }], next: null });
  });

  it('shows one with its text, byte for byte', async () => {
    expect(await test.ask('GET', `${path}/nova/r1`)).toMatchObject({ status: 200, body: { id: 'r1', text } });
    expect(await test.ask('GET', `${path}/nova/r99`)).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-report' },
    });
    expect((await test.ask('GET', `${path}/nova/a%20b`)).status).toBe(400);
  });

  it('is for readers of the product', async () => {
    expect((await test.ask('GET', `${path}?product=nova`, undefined, 'of-other')).status).toBe(403);
    expect((await test.ask('GET', `${path}/nova/r1`, undefined, 'gateway')).status).toBe(403);
    expect((await test.ask('GET', `${path}`)).status).toBe(400);
    for (const each of [`${path}?product=nova`, `${path}/nova/r1`])
      expect((await test.send('GET', each)).status).toBe(401);
  });
});
