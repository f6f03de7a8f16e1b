// Crashes that come as files: tombstones in protobuf and minidumps, as bodies, as attachments, and in envelopes of SDKs.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { checkAnswer } from '../harness/answers.ts';
import { minidump } from '../samples/minidump.ts';
import { field, message } from '../samples/protobuf.ts';
import { zipOf } from '../samples/zip.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let token: string;
beforeAll(async () => {
  test = await openFleetApp();
  token = (await test.enrol('SN-1')).token;
  await test.addToken('novaapp', 'reporter', 'nova');
});
afterAll(() => test.close());

const fingerprint = 'nova/nova_eu/nova:14/UKQ1/V14.0.3:user/release-keys';
const frame = (fn: string, pc: number) =>
  message(field(1, pc), field(4, fn), field(5, 4), field(6, '/vendor/lib64/libring.so'));
/** Of a device whose owner can be reached at an address that the abort message tells. */
const tombstone = (fn: string) => {
  const thread = message(field(1, 77), field(2, 'ringd'), field(4, frame(fn, 0x1044)), field(4, frame('main', 0x2000)));
  const entry = message(field(1, 77), field(2, thread));
  const signal = message(field(1, 6), field(2, 'SIGABRT'), field(3, 0), field(4, 'SI_USER'));
  const head = [field(2, fingerprint), field(5, 70), field(6, 77), field(9, '/vendor/bin/ringd')];
  return message(...head, field(10, signal), field(14, 'lost ada@nova.example'), field(16, entry));
};

async function put(path: string, bytes: Uint8Array, headers: Record<string, string> = {}) {
  const init = {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: new Uint8Array(bytes),
  };
  const response = await test.app.request(path, init, test.surroundings);
  await checkAnswer(test.app, { method: 'PUT', path }, response);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const show = async (id: string) =>
  (await test.ask('GET', `/v1/reports/nova/${id}`)).body as unknown as { title: string; issue: number; text: string };
const issue = async (number: number) => (await test.ask('GET', `/v1/issues/nova/${number}`)).body;

describe('as a body', () => {
  it('a tombstone in protobuf is read as its text, and bound to the build that it names', async () => {
    const answer = await put('/v1/reports/nova/pb-1', tombstone('nova_feed'));
    expect(answer).toMatchObject({
      status: 201,
      body: { kind: 'crash', build: { reported: fingerprint }, title: expect.stringContaining('nova_feed') },
    });
    const { text } = await show('pb-1');
    expect(text).toContain('#00 pc 0000000000001044  /vendor/lib64/libring.so (nova_feed+4)');
    expect(text).not.toContain('ada@nova.example');
    expect((await put('/v1/reports/nova/pb-1', tombstone('nova_feed'))).status).toBe(200);
    expect((await put('/v1/reports/nova/pb-1', tombstone('nova_tune'))).status).toBe(409);
  });

  it('a text is a text, and nothing is a mistake', async () => {
    const text = Buffer.from('java.lang.Error: x\n\tat com.nova.Camera.open(Camera.java:41)');
    expect(await put('/v1/reports/nova/txt-1?build=1.2.0', text)).toMatchObject({
      status: 201,
      body: { build: { id: 'nova-2' }, title: 'Error in com.nova.Camera.open' },
    });
    expect((await put('/v1/reports/nova/txt-2', text)).status).toBe(400);
    expect((await put('/v1/reports/nova/txt-3?build=1.2.0', new Uint8Array(0))).status).toBe(400);
    expect((await put('/v1/reports/luna/txt-4?build=1.2.0', text)).status).toBe(403);
    expect((await put('/v1/reports/nova/txt-5?build=1.2.0', Buffer.alloc(8 * 1024 * 1024 + 1))).status).toBe(413);
    const large = Buffer.from(`${text}\n${'ü'.repeat(400_000)}`);
    expect(await put('/v1/reports/nova/txt-6?build=1.2.0', large)).toMatchObject({ status: 201 });
    const junk = Uint8Array.from({ length: 3_000 }, (_, at) => (at * 7919) % 256);
    expect(await put('/v1/reports/nova/txt-7?build=1.2.0', junk)).toMatchObject({ status: 201 });
  });

  it('is refused where its product is unknown, and counted where its device is in a loop', async () => {
    const text = 'java.lang.Error: loop\n\tat com.nova.Loop.run(Loop.java:1)';
    const unknown = await test.send('PUT', '/v1/reports/mars/lost?build=1.2.0', { as: 'engineer', text });
    expect(unknown.status).toBe(404);
    const answers = [];
    for (let at = 0; at < 21; at += 1)
      answers.push((await put(`/v1/reports/nova/loop-${at}?build=1.2.0`, Buffer.from(text))).status);
    expect(answers).toEqual([...Array(20).fill(201), 429]);
  });

  it('a bugreport is opened, grouped by its crash, and only what was read is kept, cleaned', async () => {
    const crash = 'java.lang.Error: for ada@nova.example\n\tat com.nova.Zip.open(Zip.java:41)';
    const zip = zipOf({
      'main_entry.txt': 'bugreport-n1.txt',
      'bugreport-n1.txt': 'all is well',
      'FS/data/tombstones/tombstone_00': crash,
    });
    for (const [id, body] of [
      ['zip-1', zip],
      ['gz-1', gzipSync(crash)],
    ] as const) {
      expect(await put(`/v1/reports/nova/${id}?build=1.2.0`, body)).toMatchObject({
        status: 201,
        body: { title: 'Error in com.nova.Zip.open' },
      });
      expect(await show(id)).toMatchObject({ text: crash.replace('ada@nova.example', '<mail>') });
      expect(await show(id)).toMatchObject({ attachments: [{ name: `report.${id.split('-')[0]}`, form: 'text' }] });
    }
  });

  it('what cannot be opened stays closed, and never becomes a text', async () => {
    const bomb = zipOf({ 'bugreport.txt': 'x'.repeat(40_000_000) });
    const closed = 'A file that is kept as it came.';
    for (const [id, body] of [
      ['bomb', bomb],
      ['bomb-gz', gzipSync(Buffer.alloc(40_000_000))],
      ['nested', gzipSync(gzipSync('x'))],
      ['empty-zip', zipOf({ 'lib.so': 'x' })],
      ['half', zipOf({ 'a.txt': 'hello' }).slice(0, 30)],
    ] as const) {
      expect([id, (await put(`/v1/reports/nova/${id}?build=1.2.0`, body)).status]).toEqual([id, 201]);
      expect([id, (await show(id)).text]).toEqual([id, closed]);
    }
  });

  it('a minidump is kept beside its words', async () => {
    const answer = await put('/v1/reports/nova/dmp-1?build=1.2.0', minidump());
    expect(answer).toMatchObject({ status: 201, body: { title: expect.stringContaining('libring.so') } });
    const kept = [...test.storage.kept].find(([key, { body }]) => key.startsWith('attachments/') && body[0] === 0x4d);
    expect(kept?.[1].body).toEqual(minidump());
  });
});

describe('as a file of a report that says nothing itself', () => {
  const note = (id: string, text = 'A process died.') =>
    test.say(token, 'POST', '/v1/reports', { id, kind: 'crash', build: '1.2.0', text });

  it.each([
    ['tombstone_00.pb', tombstone('nova_pull'), { name: 'tombstone_00.pb.txt', form: 'text' }, 'nova_pull'],
    ['crash.dmp', minidump({ offset: 0x3000 }), { name: 'crash.dmp', form: 'closed' }, 'libring.so'],
  ])('%s groups it', async (name, bytes, kept, word) => {
    const id = `note-${name}`;
    expect((await note(id)).status).toBe(201);
    const where = `/v1/reports/nova/${id}/attachments/${name}`;
    expect(await put(where, bytes)).toMatchObject({ status: 200, body: kept });
    expect(await put(where, bytes)).toMatchObject({ status: 200, body: kept });
    await runTick(test.surroundings);
    const { issue: number } = await show(id);
    expect(await issue(number)).toMatchObject({ issue: { title: expect.stringContaining(word), reports: 1 } });
    const texts = [...test.storage.kept].filter(([key]) => key.startsWith('attachments/'));
    expect(texts.some(([, { body }]) => Buffer.from(body).includes('ada@nova.example'))).toBe(false);
  });

  it('leaves a report alone that tells of a crash', async () => {
    await note('own', 'java.lang.Error: y\n\tat com.nova.Radio.tune(Radio.java:4)');
    await put('/v1/reports/nova/own/attachments/crash.dmp', minidump());
    await runTick(test.surroundings);
    const { issue: number } = await show('own');
    expect(await issue(number)).toMatchObject({ issue: { title: 'Error in com.nova.Radio.tune' } });
  });
});

it('in an envelope of the native SDK with its minidump makes an issue of the place', async () => {
  const id = '5d2cb7a0f1e24c6c9a2f3f0f7b1c0de1';
  const event = JSON.stringify({ event_id: id, level: 'fatal', platform: 'native', release: 'nova@1.2.0' });
  const stack = [{ plain: 7 }, { plain: 0 }, { code: 0x2000 }];
  const dump = Buffer.from(minidump({ offset: 0x4000, stack }));
  const item = { type: 'attachment', length: dump.length, filename: 'upload.dmp', attachment_type: 'event.minidump' };
  const body = Buffer.concat([
    Buffer.from(
      `${JSON.stringify({ event_id: id })}\n${JSON.stringify({ type: 'event' })}\n${event}\n${JSON.stringify(item)}\n`,
    ),
    dump,
    Buffer.from('\n'),
  ]);
  const path = `/api/${deriveProjectId('nova')}/envelope/?sentry_key=of_test_novaapp`;
  const answer = await test.app.request(path, { method: 'POST', body: new Uint8Array(body) }, test.surroundings);
  expect(answer.status).toBe(200);
  await runTick(test.surroundings);
  const { issue: number, title, text } = await show(id);
  expect(title).toBe('SEGV-null in libring.so (novad)');
  expect(text).toMatch(/#01 pc 0+1fff {2}[\s\S]*\nrelease: nova@1\.2\.0/);
  const details = await issue(number);
  expect(details).toMatchObject({ issue: { title: expect.stringContaining('libring.so'), firstBuild: 'nova-2' } });
});

describe('files of a report', () => {
  it('are listed, and downloaded as bytes that no browser shows', async () => {
    await put('/v1/reports/nova/txt-1/attachments/%E6%97%A5%3Cb%3E.html', Buffer.from('<script>alert(1)</script>'));
    const where = '/v1/reports/nova/txt-1/attachments';
    const listed = (await test.ask('GET', where)).body as unknown as { items: { name: string; form: string }[] };
    expect(listed.items).toMatchObject([{ name: '日b.html', form: 'text' }]);
    expect(await show('txt-1')).toMatchObject({ attachments: listed.items });
    const response = await test.send('GET', `${where}/${encodeURIComponent('日b.html')}`, { as: 'viewer' });
    expect([response.status, await response.text()]).toEqual([200, '<script>alert(1)</script>']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''%E6%97%A5b.html",
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect((await test.ask('GET', `${where}/nothing`)).status).toBe(404);
    expect((await test.send('GET', `${where}/x`)).status).toBe(401);
  });
});
