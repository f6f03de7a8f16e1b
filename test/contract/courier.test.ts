// The contract of calls to the world outside, against receivers that hang, drip, flood, redirect and lie about their names.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchCourier } from '../../src/adapters/system/fetch-courier.ts';
import { nodeCourier } from '../../src/adapters/system/node-courier.ts';
import type { Call, Courier } from '../../src/app/ports/courier.ts';
import { answering, hostile, openReceiver, type Receiver } from '../harness/receiver.ts';

const settings = { mayCallLocalhost: true, patienceMs: 700 };
const strict = { mayCallLocalhost: false, patienceMs: 700 };
const call = (url: string, changes: Partial<Call> = {}): Call => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{}',
  maxAnswerBytes: 0,
  ...changes,
});

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
afterAll(() => receiver.close());

const implementations: readonly { name: string; make(given: typeof settings): Courier }[] = [
  { name: 'node', make: nodeCourier },
  { name: 'fetch', make: (given) => fetchCourier(fetch, fetch, given) },
];

describe.each(implementations)('the courier over $name', ({ make }) => {
  const courier = make(settings);

  it('delivers, and tells what was answered', async () => {
    receiver.behave = answering(202, { 'retry-after': '7' });
    const answer = await courier.call(call(`${receiver.url}/a?b=c`, { body: '{"é":1}' }));
    expect(answer).toMatchObject({ kind: 'answered', status: 202, headers: { 'retry-after': '7' }, body: '' });
    expect(receiver.received.at(-1)).toMatchObject({ method: 'POST', path: '/a?b=c', body: '{"é":1}' });
  });

  it('reads an answer within its bound, and none beyond', async () => {
    receiver.behave = (_, response) => void response.end('x'.repeat(100));
    expect(await courier.call(call(receiver.url, { maxAnswerBytes: 100 }))).toMatchObject({ body: 'x'.repeat(100) });
    const long = await courier.call(call(receiver.url, { maxAnswerBytes: 99 }));
    expect(long).toMatchObject({ kind: 'failed', fault: 'answer-too-large' });
  });

  it('follows no redirect', async () => {
    const before = receiver.received.length;
    receiver.behave = answering(301, { location: `${receiver.url}/elsewhere` });
    expect(await courier.call(call(receiver.url))).toMatchObject({ kind: 'answered', status: 301 });
    expect(receiver.received.length).toBe(before + 1);
  });

  it.each(['hangs', 'dripsHeaders'] as const)('gives up on one that %s', async (name) => {
    receiver.behave = hostile[name];
    const answer = await courier.call(call(receiver.url));
    expect(answer).toMatchObject({ kind: 'failed', fault: 'timeout' });
  });

  it('is not held by a body that never stops, read or not', async () => {
    receiver.behave = hostile.neverStops;
    expect(await courier.call(call(receiver.url))).toMatchObject({ kind: 'answered', status: 200 });
    const read = await courier.call(call(receiver.url, { maxAnswerBytes: 10_000 }));
    expect(read).toMatchObject({ kind: 'failed', fault: 'answer-too-large' });
  });

  it.each(['cutsOff', 'speaksNonsense'] as const)('says that one cannot be reached that %s', async (name) => {
    receiver.behave = hostile[name];
    expect(await courier.call(call(receiver.url))).toMatchObject({ kind: 'failed', fault: 'unreachable' });
  });

  it('calls no closed address, by number or by name, and asks nobody', async () => {
    const closed = make(strict);
    const before = receiver.received.length;
    receiver.behave = answering(200);
    const targets = [
      receiver.url,
      `https://127.0.0.1:${receiver.port}`,
      `https://[::1]:${receiver.port}`,
      `https://[::ffff:127.0.0.1]:${receiver.port}`,
      `https://0.0.0.0:${receiver.port}`,
      `https://2130706433:${receiver.port}`,
      `https://localhost:${receiver.port}`,
      'https://169.254.169.254/latest/meta-data',
      'https://metadata.google.internal/',
      'https://10.0.0.1/',
      'http://8.8.8.8/',
      'https://ada:secret@8.8.8.8/',
    ];
    for (const target of targets) {
      expect([target, await closed.call(call(target))]).toEqual([
        target,
        { kind: 'failed', fault: 'closed-address', tookMs: 0 },
      ]);
      expect([target, await closed.checkTarget(target)]).toEqual([target, 'closed-address']);
    }
    expect(receiver.received.length).toBe(before);
  });

  it('lets development reach this machine, and no other that is closed', async () => {
    receiver.behave = answering(200);
    expect(await courier.checkTarget(`http://localhost:${receiver.port}`)).toBeNull();
    for (const target of ['http://10.0.0.1', 'https://192.168.1.1', 'http://hooks.example.com'])
      expect(await courier.checkTarget(target)).toBe('closed-address');
  });
});

describe('names on Node', () => {
  type Resolve = NonNullable<Parameters<typeof nodeCourier>[0]['resolve']>;
  const naming = (...answers: readonly string[][]): { resolve: Resolve; asked: () => number } => {
    let asked = 0;
    const resolve: Resolve = (_host, _options, done) => {
      const found = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    return { resolve, asked: () => asked };
  };

  it.each([['127.0.0.1'], ['10.1.2.3'], ['::1'], ['::ffff:127.0.0.1'], ['169.254.169.254'], ['100.64.0.1']])(
    'refuses a name that leads to %s',
    async (address) => {
      const before = receiver.received.length;
      const courier = nodeCourier({ ...strict, resolve: naming([address]).resolve });
      const target = `https://hooks.example.com:${receiver.port}/`;
      expect(await courier.checkTarget(target)).toBe('closed-address');
      expect(await courier.call(call(target))).toMatchObject({ kind: 'failed', fault: 'closed-address' });
      expect(receiver.received.length).toBe(before);
    },
  );

  it('refuses a name without any address', async () => {
    const courier = nodeCourier({ ...strict, resolve: naming([]).resolve });
    expect(await courier.checkTarget('https://hooks.example.com/')).toBe('closed-address');
  });

  it('refuses a name with one closed address among open ones', async () => {
    const courier = nodeCourier({ ...strict, resolve: naming(['8.8.8.8', '127.0.0.1']).resolve });
    expect(await courier.checkTarget('https://hooks.example.com/')).toBe('closed-address');
  });

  it('refuses a name that was open when it was added and leads home at the delivery', async () => {
    const name = naming(['8.8.8.8'], ['127.0.0.1']);
    const courier = nodeCourier({ ...strict, resolve: name.resolve });
    const target = `https://rebind.example.com:${receiver.port}/`;
    expect(await courier.checkTarget(target)).toBeNull();
    expect(await courier.call(call(target))).toMatchObject({ kind: 'failed', fault: 'closed-address' });
  });

  it('connects to what it judged: the name is asked once a call, and never again', async () => {
    // Whether 8.8.8.8 answers does not matter: nobody may ask a second time and get 127.0.0.1.
    const name = naming(['8.8.8.8'], ['127.0.0.1']);
    const before = receiver.received.length;
    await nodeCourier({ ...strict, patienceMs: 150, resolve: name.resolve }).call(
      call(`https://rebind.example.com:${receiver.port}/`),
    );
    expect(name.asked()).toBe(1);
    expect(receiver.received.length).toBe(before);
  });

  it('says that a name is not known', async () => {
    const resolve: Resolve = (_h, _o, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    const courier = nodeCourier({ ...strict, resolve });
    expect(await courier.checkTarget('https://nobody.example.com/')).toBe('unknown-host');
    expect(await courier.call(call('https://nobody.example.com/'))).toMatchObject({ fault: 'unknown-host' });
  });
});

describe('certificates on Node', () => {
  it('tells nothing to one whose certificate nobody signed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'door-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-keyout', key, '-out', cert],
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    const tls = await openReceiver({ key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') });
    const answer = await nodeCourier(settings).call(call(tls.url));
    expect(answer).toMatchObject({ kind: 'failed', fault: 'certificate' });
    expect(tls.received).toEqual([]);
    await tls.close();
  });
});
