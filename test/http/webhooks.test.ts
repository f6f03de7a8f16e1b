// /v1/webhooks: added, tried, listened to, rotated, redelivered and removed over HTTP.
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../src/app/ports/courier.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { eventSchema } from '../../src/wire/event/event.ts';
import { answered } from '../fakes/courier.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('nova-operator', 'operator', 'nova');
  test.clock.ms = Date.now();
  const enrolled = await test.enrol('SN-1');
  const crash = { kind: 'crash', build: '1.2.0', text: 'java.lang.Error: x\n\tat com.nova.Camera.open(A.java:41)' };
  await test.say(enrolled.token, 'POST', '/v1/reports', { id: 'r1', ...crash });
  await test.settle();
});
afterAll(() => test.close());
beforeEach(() => {
  test.courier.calls.splice(0);
  test.courier.answer = () => answered(204);
});

type Made = { readonly id: string; readonly secret: string };
const ask = (method: string, path: string, json?: unknown, as = 'operator') =>
  test.send(method, path, { as, ...(json === undefined ? {} : { json }) });
const bodyOf = async <T>(response: Response) => (await response.json()) as T;
const add = async (json: object = {}): Promise<Made> =>
  bodyOf(await ask('POST', '/v1/webhooks', { url: 'https://hooks.example.com/x', ...json }));
const typeOf = async (response: Response) => [response.status, (await bodyOf<{ type: string }>(response)).type];
/** Throws when the secret does not fit. */
const verify = (secret: string, { body, headers }: Call) => new Webhook(secret).verify(body ?? '', { ...headers });
const comment = (text: string, audience = 'tester') =>
  ask('POST', '/v1/issues/nova/1/comments', { text, audience }, 'engineer');

describe('a webhook', () => {
  it('hears of a change behind the answer, signed so that its secret verifies it', async () => {
    const { id, secret } = await add({ events: ['issue.*'], product: 'nova' });
    expect((await comment('Thank you, we are on it.')).status).toBe(204);
    await test.settle();
    const [call] = test.courier.calls;
    const event = verify(secret, call ?? expect.fail('nobody was called')) as { id: string };
    expect(event).toMatchObject({
      type: 'issue.commented',
      version: 1,
      product: 'nova',
      subject: 'issue/1',
      data: { text: 'Thank you, we are on it.', by: 'engineer', issue: { number: 1 } },
    });
    expect(() => eventSchema.parse(event)).not.toThrow();
    expect(call?.headers['webhook-id']).toBe(event.id);
    const shown = await bodyOf<{ items: object[] }>(await ask('GET', `/v1/webhooks/${id}/deliveries?state=told`));
    expect(shown.items).toMatchObject([{ event: event.id, type: 'issue.commented', state: 'told', status: 204 }]);
    await ask('DELETE', `/v1/webhooks/${id}`);
  });

  it('hears nothing of what the house says to itself, nor of other events than it asked for', async () => {
    const { id } = await add({ events: ['rollout.halted'] });
    await comment('between us', 'internal');
    await comment('to everybody');
    await test.settle();
    expect(test.courier.calls).toEqual([]);
    await ask('DELETE', `/v1/webhooks/${id}`);
  });

  it('is told by the tick what nobody told it behind an answer', async () => {
    test.courier.answer = () => ({ kind: 'failed', fault: 'timeout', tookMs: 10_000 });
    const { id } = await add();
    await comment('one');
    await test.settle();
    expect(test.courier.calls).toHaveLength(1);
    test.courier.answer = () => answered(200);
    test.clock.ms += 60_000;
    await runTick(test.surroundings);
    await test.settle();
    expect(test.courier.calls).toHaveLength(2);
    expect(await bodyOf(await ask('GET', `/v1/webhooks/${id}`))).toMatchObject({ failures: 0, toldMs: test.clock.ms });
    await ask('DELETE', `/v1/webhooks/${id}`);
  });

  it('shows its secret once, and nowhere else', async () => {
    const { id, secret } = await add();
    const texts = await Promise.all(
      [`/v1/webhooks/${id}`, '/v1/webhooks', `/v1/webhooks/${id}/deliveries`, '/v1/audit'].map(async (path) =>
        (await ask('GET', path)).text(),
      ),
    );
    expect(texts.join()).not.toContain(secret.slice(6));
    const dump = await test.database.db.execute(sql`select * from subscriptions`);
    expect(JSON.stringify(dump)).not.toContain(secret.slice(6));
    expect(texts.at(-1)).not.toContain('/x');
    await ask('DELETE', `/v1/webhooks/${id}`);
  });
});

describe('an address', () => {
  it.each([
    ...['http://hooks.example.com/', 'https://localhost/', 'https://127.0.0.1/', 'https://[::1]/', 'https://10.0.0.1/'],
    ...['https://169.254.169.254/', 'https://0x7f000001/', 'https://intranet/', 'https://[::ffff:10.0.0.1]/'],
  ])('%s is refused', async (url) => {
    expect(await typeOf(await ask('POST', '/v1/webhooks', { url }))).toEqual([422, '/problems/unusable-url']);
  });

  it.each(['ftp://a.example.com', 'https://', 'hooks.example.com', 'https://a:b@example.com/', 'https://x y/', ''])(
    '"%s" is malformed',
    async (url) => {
      expect((await ask('POST', '/v1/webhooks', { url })).status).toBe(400);
    },
  );

  it('needs a product that is there, and events that there are', async () => {
    const url = 'https://hooks.example.com/';
    expect(await typeOf(await ask('POST', '/v1/webhooks', { url, product: 'nope' }))).toEqual([
      422,
      '/problems/unknown-product',
    ]);
    expect((await ask('POST', '/v1/webhooks', { url, events: ['issue.exploded'] })).status).toBe(400);
  });
});

describe('an operator of one product', () => {
  it('listens to that one and sees no other', async () => {
    const url = 'https://hooks.example.com/';
    const wide = await ask('POST', '/v1/webhooks', { url }, 'nova-operator');
    expect(await typeOf(wide)).toEqual([403, '/problems/wider-than-own']);
    const own = await bodyOf<Made>(await ask('POST', '/v1/webhooks', { url, product: 'nova' }, 'nova-operator'));
    const all = await add();
    const listed = await bodyOf<{ items: Made[] }>(await ask('GET', '/v1/webhooks', undefined, 'nova-operator'));
    expect(listed.items.map(({ id }) => id)).toEqual([own.id]);
    expect((await ask('GET', `/v1/webhooks/${all.id}`, undefined, 'nova-operator')).status).toBe(404);
    for (const { id } of [own, all]) expect((await ask('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
  });
});

describe('trying, rotating, redelivering', () => {
  it('says at once what comes of a test', async () => {
    const { id, secret } = await add();
    const good = await bodyOf(await ask('POST', `/v1/webhooks/${id}/test`));
    expect(good).toMatchObject({ isTold: true, status: 204, fault: null });
    expect(verify(secret, test.courier.calls[0] ?? expect.fail())).toMatchObject({ type: 'test' });
    test.courier.answer = () => answered(301);
    expect(await bodyOf(await ask('POST', `/v1/webhooks/${id}/test`))).toMatchObject({
      isTold: false,
      fault: 'redirect',
    });
    test.courier.answer = () => ({ kind: 'failed', fault: 'certificate', tookMs: 3 });
    const broken = await bodyOf(await ask('POST', `/v1/webhooks/${id}/test`));
    expect(broken).toMatchObject({ isTold: false, status: null, fault: 'certificate' });
    await ask('DELETE', `/v1/webhooks/${id}`);
  });

  it('signs with both secrets until the time is over, and with the latest two at most', async () => {
    const { id, secret } = await add();
    const rotate = async (keepHours: number) =>
      bodyOf<{ secret: string; previousUntilMs: number | null }>(
        await ask('POST', `/v1/webhooks/${id}/rotate`, { keepHours }),
      );
    const tried = async () => {
      await ask('POST', `/v1/webhooks/${id}/test`);
      return test.courier.calls.at(-1) ?? expect.fail();
    };
    test.clock.ms = Date.now();
    const second = await rotate(1);
    for (const each of [secret, second.secret]) verify(each, await tried());
    const third = await rotate(1);
    for (const each of [second.secret, third.secret]) verify(each, await tried());
    expect(() => verify(secret, test.courier.calls.at(-1) ?? expect.fail())).toThrow();
    const last = await rotate(0);
    expect(last.previousUntilMs).toBeNull();
    const call = await tried();
    verify(last.secret, call);
    expect(() => verify(third.secret, call)).toThrow();
    await ask('DELETE', `/v1/webhooks/${id}`);
  });

  it('ends the secret before when its time is over', async () => {
    const { id, secret } = await add();
    await ask('POST', `/v1/webhooks/${id}/rotate`, { keepHours: 1 });
    test.clock.ms = Date.now() + 3_600_000;
    await ask('POST', `/v1/webhooks/${id}/test`);
    expect(test.courier.calls.at(-1)?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
    test.clock.ms = Date.now();
    await ask('POST', `/v1/webhooks/${id}/test`);
    verify(secret, test.courier.calls.at(-1) ?? expect.fail());
    await ask('DELETE', `/v1/webhooks/${id}`);
  });

  it('tells again, under the same id', async () => {
    const { id } = await add();
    await comment('again');
    await test.settle();
    const first = test.courier.calls.at(-1)?.headers['webhook-id'];
    const none = await bodyOf(await ask('POST', `/v1/webhooks/${id}/redeliver`, {}));
    expect(none).toEqual({ deliveries: 0 });
    expect(await bodyOf(await ask('POST', `/v1/webhooks/${id}/redeliver`, { event: first }))).toEqual({
      deliveries: 1,
    });
    await test.settle();
    expect(test.courier.calls.map(({ headers }) => headers['webhook-id'])).toEqual([first, first]);
    await ask('DELETE', `/v1/webhooks/${id}`);
  });

  it('finds no webhook that is not there', async () => {
    const path = '/v1/webhooks/wh_0000000000000000';
    const asked = [
      ask('GET', path),
      ask('DELETE', path),
      ask('POST', `${path}/test`),
      ask('POST', `${path}/rotate`, {}),
      ask('POST', `${path}/redeliver`, {}),
      ask('GET', `${path}/deliveries`),
    ];
    for (const response of await Promise.all(asked))
      expect(await typeOf(response)).toEqual([404, '/problems/unknown-webhook']);
  });

  it('takes a bounded number of them', async () => {
    await test.database.db.execute(sql`
      insert into subscriptions (id, kind, url, events, secrets, created_by, created_ms)
      select 'wh_' || lpad(to_hex(n), 16, '0'), 'webhook', 'https://a.example.com', '[]', '[]', 'test', 1 from generate_series(1, 500) n`);
    const refused = await ask('POST', '/v1/webhooks', { url: 'https://hooks.example.com/' });
    expect(await typeOf(refused)).toEqual([409, '/problems/too-many-webhooks']);
    await test.database.db.execute(sql`delete from subscriptions where created_by = 'test'`);
  });
});

it('publishes the schema of events', async () => {
  const schema = await bodyOf<{ anyOf: object[] }>(await test.send('GET', '/schemas/events.json'));
  expect(schema.anyOf.length).toBeGreaterThan(20);
});

it('tells monitoring how many wait and how many were given up', async () => {
  const text = await (await test.send('GET', '/metrics')).text();
  for (const name of ['events_unspread', 'deliveries_waiting', 'deliveries_oldest_age_seconds', 'deliveries_dead'])
    expect(text).toMatch(new RegExp(`^orange_${name} \\d`, 'm'));
});
