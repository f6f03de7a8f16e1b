// Minidumps as Crashpad and Breakpad upload them, and what users say through SDKs.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { checkAnswer } from '../harness/answers.ts';
import { minidump } from '../samples/minidump.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

const key = 'of_test_nova-app';
const project = deriveProjectId('nova');
const path = `/api/${project}/minidump/`;

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('nova-app', 'reporter', 'nova');
});
afterAll(() => test.close());

type Part = string | Uint8Array;

async function upload(
  parts: Record<string, Part>,
  { isPacked = false, isSlashed = true, query = `?sentry_key=${key}` } = {},
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts))
    if (typeof value === 'string') form.set(name, value);
    else form.set(name, new Blob([new Uint8Array(value)]), `${name}.bin`);
  const whole = new Response(form);
  const type = whole.headers.get('content-type') ?? '';
  const body = new Uint8Array(await whole.arrayBuffer());
  return send(
    isPacked ? gzipSync(body) : body,
    { 'content-type': type, ...(isPacked ? { 'content-encoding': 'gzip' } : {}) },
    query,
    isSlashed ? path : path.slice(0, -1),
  );
}

async function send(body: Uint8Array, headers: Record<string, string>, query = `?sentry_key=${key}`, place = path) {
  const init = { method: 'POST', headers, body: new Uint8Array(body) };
  const response = await test.app.request(place + query, init, test.surroundings);
  await checkAnswer(test.app, { method: 'POST', path: place }, response);
  await test.settle();
  return { status: response.status, text: await response.text() };
}
const show = async (id: string) => (await test.ask('GET', `/v1/reports/nova/${id.replaceAll('-', '')}`)).body;
const filesOf = async (id: string) =>
  (
    (await test.ask('GET', `/v1/reports/nova/${id.replaceAll('-', '')}/attachments`)).body.items as unknown as {
      name: string;
    }[]
  )
    .map(({ name }) => name)
    .sort();

/** As MessagePack, far enough for an event. */
function pack(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.concat([Buffer.from([0xd9, value.length]), Buffer.from(value)]);
  if (typeof value !== 'object' || value === null) return Buffer.from([0xc0]);
  const pairs = Object.entries(value);
  return Buffer.concat([
    Buffer.from([0x80 + pairs.length]),
    ...pairs.flatMap(([name, each]) => [pack(name), pack(each)]),
  ]);
}

it('becomes a crash by its dump, with release, device and breadcrumbs of the native SDK', async () => {
  const event_id = '0123456789abcdef0123456789abcdef';
  const event = { event_id, release: '1.2.0', user: { id: 'SN-7' }, contexts: { os: { name: 'Linux' } } };
  const crumb = { timestamp: '2026-11-22T10:00:00Z', category: 'radio', message: 'Lost bob@example.com' };
  const parts = {
    '__sentry-event': pack(event),
    '__sentry-breadcrumb1': pack(crumb),
    upload_file_minidump: minidump(),
  };
  const answer = await upload({ ...parts, 'view.log': Buffer.from('imei 490154203237518') }, { isPacked: true });
  expect(answer).toEqual({ status: 200, text: '01234567-89ab-cdef-0123-456789abcdef' });
  expect(await show(event_id)).toMatchObject({
    kind: 'crash',
    device: 'SN-7',
    build: { id: 'nova-2', reported: '1.2.0' },
    text: expect.stringMatching(/signal 11[\s\S]*libring\.so[\s\S]*os: Linux[\s\S]*Before that:\n.*radio Lost <mail>/),
  });
  expect(await filesOf(event_id)).toEqual(['minidump.dmp', 'minidump.dmp.txt', 'view.log.bin']);
});

it.each([
  ['one field of JSON', { sentry: '{"release":"1.2.0","user":{"id":"SN-7"}}' }],
  ['several of it', { sentry__2: 'SN-7"}}', sentry__1: '{"release":"1.2.0","user":{"id":"' }],
  ['fields of their own', { 'sentry[release]': '1.2.0', 'sentry[user][id]': 'SN-7' }],
  ['annotations of Breakpad', { ver: '1.2.0', guid: 'SN-7' }],
])('reads release and device from %s', async (_, fields) => {
  const { status, text } = await upload({ ...fields, upload_file_minidump: minidump() });
  expect(status).toBe(200);
  expect(await show(text)).toMatchObject({ device: 'SN-7', build: { reported: '1.2.0' } });
});

it('takes a dump alone, and one that tells of no crash', async () => {
  const alone = await send(minidump(), { 'content-type': 'application/octet-stream' });
  expect([alone.status, (await show(alone.text)).text]).toEqual([200, expect.stringContaining('signal 11')]);
  const headOnly = await send(minidump().slice(0, 40), {});
  expect([headOnly.status, (await show(headOnly.text)).text]).toEqual([200, 'A minidump that tells of no crash.']);
});

it('refuses what is no dump, broken forms, and strangers', async () => {
  expect((await upload({ upload_file_minidump: Buffer.from('hello') })).status).toBe(400);
  expect((await upload({ other: minidump() })).status).toBe(400);
  expect((await send(Buffer.from('--x\r\nbroken'), { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(
    400,
  );
  expect((await send(Buffer.from('x'), {})).status).toBe(400);
  expect((await upload({ upload_file_minidump: minidump() }, { query: '?sentry_key=of_test_nobody' })).status).toBe(
    403,
  );
  expect((await upload({ upload_file_minidump: minidump() }, { query: '' })).status).toBe(403);
});

it('a program that dies all the time is told to rest, by either address', async () => {
  const parts = {
    sentry: '{"release":"1.2.0","user":{"id":"SN-8"}}',
    upload_file_minidump: minidump({ offset: 0x1234 }),
  };
  const statuses: number[] = [];
  for (let turn = 0; turn < 21; turn += 1) statuses.push((await upload(parts, { isSlashed: turn % 2 === 0 })).status);
  expect(statuses).toEqual([...Array(20).fill(200), 429]);
  expect((await upload({}, { isSlashed: false })).status).toBe(400);
  expect((await upload(parts, { isSlashed: false, query: '' })).status).toBe(403);
});

const envelope = async (items: readonly [object, object][], id: string) => {
  const body = [{ event_id: id }, ...items.flat()].map((each) => JSON.stringify(each)).join('\n');
  const init = { method: 'POST', body };
  return test.app.request(`/api/${project}/envelope/?sentry_key=${key}`, init, test.surroundings);
};

it('what a user says is a bug in their words, bound to the build of the crash that it is about', async () => {
  const [crash, said] = ['a'.repeat(32), 'b'.repeat(32)];
  const thrown = { exception: { values: [{ type: 'TypeError', value: 'x' }] } };
  await envelope([[{ type: 'event' }, { event_id: crash, release: '1.2.0', user: { id: 'SN-9' }, ...thrown }]], crash);
  const feedback = {
    message: 'The torch stays on\nafter photos',
    contact_email: 'ada@example.com',
    name: 'Ada',
    associated_event_id: crash,
  };
  expect((await envelope([[{ type: 'feedback' }, { event_id: said, contexts: { feedback } }]], said)).status).toBe(200);
  const report = await show(said);
  expect(report).toMatchObject({
    kind: 'bug',
    title: 'The torch stays on',
    device: 'SN-9',
    build: { reported: '1.2.0' },
  });
  expect(report.text).toBe(`The torch stays on\nafter photos\n\nAbout report ${crash}.`);
  const older = { event_id: crash, name: 'Ada', email: 'ada@example.com', comments: 'It glows.' };
  expect((await envelope([[{ type: 'user_report' }, older]], crash)).status).toBe(200);
  const byOlder = (await test.ask('GET', `/v1/reports/nova/feedback-${crash}`)).body;
  expect(byOlder).toMatchObject({ kind: 'bug', title: 'It glows.', device: 'SN-9', build: { reported: '1.2.0' } });
});

it('a message with the stack that it was said on is no crash; one that is an error is', async () => {
  const values = [{ value: 'Torch warning', stacktrace: { frames: [{ filename: 'a.js', function: 'f', lineno: 1 }] } }];
  for (const [level, kind] of [
    ['warning', 'bug'],
    ['error', 'crash'],
  ] as const) {
    const id = (level === 'error' ? 'c' : 'd').repeat(32);
    await envelope([[{ type: 'event' }, { event_id: id, level, release: '1.2.0', exception: { values } }]], id);
    expect(await show(id)).toMatchObject({ kind, ...(kind === 'bug' ? { title: 'Torch warning' } : {}) });
  }
});
