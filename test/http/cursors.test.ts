// What is no cursor of a list is refused by it: an empty page would look like an answer.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  const { token } = await test.enrol('SN-1');
  for (const id of ['r1', 'r2'])
    await test.say(token, 'POST', '/v1/reports', { id, kind: 'bug', build: '1.2.0', title: id, text: 'It does.' });
  await test.settle();
});
afterAll(() => test.close());

it.each([
  ['/v1/issues?product=nova&', ['zzz', '1', '1/', '/1', '1/x', '1/0', '1.1']],
  ['/v1/issues?product=nova&sort=devices&', ['zzz', '1795432942504/1']],
  ['/v1/issues/nova/1/builds?', ['zzz', '0', '-1', '1/1']],
  ['/v1/reports?product=nova&', ['zzz', '1', '/r1', 'x/r1']],
  ['/v1/exports/reports?product=nova&', ['zzz']],
  ['/v1/devices/nova/SN-1/timeline?', ['zzz', '0']],
  ['/v1/builds?', ['zzz', '1/nova-1', '.nova-1']],
  ['/v1/symbols?product=nova&', ['zzz', '1e9']],
  ['/v1/plans?product=nova&', ['zzz']],
])('%s', async (path, cursors) => {
  for (const cursor of cursors)
    expect(await test.ask('GET', `${path}after=${encodeURIComponent(cursor)}`), cursor).toMatchObject({
      status: 400,
      body: {
        errors: [{ where: expect.stringContaining('after'), fix: expect.stringContaining('must be the `next` of') }],
      },
    });
});

it('goes on behind what every list gave as its next', async () => {
  for (const path of [
    '/v1/issues?product=nova',
    '/v1/issues?product=nova&sort=devices',
    '/v1/reports?product=nova',
    '/v1/builds?product=nova',
    '/v1/devices/nova/SN-1/timeline?',
  ]) {
    const { body } = await test.ask('GET', `${path}&limit=1`);
    const { next } = body as unknown as { next: string };
    const behind = await test.ask('GET', `${path}&limit=1&after=${encodeURIComponent(next)}`);
    expect([path, behind.status, (behind.body as unknown as { items: unknown[] }).items.length]).toEqual([
      path,
      200,
      1,
    ]);
  }
});
