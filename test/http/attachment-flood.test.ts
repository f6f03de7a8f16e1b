// One sender that attaches files without end: what is refused is nowhere in storage, and bytes have a limit over all reports.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maxAttachments } from '../../src/domain/issue/attachment.ts';
import { deviceFileBytes, fileShareWindowMs, keyFileBytes } from '../../src/domain/issue/file-share.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { checkAnswer } from '../harness/answers.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

/** By hand with more: `ORANGE_FLOOD=100000 npx vitest run --project http test/http/attachment-flood.test.ts`. */
const count = Number(process.env.ORANGE_FLOOD ?? 200);
let test: FleetApp;
let own: Enrolled;
let filed = 0;

beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
  await test.addToken('nova-app', 'reporter', 'nova');
  await test.addToken('factory', 'gateway', 'nova');
});
afterAll(() => test.close());
beforeEach(() => {
  test.clock.ms += 2 * fileShareWindowMs;
});

/** Of the device; answers where its files go. */
async function fileReport(): Promise<string> {
  filed += 1;
  const body = { id: `r${filed}`, kind: 'bug', build: '1.2.0', title: 'x', text: 'It stays on.' };
  expect((await test.say(own.token, 'POST', '/v1/reports', body)).status).toBe(201);
  return `/v1/reports/nova/r${filed}/attachments`;
}
async function put(path: string, text: string, token = own.token) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await test.app.request(path, { method: 'PUT', headers, body: text }, test.surroundings);
  await checkAnswer(test.app, { method: 'PUT', path }, response);
  const { type } = (await response.json()) as { type?: string };
  return { status: response.status, type: type?.slice(10), rest: response.headers.get('retry-after') };
}
const stored = () => [...test.storage.kept.keys()].filter((key) => key.startsWith('attachments/')).length;
const stated = (name: string, sizeBytes: number) => ({
  name,
  sizeBytes,
  sha256: createHash('sha256').update(`${name} ${sizeBytes}`).digest('hex'),
});
const overShare = { status: 429, type: 'over-file-share', rest: '900' };

describe('a report with as many files as it may have', () => {
  it('takes no more of them, and storage keeps nothing of what it does not take', async () => {
    const path = await fileReport();
    const before = stored();
    const told = new Map<string, number>();
    for (let at = 0; at < count; at += 1) {
      const { status, type } = await put(`${path}/f${at}.txt`, `line ${at}`);
      told.set(`${status} ${type}`, (told.get(`${status} ${type}`) ?? 0) + 1);
    }
    expect(Object.fromEntries(told)).toEqual({
      '200 undefined': maxAttachments,
      '422 too-many-attachments': count - maxAttachments,
    });
    expect(stored() - before).toBe(maxAttachments);
    const begun = test.storage.multipart.size;
    const answer = await test.say(own.token, 'POST', path, stated('another.zip', 10));
    expect([answer.status, test.storage.multipart.size]).toEqual([422, begun]);
  });

  it('keeps another content of one name nowhere', async () => {
    const path = await fileReport();
    expect(await put(`${path}/log.txt`, 'first')).toMatchObject({ status: 200 });
    const before = stored();
    for (let at = 0; at < 20; at += 1)
      expect(await put(`${path}/log.txt`, `other ${at}`)).toMatchObject({ status: 409, type: 'attachment-taken' });
    expect(await put(`${path}/log.txt`, 'first')).toMatchObject({ status: 200 });
    expect(stored()).toBe(before);
  });
});

describe('an upload that is begun again and again', () => {
  it('is one upload: the former one gives back its parts', async () => {
    const path = await fileReport();
    const before = test.storage.multipart.size;
    for (let at = 0; at < 20; at += 1)
      expect((await test.say(own.token, 'POST', path, stated('big.zip', 1_000 + at))).status).toBe(200);
    expect(test.storage.multipart.size - before).toBe(1);
  });
});

describe('the bytes of an hour', () => {
  it('have a limit for a device, over all of its reports', async () => {
    const [one, two] = [await fileReport(), await fileReport()];
    await test.stores.fileShares.recordSent('nova/SN-1', deviceFileBytes - 10, test.clock.ms);
    const before = stored();
    expect(await put(`${one}/a.txt`, 'ten bytes.')).toMatchObject({ status: 200 });
    expect(await put(`${two}/b.txt`, 'x')).toEqual(overShare);
    expect(await test.say(own.token, 'POST', two, stated('c.zip', 1))).toMatchObject({
      status: 429,
      body: { type: '/problems/over-file-share' },
    });
    expect(stored() - before).toBe(1);
    expect(await put(`${two}/b.txt`, 'x', 'of_test_factory')).toMatchObject({ status: 200 });
    test.clock.ms += fileShareWindowMs + 60_000;
    expect(await put(`${two}/d.txt`, 'x')).toMatchObject({ status: 200 });
  });

  it('have one for a public key, whatever devices it names, and its reports are kept all the same', async () => {
    const body = { id: 'by-key', kind: 'bug', build: '1.2.0', title: 'x', text: 'It stays on.' };
    expect((await test.say('of_test_nova-app', 'POST', '/v1/reports', body)).status).toBe(201);
    await test.stores.fileShares.recordSent(' nova-app', keyFileBytes, test.clock.ms);
    expect(await put('/v1/reports/nova/by-key/attachments/a.txt', 'x', 'of_test_nova-app')).toEqual(overShare);
    const event = { event_id: 'f'.repeat(32), release: 'fw@1.2.0', message: 'x', user: { id: 'SN-9' } };
    const lines = ['{}', '{"type":"event"}', JSON.stringify(event)];
    const envelope = [...lines, '{"type":"attachment","filename":"a.txt","length":1}', 'x', ''].join('\n');
    const place = `/api/${deriveProjectId('nova')}/envelope/?sentry_key=of_test_nova-app`;
    const before = stored();
    expect((await test.app.request(place, { method: 'POST', body: envelope }, test.surroundings)).status).toBe(200);
    expect(stored()).toBe(before);
    expect((await test.send('GET', `/v1/reports/nova/${'f'.repeat(32)}`, { as: 'viewer' })).status).toBe(200);
  });

  it('are forgotten once nobody asks for them', async () => {
    await test.stores.fileShares.recordSent('nova/SN-2', 1, test.clock.ms);
    test.clock.ms = Math.ceil((test.clock.ms + fileShareWindowMs) / fileShareWindowMs) * fileShareWindowMs + 1;
    await runTick(test.surroundings);
    expect(await test.database.sql`select sender from file_minutes`).toEqual([]);
  });
});
