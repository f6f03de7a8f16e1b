// What comes in with reports: packed bodies, files of every kind, loops, and whatever somebody makes up.
import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkinHours } from '../../src/adapters/postgres/schema/fleet.ts';
import { issueDevices, issues, reports } from '../../src/adapters/postgres/schema/reports.ts';
import { checkAnswer } from '../harness/answers.ts';
import { jpeg, png } from '../unit/privacy/images.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let own: Enrolled;
let other: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
  other = await test.enrol('SN-2');
});
afterAll(() => test.close());

const path = '/v1/reports';
const crash = (id: string, changes: Record<string, unknown> = {}) => ({
  id,
  kind: 'crash',
  build: '1.2.0',
  text: 'java.lang.Error: x\n\tat com.nova.Camera.open(Camera.java:41)',
  ...changes,
});

/** Sends bytes as they are. */
async function sendBytes(
  method: string,
  where: string,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
) {
  const sent = typeof body === 'string' ? body : new Uint8Array(body);
  const all = { authorization: `Bearer ${own.token}`, ...headers };
  const response = await test.app.request(where, { method, headers: all, body: sent }, test.surroundings);
  await checkAnswer(test.app, { method, path: where }, response);
  const body_ = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  return { status: response.status, body: body_, headers: response.headers };
}

describe('packed bodies', () => {
  const json = { 'content-type': 'application/json' };
  const body = (id: string) => Buffer.from(JSON.stringify(crash(id)));

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip, gzip', (bytes: Buffer) => gzipSync(gzipSync(bytes))],
  ] as const)('are taken in %s', async (encoding, pack) => {
    const packed = pack(body(`packed-${encoding.length}-${encoding.slice(0, 2)}`));
    const answer = await sendBytes('POST', path, packed, {
      ...json,
      'content-encoding': encoding,
      'content-length': String(packed.length),
    });
    expect(answer).toMatchObject({ status: 201, body: { title: 'Error in com.nova.Camera.open' } });
  });

  it('never unpack to more than a report may have', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    for (const [packed, encoding] of [
      [bomb, 'gzip'],
      [gzipSync(bomb), 'gzip, gzip'],
    ] as const) {
      const answer = await sendBytes('POST', path, packed, { ...json, 'content-encoding': encoding });
      expect(answer).toMatchObject({ status: 413, body: { type: '/problems/body-too-large' } });
    }
  });

  it.each([
    ['garbage', 'gzip', Buffer.from('not packed'), 400],
    ['half of it', 'gzip', gzipSync(Buffer.from('{"a":1}')).subarray(0, 12), 400],
    ['what nobody knows', 'lzma', Buffer.from('x'), 415],
    ['too many layers', 'gzip,gzip,gzip', Buffer.from('x'), 415],
    ['called what every object has', 'constructor', Buffer.from('x'), 415],
  ])('are refused where they are %s', async (_, encoding, packed, status) => {
    expect((await sendBytes('POST', path, packed, { ...json, 'content-encoding': encoding })).status).toBe(status);
  });

  it('are told which ways of packing are known', async () => {
    const known = Reflect.get(zlib, 'zstdDecompress') === undefined ? 'br, gzip, deflate' : 'zstd, br, gzip, deflate';
    const answer = await sendBytes('POST', path, Buffer.from('x'), { ...json, 'content-encoding': 'lzma' });
    expect([answer.headers.get('accept-encoding'), answer.body?.fix]).toEqual([known, `Use ${known} or none.`]);
  });

  it('are taken in zstd where the runtime unpacks it, and refused by name where not', async () => {
    const pack: unknown = Reflect.get(zlib, 'zstdCompressSync');
    const [packed, status] =
      typeof pack === 'function' ? [pack(body('packed-zstd')) as Buffer, 201] : [Buffer.from('(\u00b5/\u00fd'), 415];
    const answer = await sendBytes('POST', path, packed, { ...json, 'content-encoding': 'zstd' });
    expect(answer.status).toBe(status);
  });

  it('are not unpacked for nobody', async () => {
    const headers = { ...json, 'content-encoding': 'gzip', authorization: 'Bearer nobody' };
    expect((await sendBytes('POST', path, Buffer.from('garbage'), headers)).status).toBe(401);
  });
});

describe('a device in a loop', () => {
  it('is told to rest, counted, and moves no gate', async () => {
    const hours = await test.database.db.$count(checkinHours);
    const before = await test.database.db.$count(reports);
    const answers = [];
    for (let at = 0; at < 30; at += 1) {
      const text = 'java.lang.Error: loop\n\tat com.nova.Loop.run(Loop.java:1)';
      answers.push(
        await sendBytes('POST', path, JSON.stringify(crash(`loop-${at}`, { text })), {
          'content-type': 'application/json',
        }),
      );
      if (at === 10) await test.settle();
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(201), ...Array(10).fill(429)]);
    const last = answers.at(-1);
    expect(last?.headers.get('retry-after')).toBe('900');
    expect(last?.headers.get('x-sentry-rate-limits')).toBe('900:error:project');
    await test.settle();
    expect(await test.database.db.$count(reports)).toBe(before + 20);
    const rows = await test.database.db.select().from(issueDevices);
    expect(rows.find(({ dropped }) => dropped > 0)).toMatchObject({ deviceId: 'SN-1', reports: 20, dropped: 10 });
    const [issue] = (await test.database.db.select().from(issues)).filter(({ title }) => title.includes('Loop'));
    expect(issue).toMatchObject({ reports: 20, devices: 1, firstBuild: 'nova-2', lastBuild: 'nova-2' });
    expect(await test.database.db.$count(checkinHours)).toBe(hours);
    expect((await test.say(other.token, 'POST', path, crash('loop-other'))).status).toBe(201);
  });
});

describe('attachments', () => {
  const at = (name: string, id = 'packed-4-gz') => `${path}/nova/${id}/attachments/${encodeURIComponent(name)}`;
  const stored = () => [...test.storage.kept].filter(([key]) => key.startsWith('attachments/'));

  it('lose what is personal, by what they are and not by what they are called', async () => {
    expect(
      await sendBytes('PUT', at('kmsg.txt'), 'wlan0: aa:bb:cc:dd:ee:ff joined\nmail bob@example.com'),
    ).toMatchObject({
      status: 200,
      body: { name: 'kmsg.txt', form: 'text', contentType: 'text/plain; charset=utf-8', isStored: true },
    });
    expect(await sendBytes('PUT', at('screen.txt'), jpeg(true))).toMatchObject({
      body: { form: 'image', contentType: 'image/jpeg' },
    });
    expect(await sendBytes('PUT', at('packed.log'), gzipSync(png(true)), { 'content-encoding': 'gzip' })).toMatchObject(
      { body: { form: 'image' } },
    );
    const text = stored()
      .map(([, { body }]) => Buffer.from(body).toString('latin1'))
      .join('\n');
    expect(text).toContain('wlan0: <mac> joined');
    expect(text).not.toMatch(/aa:bb|bob|GPS/);
  });

  it('are kept once, and never replaced', async () => {
    const zip = Buffer.from('PK\u0003\u0004\0\0 closed');
    expect(await sendBytes('PUT', at('../../bug.zip'), zip)).toMatchObject({
      status: 200,
      body: { name: 'bug.zip', form: 'closed' },
    });
    expect((await sendBytes('PUT', at('bug.zip'), zip)).status).toBe(200);
    expect(await sendBytes('PUT', at('bug.zip'), 'other')).toMatchObject({
      status: 409,
      body: { type: '/problems/attachment-taken' },
    });
    expect(stored().every(([key]) => /^attachments\/[0-9a-f]{64}$/.test(key))).toBe(true);
  });

  it('are refused where nothing can be taken out of them, and where they are too many', async () => {
    const heic = Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0', 'latin1');
    expect(await sendBytes('PUT', at('photo.jpg'), heic)).toMatchObject({
      status: 422,
      body: { type: '/problems/image-kind' },
    });
    for (let n = 0; n < 16; n += 1) await sendBytes('PUT', at(`more-${n}`, 'packed-2-br'), `file ${n}`);
    expect(await sendBytes('PUT', at('more-16', 'packed-2-br'), 'file 16')).toMatchObject({
      status: 422,
      body: { type: '/problems/too-many-attachments' },
    });
  });

  it('belong to a report of the sender', async () => {
    const foreign = { authorization: `Bearer ${other.token}` };
    for (const [where, headers] of [
      [at('a', 'nothing'), {}],
      [at('a'), foreign],
    ] as const)
      expect(await sendBytes('PUT', where, 'x', headers)).toMatchObject({
        status: 404,
        body: { type: '/problems/unknown-report' },
      });
    expect((await sendBytes('PUT', at('a').replace('nova', 'luna'), 'x')).status).toBe(403);
    expect((await sendBytes('PUT', at('a'), 'x', { authorization: 'Bearer x' })).status).toBe(401);
    expect((await sendBytes('PUT', at('x'.repeat(300)), 'x')).status).toBe(400);
    expect((await sendBytes('PUT', at('big'), Buffer.alloc(8 * 1024 * 1024 + 1))).status).toBe(413);
    expect(
      (await sendBytes('PUT', at('bomb'), gzipSync(Buffer.alloc(9 * 1024 * 1024)), { 'content-encoding': 'gzip' }))
        .status,
    ).toBe(413);
  });
});

describe('large archives', () => {
  const bytes = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(40 * 1024 * 1024, 7)]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const where = `${path}/nova/packed-4-gz/attachments`;
  const begin = (changes = {}, id = 'packed-4-gz') =>
    test.say(own.token, 'POST', `${path}/nova/${id}/attachments`, {
      name: 'bugreport.zip',
      sizeBytes: bytes.length,
      sha256,
      ...changes,
    });

  async function send(changes = {}): Promise<{ partNumber: number; etag: string }[]> {
    const { body } = await begin(changes);
    const { parts, partBytes } = body as unknown as { partBytes: number; parts: { partNumber: number; url: string }[] };
    return Promise.all(
      parts.map(async ({ partNumber, url }) => {
        const part = bytes.subarray((partNumber - 1) * partBytes, partNumber * partBytes);
        return { partNumber, etag: await test.storage.sendPart(url, part) };
      }),
    );
  }
  const finish = (parts: object[], name = 'bugreport.zip') =>
    test.say(own.token, 'POST', `${where}/${name}/complete`, { parts });

  it('go straight to storage, and are there once they are what was said', async () => {
    const parts = await send();
    expect(parts).toHaveLength(3);
    expect(await finish(parts)).toMatchObject({
      status: 200,
      body: { name: 'bugreport.zip', form: 'closed', sizeBytes: bytes.length, isStored: true },
    });
    expect(await finish(parts)).toMatchObject({ status: 200 });
    const sent = await test.send('GET', `${where}/bugreport.zip`, { as: 'viewer' });
    expect([sent.status, sent.headers.get('location')]).toEqual([302, expect.stringMatching(/^https?:/)]);
    expect(await begin()).toMatchObject({ status: 200, body: { parts: [], attachment: { isStored: true } } });
    expect((await begin({ sha256: 'a'.repeat(64) })).status).toBe(409);
  });

  it('are refused where they are not', async () => {
    const parts = await send({ name: 'lie.zip', sha256: 'b'.repeat(64) });
    expect(await finish(parts.slice(1), 'other.zip')).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-attachment' },
    });
    expect(await finish([{ partNumber: 1, etag: 'x' }], 'lie.zip')).toMatchObject({
      status: 422,
      body: { type: '/problems/parts-unknown' },
    });
    expect(await finish(parts, 'lie.zip')).toMatchObject({ status: 422, body: { type: '/problems/content-differs' } });
  });

  it('are archives: a log that nobody cleaned is thrown away', async () => {
    const log = Buffer.from('carla.v@example.org called\n'.repeat(10));
    const said = { name: 'huge.log', sizeBytes: log.length, sha256: createHash('sha256').update(log).digest('hex') };
    const { body } = await begin(said);
    const { parts } = body as unknown as { parts: { partNumber: number; url: string }[] };
    const etag = await test.storage.sendPart(parts[0]?.url ?? '', log);
    const answer = await finish([{ partNumber: 1, etag }], 'huge.log');
    expect(answer).toMatchObject({ status: 422, body: { type: '/problems/not-packed' } });
    expect((await test.send('GET', `${where}/huge.log`, { as: 'viewer' })).status).not.toBe(302);
  });

  it('have a limit, and belong to a report', async () => {
    expect((await begin({ sizeBytes: 2 ** 30 })).status).toBe(400);
    expect((await begin({}, 'nothing')).status).toBe(404);
    expect((await begin({ name: 'seventeenth' }, 'packed-2-br')).status).toBe(422);
    expect((await finish([], 'x')).status).toBe(400);
    for (const each of [where, `${where}/x/complete`]) {
      expect((await test.send('POST', each, { json: {} })).status).toBe(401);
      expect(
        (
          await test.say(own.token, 'POST', each.replace('nova', 'luna'), {
            name: 'x',
            sizeBytes: 1,
            sha256,
            parts: [{ partNumber: 1, etag: 'x' }],
          })
        ).status,
      ).toBe(403);
    }
    const parts = [{ partNumber: 1, etag: 'x' }];
    expect((await test.say(own.token, 'POST', `${path}/nova/nothing/attachments/x/complete`, { parts })).status).toBe(
      404,
    );
  });
});

it('nothing that anybody makes up is a failure of ours', async () => {
  const nasty = [
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '{"id":"\\u0000"}',
    '{"__proto__":{}}',
    '{"id":"a","id":"b"}',
    '\ufeff{}',
    '{"id":"\\ud800"}',
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    JSON.stringify(crash('x', { text: 7 })),
    JSON.stringify(crash('x', { title: '\u202e' })),
    JSON.stringify(crash('x'.repeat(99))),
    JSON.stringify({ ...crash('x'), kind: '__proto__' }),
    JSON.stringify(crash('x', { build: '\u0000' })),
    JSON.stringify(crash('x', { device: {} })),
    '\u0000',
    '%',
    `"${'a'.repeat(300_000)}`,
  ];
  for (const body of nasty) {
    const { status } = await sendBytes('POST', path, body, { 'content-type': 'application/json' });
    expect([body.slice(0, 40), status >= 400 && status < 500]).toEqual([body.slice(0, 40), true]);
  }
  const honest = [
    crash('odd-1', { text: '\u202e\u0007\u001b]0;x\u0007' }),
    crash('odd-2', { text: ' ' }),
    crash('odd-3', { text: '<script>'.repeat(9) }),
  ];
  for (const body of honest) expect((await test.say(own.token, 'POST', path, body)).status).toBe(201);
});
