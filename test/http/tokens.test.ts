// /v1/tokens and /v1/me: tokens that open doors, once seen, never wider than who made them.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTokenSecret } from '../../src/domain/catalog/token-secret.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  await test.send('POST', '/v1/products', { as: 'operator', json: { id: 'nova', name: 'Nova' } });
  await test.addToken('nova-operator', 'operator', 'nova');
});
afterAll(() => test.close());

const create = (json: unknown, as = 'operator') => test.send('POST', '/v1/tokens', { as, json });
const meOf = (secret: string) => test.send('GET', '/v1/me', { headers: { authorization: `Bearer ${secret}` } });
async function secretOf(response: Response): Promise<string> {
  const { secret } = (await response.json()) as { secret: string };
  return secret;
}

describe('a new token', () => {
  it('comes with its secret, which then opens the door', async () => {
    const made = await create({ name: 'ci', role: 'engineer', product: 'nova', expiresInDays: 30 });
    expect(made.status).toBe(201);
    const body = (await made.clone().json()) as Record<string, unknown>;
    expect(body).toMatchObject({
      name: 'ci',
      role: 'engineer',
      product: 'nova',
      createdBy: 'operator',
      createdMs: test.clock.ms,
      expiresMs: test.clock.ms + 30 * 86_400_000,
      revokedMs: null,
    });
    const secret = await secretOf(made);
    expect(isTokenSecret(secret)).toBe(true);
    const me = await meOf(secret);
    expect([me.status, await me.json()]).toEqual([200, { name: 'ci', role: 'engineer', product: 'nova' }]);
  });

  it('is for every product and for ever unless told otherwise', async () => {
    const made = await create({ name: 'eye', role: 'viewer' });
    expect(await made.json()).toMatchObject({ product: null, expiresMs: null });
  });

  it('refuses a taken name, an unknown product, an unknown role, a strange name', async () => {
    const named = async (response: Response) => [response.status, ((await response.json()) as { type: string }).type];
    expect(await named(await create({ name: 'ci', role: 'viewer' }))).toEqual([409, '/problems/name-taken']);
    const nowhere = await create({ name: 'x', role: 'viewer', product: 'nope' });
    expect(await named(nowhere)).toEqual([422, '/problems/unknown-product']);
    for (const json of [
      { name: 'x', role: 'root' },
      { name: 'a b', role: 'viewer' },
      { name: 'x' },
      { role: 'viewer' },
    ]) {
      expect((await create(json)).status).toBe(400);
    }
    for (const expiresInDays of [0, -1, 1.5, 4000, '30']) {
      expect((await create({ name: 'x', role: 'viewer', expiresInDays })).status).toBe(400);
    }
  });

  it('is never wider than the token that makes it', async () => {
    for (const product of [null, 'other', undefined]) {
      const refused = await create({ name: 'wide', role: 'viewer', product }, 'nova-operator');
      expect([refused.status, await refused.json()]).toMatchObject([403, { type: '/problems/wider-than-own' }]);
    }
    const narrow = await create({ name: 'narrow', role: 'operator', product: 'nova' }, 'nova-operator');
    const again = await test.send('POST', '/v1/tokens', {
      json: { name: 'wide', role: 'viewer' },
      headers: { authorization: `Bearer ${await secretOf(narrow)}` },
    });
    expect(again.status).toBe(403);
  });
});

describe('the list', () => {
  it('shows who has access, without a secret', async () => {
    const listed = await test.send('GET', '/v1/tokens?limit=200', { as: 'operator' });
    const { items } = (await listed.json()) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['ci', 'eye', 'narrow', 'operator']));
    expect(JSON.stringify(items)).not.toMatch(/secret|sha256/);
  });

  it('comes in pages', async () => {
    const first = (await (await test.send('GET', '/v1/tokens?limit=1', { as: 'operator' })).json()) as { next: string };
    expect(first).toMatchObject({ items: [{ name: 'ci' }], next: 'ci' });
    const second = await test.send('GET', `/v1/tokens?limit=1&after=${first.next}`, { as: 'operator' });
    expect(await second.json()).toMatchObject({ items: [{ name: 'engineer' }] });
  });

  it('shows an operator of one product the tokens of that product', async () => {
    const listed = await test.send('GET', '/v1/tokens', { as: 'nova-operator' });
    const { items } = (await listed.json()) as { items: { name: string; product: string | null }[] };
    expect(items.map(({ name }) => name)).toEqual(['ci', 'narrow', 'nova-operator']);
  });
});

describe('a revoked token', () => {
  it('opens nothing from then on', async () => {
    const secret = await secretOf(await create({ name: 'leaked', role: 'engineer' }));
    expect((await meOf(secret)).status).toBe(200);
    const revoked = await test.send('DELETE', '/v1/tokens/leaked', { as: 'operator' });
    expect([revoked.status, await revoked.json()]).toMatchObject([200, { name: 'leaked', revokedMs: test.clock.ms }]);
    const refused = await meOf(secret);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await test.send('DELETE', '/v1/tokens/leaked', { as: 'operator' })).status).toBe(200);
  });

  it('is none that is unknown, out of reach, or the speaker itself', async () => {
    expect((await test.send('DELETE', '/v1/tokens/nobody', { as: 'operator' })).status).toBe(404);
    expect((await test.send('DELETE', '/v1/tokens/eye', { as: 'nova-operator' })).status).toBe(404);
    expect((await test.send('DELETE', '/v1/tokens/operator', { as: 'operator' })).status).toBe(409);
    expect((await test.send('DELETE', '/v1/tokens/a%20b', { as: 'operator' })).status).toBe(400);
  });
});

it('an expired token opens nothing, from the very instant', async () => {
  const secret = await secretOf(await create({ name: 'day', role: 'viewer', expiresInDays: 1 }));
  test.clock.ms += 86_400_000 - 1;
  expect((await meOf(secret)).status).toBe(200);
  test.clock.ms += 1;
  expect((await meOf(secret)).status).toBe(401);
});

it.each([
  '',
  'Bearer',
  'Bearer ',
  'Basic b3BlcmF0b3I6',
  'Bearer a b',
  `Bearer ${'x'.repeat(201)}`,
  'Bearer of_o_0',
  'of_o_0',
])('the header %j is no access', async (authorization) => {
  expect((await test.send('GET', '/v1/me', { headers: { authorization } })).status).toBe(401);
});

it('no secret that was handed out stands anywhere in the database', async () => {
  const secret = await secretOf(await create({ name: 'hunted', role: 'viewer' }));
  const tables = await test.database.db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const rows = await test.database.db.execute(sql`select row_to_json(t)::text as row from ${sql.identifier(name)} t`);
    expect([name, JSON.stringify(rows).includes(secret.slice(5, 40))]).toEqual([name, false]);
  }
});
