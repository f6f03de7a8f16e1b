// Sentry's SDKs: envelopes and events as they send them, by the key of a DSN.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reportAttachments } from '../../src/adapters/postgres/schema/report-attachments.ts';
import { reports } from '../../src/adapters/postgres/schema/reports.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { checkAnswer } from '../harness/answers.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

const key = 'of_test_nova-app';
const project = deriveProjectId('nova');
const envelopePath = `/api/${project}/envelope/`;

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('nova-app', 'reporter', 'nova');
  await test.addToken('nova-gateway', 'gateway', 'nova');
  await test.addToken('other-app', 'reporter', 'other');
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.database.db.delete(reportAttachments);
  await test.settle();
});

async function post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  const sent = typeof body === 'string' ? body : new Uint8Array(body);
  const response = await test.app.request(path, { method: 'POST', headers, body: sent }, test.surroundings);
  await checkAnswer(test.app, { method: 'POST', path }, response);
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}
const auth = { 'x-sentry-auth': `Sentry sentry_version=7, sentry_client=sentry.python/1.9.10, sentry_key=${key}` };
let made = 0;
const newId = () => (made++).toString(16).padStart(32, '0');
const exception = (type = 'Error') => ({
  exception: {
    values: [
      {
        type,
        value: 'boom for bob@example.com',
        stacktrace: {
          frames: [
            { filename: 'main.js', function: 'main', lineno: 3, colno: 1 },
            { filename: 'camera.js', function: `open${type}Preview`, lineno: 7, colno: 2 },
          ],
        },
      },
    ],
  },
});
const event = (id: string, changes: object = {}) => ({
  event_id: id,
  platform: 'node',
  release: 'fw@1.2.0+45',
  user: { id: 'device-0001', email: 'bob@example.com' },
  ...exception(),
  ...changes,
});
const envelope = (id: string, ...items: [object, string][]) =>
  [
    JSON.stringify({ event_id: id, sent_at: '2026-11-22T00:00:00Z' }),
    ...items.flatMap(([head, body]) => [JSON.stringify(head), body]),
  ].join('\n');
const showText = async (id: string) => (await test.ask('GET', `/v1/reports/nova/${id}`)).body as { text?: string };

describe('an envelope', () => {
  it('becomes a report with its files, and what else is in it is taken and left', async () => {
    const id = newId();
    const body = envelope(
      id,
      [{ type: 'session' }, '{"sid":"x","status":"crashed"}'],
      [{ type: 'event' }, JSON.stringify(event(id))],
      [{ type: 'attachment', length: 12, filename: 'kmsg.txt' }, 'a@b.de\nline2'],
      [{ type: 'client_report' }, '{"discarded_events":[]}'],
      [{ type: 'transaction', length: 2 }, '{}'],
      [{ type: 'what_comes_next_year' }, 'x'],
    );
    expect(await post(envelopePath, body, auth)).toMatchObject({ status: 200, body: { id } });
    expect((await test.ask('GET', `/v1/reports/nova/${id}`)).body).toMatchObject({
      kind: 'crash',
      device: 'device-0001',
      build: { id: 'nova-2', reported: 'fw@1.2.0+45' },
      title: expect.stringContaining('openErrorPreview'),
      text: expect.stringMatching(
        /^Error: boom for <mail>\n {4}at openErrorPreview \(camera\.js:7:2\)\n {4}at main \(main\.js:3:1\)/,
      ),
    });
    const [file] = await test.database.db.select().from(reportAttachments);
    expect(file).toMatchObject({ reportId: id, name: 'kmsg.txt', form: 'text' });
    expect(Buffer.from(test.storage.kept.get(file?.objectKey ?? '')?.body ?? '').toString()).toBe('<mail>\nline2');
  });

  it.each([
    ...[
      'session',
      'sessions',
      'transaction',
      'span',
      'client_report',
      'profile',
      'profile_chunk',
      'check_in',
      'statsd',
    ],
    ...['replay_event', 'replay_recording', 'replay_video', 'metric_meta', 'raw_security', 'log', 'trace_metric', ''],
  ])('of nothing but a %s is taken, and nothing of it is kept', async (type) => {
    const before = [await test.database.db.$count(reports), await test.database.db.$count(reportAttachments)];
    const id = newId();
    const body = envelope(id, [{ type, length: 14 }, '{"sid":"x","a":']);
    expect(await post(envelopePath, body.replace('"a":', '"a"}'), auth)).toMatchObject({ status: 200, body: { id } });
    expect([await test.database.db.$count(reports), await test.database.db.$count(reportAttachments)]).toEqual(before);
  });

  it('in a way of packing that nobody knows is told which ones are known', async () => {
    for (const path of [envelopePath, `/api/${project}/store/`]) {
      const { status, body, headers } = await post(path, 'x', { ...auth, 'content-encoding': 'lzma' });
      expect([status, body.type]).toEqual([415, '/problems/unknown-encoding']);
      expect(headers.get('accept-encoding')).toContain('gzip');
      expect(headers.get('x-sentry-error')).toContain('gzip');
    }
  });

  it('is taken with its key in the header, the address or the envelope itself', async () => {
    const ways: [string, object, Record<string, string>][] = [
      [`${envelopePath}?sentry_version=7&sentry_key=${key}`, {}, {}],
      [envelopePath, {}, { authorization: `Sentry sentry_key=${key},sentry_version=7` }],
      [envelopePath.slice(0, -1), { dsn: `http://${key}@localhost/${project}` }, {}],
    ];
    for (const [path, head, headers] of ways) {
      const id = newId();
      const body = `${JSON.stringify({ event_id: id, ...head })}\n{"type":"event"}\n${JSON.stringify(event(id))}\n`;
      expect(await post(path, body, headers)).toMatchObject({ status: 200, body: { id } });
    }
  });

  it.each([
    ['no key', {}, envelopePath],
    ['a key that is none', { 'x-sentry-auth': 'Sentry sentry_key=nobody' }, envelopePath],
    ['the key of another product', { 'x-sentry-auth': 'Sentry sentry_key=of_test_other-app' }, envelopePath],
    ['a key for every product', { 'x-sentry-auth': 'Sentry sentry_key=of_test_reporter' }, envelopePath],
    ['the address of another product', auth, '/api/1/envelope/'],
    ['two keys', auth, `${envelopePath}?sentry_key=other`],
    ['a viewer', { 'x-sentry-auth': 'Sentry sentry_key=of_test_viewer' }, envelopePath],
  ])('is refused with %s', async (_, headers, path) => {
    const before = await test.database.db.$count(reports);
    const id = newId();
    const answer = await post(
      path,
      envelope(id, [{ type: 'event' }, JSON.stringify(event(id))]),
      headers as Record<string, string>,
    );
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/./) } });
    expect(await test.database.db.$count(reports)).toBe(before);
  });

  it('may be packed, have an id with dashes, and come twice', async () => {
    const id = newId();
    const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const body = gzipSync(envelope(dashed, [{ type: 'event' }, JSON.stringify(event(dashed))]));
    const headers = { ...auth, 'content-encoding': 'gzip' };
    for (let time = 0; time < 2; time += 1)
      expect(await post(envelopePath, body, headers)).toMatchObject({ status: 200, body: { id } });
    expect((await test.ask('GET', `/v1/reports/nova/${id}`)).status).toBe(200);
    expect((await post(envelopePath, gzipSync(Buffer.alloc(20 * 1024 * 1024)), headers)).status).toBe(413);
    expect((await post(envelopePath, 'not packed', headers)).status).toBe(400);
  });

  it('may hold a file whose event was left out, or nothing at all', async () => {
    const id = newId();
    await post(envelopePath, envelope(id, [{ type: 'event' }, JSON.stringify(event(id))]), auth);
    const later = envelope(id, [{ type: 'attachment', length: 4, filename: 'later.log' }, 'text']);
    expect((await post(envelopePath, later, auth)).status).toBe(200);
    expect(await test.database.db.$count(reportAttachments)).toBe(1);
    expect(await post(envelopePath, '{}', auth)).toMatchObject({ status: 200 });
    expect(
      await post(envelopePath, envelope(newId(), [{ type: 'attachment', filename: 'x' }, 'nobody’s']), auth),
    ).toMatchObject({ status: 200 });
  });

  it('tells a device in a loop to rest, in words that SDKs obey', async () => {
    const answers = [];
    for (let at = 0; at < 21; at += 1) {
      const id = newId();
      answers.push(
        await post(envelopePath, envelope(id, [{ type: 'event' }, JSON.stringify(event(id, exception('Loop')))]), auth),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429]);
    expect(answers.at(-1)?.headers.get('x-sentry-rate-limits')).toBe('900:error;default:project');
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('900');
  });

  it('holds back no crash because a person says one thing again and again', async () => {
    const said = { contexts: { feedback: { message: 'The torch stays on' } }, user: { id: 'SN-torch' } };
    const answers = [];
    for (let at = 0; at < 21; at += 1) {
      const id = newId();
      const item = JSON.stringify({ event_id: id, ...said });
      answers.push(await post(envelopePath, envelope(id, [{ type: 'feedback' }, item]), auth));
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429]);
    expect(answers.at(-1)?.headers.get('x-sentry-rate-limits')).toBe('900:feedback:project');
  });

  it('is never a failure of ours, whatever somebody makes up', async () => {
    const odd = [
      '',
      '\n',
      'x',
      '[]',
      '{}\n{}',
      '{}\n{"type":"event"}\n[]',
      '{}\n{"type":"event","length":-1}\n{}',
      '{}\n{"type":"event","length":1e9}\n{}',
      '{}\n{"type":"event","length":3}\n{}xx',
      '{"event_id":"\\u0000"}\n{"type":"event"}\n{}',
      '{"event_id":7}',
      `{}\n${'{"type":"x"}\n\n'.repeat(5000)}`,
      `{}\n{"type":"event"}\n${JSON.stringify({ exception: { values: [null, 7, { stacktrace: { frames: 'x' } }] }, user: { id: {} }, release: '\u0000 \u202e', breadcrumbs: [[]] })}`,
      `{}\n{"type":"event"}\n{"message":{"formatted":"\\ud800\\u0000"},"level":"error","release":"é"}`,
      `{}\n{"type":"event"}\n${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`,
      `{}\n{"type":"event"}\n{"__proto__":{"x":1},"exception":{"values":[{"type":"\u001b[31m"}]},"platform":"native"}`,
      `{}\n{"type":"event"}\n${JSON.stringify({ platform: 'native', exception: [{ stacktrace: { frames: [{ instruction_addr: '0xzz' }, { instruction_addr: `0x${'f'.repeat(16)}`, package: 'a\nb' }] } }], debug_meta: { images: [{ image_addr: '0x0', image_size: 1e300 }] } })}`,
    ];
    for (const body of odd) {
      const { status } = await post(envelopePath, body, auth);
      expect([body.slice(0, 60), status]).toEqual([body.slice(0, 60), status === 400 ? 400 : 200]);
    }
  });
});

describe('the older door', () => {
  it('takes one event', async () => {
    const id = newId();
    const python = event(id, {
      platform: 'python',
      exception: {
        values: [
          {
            type: 'ZeroDivisionError',
            value: 'division by zero',
            stacktrace: { frames: [{ filename: 'app.py', function: 'main', lineno: 4 }] },
          },
        ],
      },
    });
    for (const path of [`/api/${project}/store/`, `/api/${project}/store`])
      expect(await post(path, gzipSync(JSON.stringify(python)), { ...auth, 'content-encoding': 'gzip' })).toMatchObject(
        { status: 200, body: { id } },
      );
    expect((await showText(id)).text).toContain(
      'Traceback (most recent call last):\n  File "app.py", line 4, in main\nZeroDivisionError: division by zero',
    );
  });

  it('tells a device in a loop to rest, too', async () => {
    const statuses = [];
    for (let at = 0; at < 21; at += 1)
      statuses.push(
        (await post(`/api/${project}/store/`, JSON.stringify(event(newId(), exception('Older'))), auth)).status,
      );
    expect(statuses.at(-1)).toBe(429);
  });

  it('refuses what is none, and who has no key', async () => {
    for (const path of [`/api/${project}/store/`, `/api/${project}/store`]) {
      expect((await post(path, '[]', auth)).status).toBe(400);
      expect((await post(path, '{}')).status).toBe(403);
    }
    expect((await post(envelopePath.slice(0, -1), '[]', auth)).status).toBe(400);
    expect((await post(envelopePath.slice(0, -1), '{}')).status).toBe(403);
  });
});

it('lets browsers ask from everywhere, and hear what they may hear', async () => {
  for (const door of ['envelope', 'envelope/', 'store', 'store/']) {
    const response = await test.send('OPTIONS', `/api/${project}/${door}`);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(response.headers.get('access-control-allow-headers')).toContain('x-sentry-auth');
  }
});
