// /v1/mirrors: added by a token that was tried, listed without it, and removed over HTTP.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answered } from '../fakes/courier.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('nova-operator', 'operator', 'nova');
});
afterAll(() => test.close());
beforeEach(() => {
  test.courier.calls.splice(0);
  test.courier.answer = () => answered(200, '[]');
});

const mirror = { kind: 'github', project: 'acme/nova', product: 'nova', token: 'ghp_0123456789' };
const ask = (method: string, path: string, json?: unknown, as = 'operator') =>
  test.send(method, path, { as, ...(json === undefined ? {} : { json }) });
const bodyOf = async <T>(response: Response) => (await response.json()) as T;
const typeOf = async (response: Response) => [response.status, (await bodyOf<{ type: string }>(response)).type];

it('is added once its token was tried, shown without it, and removed', async () => {
  const added = await ask('POST', '/v1/mirrors', mirror);
  expect(added.status).toBe(201);
  const { id, url } = await bodyOf<{ id: string; url: string }>(added);
  expect(url).toBe('https://api.github.com/repos/acme/nova');
  expect(test.courier.calls).toMatchObject([
    { method: 'GET', headers: { authorization: 'Bearer ghp_0123456789', 'x-github-api-version': '2022-11-28' } },
  ]);
  const texts = await Promise.all(
    ['/v1/mirrors', `/v1/mirrors/${id}/issues`, '/v1/audit'].map(async (path) => (await ask('GET', path)).text()),
  );
  expect(texts[0]).toContain(id);
  expect(JSON.parse(texts[1] ?? '')).toEqual({ items: [], next: null });
  expect(texts.join()).not.toContain('ghp_0123456789');
  expect(JSON.stringify(await test.database.db.execute(sql`select * from subscriptions`))).not.toContain('ghp_');
  expect((await ask('GET', `/v1/webhooks/${id.replace('mi_', 'wh_')}`)).status).toBe(404);
  expect((await ask('DELETE', `/v1/mirrors/${id}`)).status).toBe(204);
  expect(await typeOf(await ask('DELETE', `/v1/mirrors/${id}`))).toEqual([404, '/problems/unknown-mirror']);
  expect(await typeOf(await ask('GET', `/v1/mirrors/${id}/issues`))).toEqual([404, '/problems/unknown-mirror']);
});

it('spells the address of a project as its tracker does', async () => {
  const added = await ask('POST', '/v1/mirrors', { ...mirror, kind: 'gitlab', project: 'acme/roms/nova' });
  expect(await bodyOf(added.clone())).toMatchObject({
    url: 'https://gitlab.com/api/v4/projects/acme%2Froms%2Fnova',
    kind: 'gitlab',
    product: 'nova',
  });
  const own = await ask('POST', '/v1/mirrors', { ...mirror, host: 'https://git.example.com/api/v3/' });
  expect(await bodyOf(own)).toMatchObject({ url: 'https://git.example.com/api/v3/repos/acme/nova' });
  await test.database.db.execute(sql`delete from subscriptions`);
});

it.each(['nova', '../nova', 'acme/..', 'acme/nova?x', 'acme//nova', 'acme/no va', 'acme/-x', '.a/b'])(
  'takes no project "%s"',
  async (project) => {
    expect((await ask('POST', '/v1/mirrors', { ...mirror, project })).status).toBe(400);
  },
);

it('refuses a token that the tracker does not take, a closed address, and a product that is not there', async () => {
  test.courier.answer = () => answered(401);
  expect(await typeOf(await ask('POST', '/v1/mirrors', mirror))).toEqual([422, '/problems/tracker-refused']);
  test.courier.answer = () => ({ kind: 'failed', fault: 'timeout', tookMs: 1 });
  expect(await typeOf(await ask('POST', '/v1/mirrors', mirror))).toEqual([422, '/problems/unusable-url']);
  test.courier.calls.splice(0);
  const inside = { ...mirror, host: 'https://10.0.0.1' };
  expect(await typeOf(await ask('POST', '/v1/mirrors', inside))).toEqual([422, '/problems/unusable-url']);
  expect(test.courier.calls).toEqual([]);
  const nowhere = await ask('POST', '/v1/mirrors', { ...mirror, product: 'nope' });
  expect(await typeOf(nowhere)).toEqual([422, '/problems/unknown-product']);
});

it('is for operators of that product', async () => {
  const other = await ask('POST', '/v1/mirrors', { ...mirror, product: 'other' }, 'nova-operator');
  expect(await typeOf(other)).toEqual([403, '/problems/wider-than-own']);
  expect((await ask('POST', '/v1/mirrors', mirror, 'nova-operator')).status).toBe(201);
});

it('is bounded in number', async () => {
  await test.database.db.execute(sql`
    insert into subscriptions (id, kind, url, events, secrets, created_by, created_ms)
    select 'wh_' || n, 'webhook', 'https://a.example.com', '[]', '[]', 'test', 1 from generate_series(1, 500) n`);
  expect(await typeOf(await ask('POST', '/v1/mirrors', mirror))).toEqual([409, '/problems/too-many-webhooks']);
});
