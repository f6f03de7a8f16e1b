// Reports in a rush: a crash is acknowledged before it is read, and nobody who asks for it afterwards can tell.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleReports } from '../../src/app/settle-reports.ts';
import { deviceLimits } from '../../src/domain/issue/filing.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { textCodec } from '../../src/wire/text-codec.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let own: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  // A surrounding of its own, in which there is a rush and nothing is settled behind answers.
  const process = {
    ...test.surroundings.process,
    reportRush: { begin: () => true, end: () => {}, isOn: () => true, recordMadeUp: () => {} },
    settlePace: { isDue: () => false, recordEnd: () => {} },
  };
  Object.assign(test.surroundings, { process });
  own = await test.enrol('SN-1');
  await test.addToken('nova-app', 'reporter', 'nova');
});
afterAll(() => test.close());

const crash = (id: string, fault = 'Rush', changes: object = {}) => ({
  id,
  kind: 'crash',
  build: '1.2.0',
  text: `java.lang.Error: of ada@example.com\n\tat com.nova.${fault}.run(Rush.java:1)`,
  ...changes,
});
const post = (body: object, token = own.token) => test.say(token, 'POST', '/v1/reports', body);
const read = async (id: string) => {
  const answer = await test.send('GET', `/v1/reports/nova/${id}`, { as: 'viewer' });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const waitingTexts = async () =>
  (await test.database.sql<{ body: string; facts: string }[]>`select body, facts from reports_waiting`).map(String);

describe('a crash in a rush', () => {
  it('is durable and clean once it is acknowledged, and has its issue once somebody asks', async () => {
    const { status, body } = await post(crash('r1', 'Rush', { title: 'Call +49 170 1234567' }));
    expect([status, body]).toMatchObject([
      201,
      { id: 'r1', issue: null, model: null, build: { id: null, reported: '1.2.0' }, device: 'SN-1' },
    ]);
    const [row] = await test.database.sql`select body, facts from reports_waiting where report_id = 'r1'`;
    expect(JSON.stringify(row)).not.toMatch(/ada@example|1234567/);
    expect(await read('r1')).toMatchObject({
      status: 200,
      body: { issue: 1, model: 'n1', build: { id: 'nova-2' }, text: expect.stringContaining('<mail>') },
    });
    expect(await waitingTexts()).toHaveLength(1);
  });

  it('is the same when it comes again, before it was read and after', async () => {
    expect((await post(crash('r2'))).body).toMatchObject({ issue: null });
    const again = await post(crash('r2'));
    expect([again.status, again.body]).toMatchObject([200, { id: 'r2', issue: 1 }]);
    expect((await post(crash('r2'))).status).toBe(200);
    expect((await post(crash('r2', 'Other'))).status).toBe(409);
  });

  it('gives its id to nobody else', async () => {
    const other = await test.enrol('SN-2');
    await post(crash('r3'));
    const { status, body } = await post(crash('r3'), other.token);
    expect([status, body]).toMatchObject([201, { device: 'SN-2' }]);
    expect(body.id).toMatch(/^r3\.[0-9a-f]{20}$/);
  });

  it('takes files, which belong to a report that is there', async () => {
    await post(crash('r4'));
    const headers = { authorization: `Bearer ${own.token}`, 'content-type': 'application/octet-stream' };
    const path = '/v1/reports/nova/r4/attachments/log.txt';
    const put = await test.app.request(path, { method: 'PUT', headers, body: 'some log' }, test.surroundings);
    expect([200, 201]).toContain(put.status);
    expect((await read('r4')).body).toMatchObject({ attachments: [{ name: 'log.txt' }] });
  });

  it('is exported and erased with all of its device', async () => {
    const device = await test.enrol('SN-3');
    await post(crash('r5', 'Gone'), device.token);
    const path = '/v1/exports/reports?product=nova&device=SN-3';
    expect(await (await test.send('GET', path, { as: 'engineer' })).text()).toContain('com.nova.Gone');
    await post(crash('r6', 'Gone'), device.token);
    const erased = await test.send('DELETE', '/v1/devices/nova/SN-3/reports', { as: 'operator' });
    expect(await erased.json()).toEqual({ erased: 2 });
    const rows = await test.database.sql`select body from reports_waiting where body like '%Gone%'`;
    expect(rows).toHaveLength(0);
  });

  it('comes through a Sentry SDK as well', async () => {
    const frames = [{ filename: 'a.js', function: 'rush', lineno: 1, colno: 1 }];
    const exception = { values: [{ type: 'Error', value: 'x', stacktrace: { frames } }] };
    const event_id = 'ab'.repeat(16);
    const body = JSON.stringify({ event_id, platform: 'node', release: 'fw@1.2.0', user: { id: 'SN-1' }, exception });
    const headers = { 'x-sentry-auth': 'Sentry sentry_version=7, sentry_key=of_test_nova-app' };
    const path = `/api/${deriveProjectId('nova')}/store/`;
    const answer = await test.app.request(path, { method: 'POST', headers, body }, test.surroundings);
    expect([answer.status, await answer.json()]).toEqual([200, { id: event_id }]);
    const [row] = await test.database.sql`select facts from reports_waiting where report_id = ${event_id}`;
    expect(row?.facts).toContain('SN-1');
    expect((await read(event_id)).body).toMatchObject({ id: event_id, device: 'SN-1' });
  });

  it('of a loop is kept up to the share of its device', async () => {
    const device = await test.enrol('SN-4');
    const statuses: number[] = [];
    for (let at = 0; at < deviceLimits.sameFault + 5; at += 1)
      statuses.push((await post(crash(`loop-${at}`, 'Loop'), device.token)).status);
    expect(statuses).toEqual([...Array(deviceLimits.sameFault).fill(201), ...Array(5).fill(429)]);
  });

  it('is no reason to let people wait: a bug has its issue at once', async () => {
    const bug = { id: 'b1', kind: 'bug', build: '1.2.0', title: 'It is slow', text: 'When I scroll.' };
    expect((await post(bug)).body).toMatchObject({ issue: expect.any(Number) });
  });

  it('is settled by the tick like every other', async () => {
    await post(crash('r7'));
    const ports = { ...test.stores, objects: test.surroundings.process.objects, codec: textCodec };
    expect(await settleReports(ports, test.clock.ms, { maxReports: 1_000 })).toMatchObject({ isDrained: true });
    expect(await waitingTexts()).toEqual([]);
    const [row] = await test.database.sql`select reports from issues where number = 1`;
    const [stored] = await test.database.sql`select count(*)::int as rows from reports where issue_number = 1`;
    expect(row?.reports).toBe(stored?.rows);
  });
});
