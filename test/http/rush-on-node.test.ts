// The short way of a crash in a rush on Node: over a real socket, word for word what the app answers; the rest is left to the app.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyMeter } from '../../src/adapters/system/key-meter.ts';
import { answerRushed, findRushed } from '../../src/http/device/rush-on-node.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

const untouched = 418;
const unread = 419;
const share = 3;

let test: FleetApp;
let own: Enrolled;
let server: Server;
let base: string;
let isRush = true;
beforeAll(async () => {
  test = await openFleetApp();
  const process = {
    ...test.surroundings.process,
    reportRush: { begin: () => isRush, end: () => {}, isOn: () => isRush, recordMadeUp: () => {} },
    settlePace: { isDue: () => false, recordEnd: () => {} },
    keyMeter: keyMeter(share, () => test.clock.ms),
  };
  Object.assign(test.surroundings, { process });
  own = await test.enrol('SN-1');
  await test.addToken('nova-app', 'reporter', 'nova');
  await test.addToken('nova-eyes', 'viewer', 'nova');
  server = createServer(async (incoming, outgoing) => {
    const rushed = findRushed(incoming, test.surroundings);
    if (rushed === null) return outgoing.writeHead(untouched).end();
    const isAnswered = await answerRushed(rushed, await buffer(incoming), outgoing, test.surroundings);
    return isAnswered ? undefined : outgoing.writeHead(unread).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await test.close();
});
beforeEach(() => {
  isRush = true;
});

const crash = (id: string, changes: object = {}) => ({
  ...{ id, kind: 'crash', build: '1.2.0' },
  text: 'java.lang.Error: of ada@example.com\n\tat com.nova.Rush.run(Rush.java:1)',
  ...changes,
});
const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
const post = (body: object | Uint8Array<ArrayBuffer>, headers: Record<string, string> = headersOf(own.token)) =>
  fetch(`${base}/v1/reports`, {
    ...{ method: 'POST', headers },
    body: body instanceof Uint8Array ? body : JSON.stringify(body),
  });
const statusOf = async (...sent: Parameters<typeof post>) => (await post(...sent)).status;

describe('a crash in a rush on Node', () => {
  it('is answered as the app answers it, header by header', async () => {
    const node = await post(crash('n1', { title: 'Call +49 170 1234567' }));
    const app = await test.app.request(
      '/v1/reports',
      {
        method: 'POST',
        headers: headersOf(own.token),
        body: JSON.stringify(crash('n2', { title: 'Call +49 170 1234567' })),
      },
      test.surroundings,
    );
    const [nodeBody, appBody] = [await node.text(), await app.text()];
    expect([node.status, nodeBody]).toEqual([app.status, appBody.replace('"n2"', '"n1"')]);
    expect(JSON.parse(nodeBody)).toMatchObject({ id: 'n1', issue: null, device: 'SN-1' });
    for (const [name, value] of app.headers)
      if (name !== 'x-request-id') expect(node.headers.get(name), name).toBe(value);
    expect(node.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is durable and clean once it is acknowledged', async () => {
    await post(crash('n3', { title: 'Call +49 170 1234567' }));
    const [row] = await test.database.sql`select body, facts from reports_waiting where report_id = 'n3'`;
    expect(row).toMatchObject({ body: expect.stringContaining('<mail>'), facts: expect.stringContaining('SN-1') });
    expect(JSON.stringify(row)).not.toMatch(/ada@example|1234567/);
  });

  it('is taken by an access token once the app has looked it up', async () => {
    const headers = headersOf('of_test_nova-app');
    expect(await statusOf(crash('n4'), headers)).toBe(untouched);
    await test.say('of_test_nova-app', 'POST', '/v1/reports', crash('n5'));
    expect(await statusOf(crash('n4'), headers)).toBe(201);
    const [row] = await test.database.sql`select facts from reports_waiting where report_id = 'n4'`;
    expect(JSON.parse(row?.facts as string)).toMatchObject({ deviceId: null, sentBy: 'nova-app' });
  });

  it('is the business of the app where there is no rush', async () => {
    isRush = false;
    expect(await statusOf(crash('n6'))).toBe(untouched);
  });

  it.each<[string, Record<string, string>]>([
    ['no token', { authorization: '' }],
    ['a forged token', { authorization: 'Bearer ofd1.bm92YQ.U04tMQ.AAAA' }],
    ['the token of somebody who may not report', { authorization: 'Bearer of_test_nova-eyes' }],
    ['a body that is packed', { 'content-encoding': 'gzip' }],
    ['another type', { 'content-type': 'text/plain' }],
  ])('is not read with %s', async (_, headers) => {
    await test.say('of_test_nova-eyes', 'POST', '/v1/reports', crash('n8'));
    expect(await statusOf(new Uint8Array(gzipSync('{}')), { ...headersOf(own.token), ...headers })).toBe(untouched);
  });

  it('is not read at a length over the limit', async () => {
    expect(await statusOf(new Uint8Array(2 * 1024 * 1024))).toBe(untouched);
  });

  it.each<[string, object]>([
    ['a bug', crash('m1', { kind: 'bug', title: 'Slow' })],
    ['a mistake', crash('m2', { text: 7 })],
    ['another product', crash('m3', { product: 'luna' })],
    ['another device', crash('m4', { device: 'SN-2' })],
    ['no build', crash('m5', { build: undefined })],
    ['bytes that are no JSON', new Uint8Array([123, 255])],
  ])('is left to the app with %s, and nothing of it is kept', async (_, body) => {
    expect(await statusOf(body as Uint8Array<ArrayBuffer>)).toBe(unread);
    expect(await test.database.sql`select from reports_waiting where report_id like 'm%'`).toHaveLength(0);
  });

  it('is left to the app under an id that is taken', async () => {
    expect([await statusOf(crash('n7')), await statusOf(crash('n7'))]).toEqual([201, unread]);
  });

  it('takes from the share of a public key that names a device, and is left to the app once that is gone', async () => {
    const headers = headersOf('of_test_nova-app');
    await test.say('of_test_nova-app', 'POST', '/v1/reports', crash('p0'));
    const told: number[] = [];
    for (let at = 1; at <= share + 2; at += 1)
      told.push(await statusOf(crash(`p${at}`, { device: `made-${at}` }), headers));
    expect(told).toEqual([...Array<number>(share).fill(201), unread, unread]);
    await runTick(test.surroundings);
    const [row] = await test.database.sql`select sum(kept)::int as kept from key_minutes where sent_by = 'nova-app'`;
    expect(row?.kept).toBe(share);
  });
});
