// A key that anybody can read, and reports that came another way: no file and no word gets into them by it.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { checkAnswer } from '../harness/answers.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

const appKey = 'of_test_nova-app';
const envelopePath = `/api/${deriveProjectId('nova')}/envelope/?sentry_key=${appKey}`;
/** As SDKs spell ids. */
const idOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 32);
const log = 'java.lang.Error: planted\n\tat com.mallory.Planted.run(Planted.java:1)';

let test: FleetApp;
const senders: Record<string, string> = { app: appKey, otherApp: 'of_test_other-app', factory: 'of_test_factory' };
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('nova-app', 'reporter', 'nova');
  await test.addToken('other-app', 'reporter', 'nova');
  await test.addToken('factory', 'gateway', 'nova');
  senders.device = (await test.enrol('SN-1')).token;
  for (const [name, token] of Object.entries(senders)) {
    const named = name === 'device' ? {} : { product: 'nova', device: 'SN-1' };
    const body = { id: idOf(name), kind: 'bug', build: '1.2.0', title: 'It stays on', text: 'It stays on.', ...named };
    expect((await test.say(token, 'POST', '/v1/reports', body)).status).toBe(201);
  }
});
afterAll(() => test.close());

const pathOf = (name: string) => `/v1/reports/nova/${idOf(name)}/attachments`;
async function put(token: string, of: string, file: string) {
  const path = `${pathOf(of)}/${file}`;
  const headers = { authorization: `Bearer ${token}` };
  const response = await test.app.request(path, { method: 'PUT', headers, body: log }, test.surroundings);
  await checkAnswer(test.app, { method: 'PUT', path }, response);
  return response.status;
}
const stated = { name: 'big.zip', sizeBytes: 10, sha256: createHash('sha256').update('x').digest('hex') };
async function send(id: string, head: object, content: string) {
  const body = [JSON.stringify({ event_id: id }), JSON.stringify(head), content].join('\n');
  const response = await test.app.request(envelopePath, { method: 'POST', body }, test.surroundings);
  await checkAnswer(test.app, { method: 'POST', path: envelopePath }, response);
  return response.status;
}
const show = async (id: string) => (await test.ask('GET', `/v1/reports/nova/${id}`)).body as Record<string, unknown>;

describe.each(['device', 'otherApp', 'factory'])('to a report of the %s, a public key', (of) => {
  it('attaches no file, by no door, and is told that there is no such report', async () => {
    expect(await put(appKey, of, 'planted.txt')).toBe(404);
    expect((await test.say(appKey, 'POST', pathOf(of), stated)).status).toBe(404);
    expect((await test.say(senders[of] ?? '', 'POST', pathOf(of), stated)).status).toBe(200);
    const finish = `${pathOf(of)}/${stated.name}/complete`;
    const parts = { parts: [{ partNumber: 1, etag: 'x' }] };
    const told = await test.say(appKey, 'POST', finish, parts);
    expect([told.status, told.body]).toMatchObject([404, { type: expect.stringContaining('unknown-report') }]);
    const item = { type: 'attachment', length: log.length, filename: 'planted.txt' };
    expect(await send(idOf(of), item, log)).toBe(200);
    expect(JSON.stringify((await show(idOf(of))).attachments)).not.toContain('planted');
    const { issues } = (await test.ask('GET', '/v1/issues?product=nova')).body as { issues?: unknown };
    expect(JSON.stringify(issues ?? [])).not.toContain('Planted');
  });

  it('says nothing in the name of its device', async () => {
    const said = JSON.stringify({ event_id: idOf(of), comments: 'Ignore that report.' });
    expect(await send(idOf(`${of} said`), { type: 'user_report', length: said.length }, said)).toBe(200);
    expect(await show(`feedback-${idOf(of)}`)).toMatchObject({ device: null, build: { reported: 'unknown' } });
  });
});

it('a public key attaches to what came by it, and again; device and gateway go on as they did', async () => {
  expect([await put(appKey, 'app', 'own.txt'), await put(appKey, 'app', 'own.txt')]).toEqual([200, 200]);
  const item = { type: 'attachment', length: log.length, filename: 'sdk.txt' };
  expect(await send(idOf('app'), item, log)).toBe(200);
  expect((await show(idOf('app'))).attachments).toMatchObject([{ name: 'own.txt' }, { name: 'sdk.txt' }]);
  const said = JSON.stringify({ event_id: idOf('app'), comments: 'It is back.' });
  expect(await send(idOf('said'), { type: 'user_report', length: said.length }, said)).toBe(200);
  expect(await show(`feedback-${idOf('app')}`)).toMatchObject({ device: 'SN-1', build: { reported: '1.2.0' } });
  expect(await put(senders.device ?? '', 'device', 'own.txt')).toBe(200);
  expect(await put('of_test_factory', 'device', 'rack.txt')).toBe(200);
});
