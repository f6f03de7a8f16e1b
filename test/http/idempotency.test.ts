// Idempotency-Key: a request that is sent again has one effect and one answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerKeptMs, claimLeaseMs } from '../../src/domain/idempotency.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

const product = (id: string) => ({ id, name: id });
const create = (key: string, json: unknown, as = 'operator') =>
  test.send('POST', '/v1/products', { as, json, headers: { 'idempotency-key': key } });
const typeOf = async (response: Response) => ((await response.json()) as { type?: string }).type;

describe('the same key', () => {
  it('and the same body: the same answer, and one effect', async () => {
    const first = await create('k1', product('aa'));
    const again = await create('k1', product('aa'));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.text()).toBe(await first.text());
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(again.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('and a refusal: the same refusal', async () => {
    const first = await create('k2', product('aa'));
    const again = await create('k2', product('aa'));
    expect([first.status, again.status]).toEqual([409, 409]);
    expect(await again.text()).toBe(await first.text());
    expect(again.headers.get('content-type')).toBe('application/problem+json');
  });

  it('and another body: 422, and no effect', async () => {
    const refused = await create('k1', product('bb'));
    expect([refused.status, await typeOf(refused)]).toEqual([422, '/problems/idempotency-key-reused']);
    expect((await test.send('GET', '/v1/products/bb', { as: 'viewer' })).status).toBe(404);
  });

  it('from another sender, or on another route: another request', async () => {
    await test.addToken('second', 'operator');
    expect((await create('k1', product('cc'), 'second')).status).toBe(201);
    const headers = { 'idempotency-key': 'k1' };
    const start = async (build: string) => {
      const json = { product: 'aa', channel: 'stable', build };
      return typeOf(await test.send('POST', '/v1/rollouts', { as: 'operator', json, headers }));
    };
    const refusal = await start('1.0.0');
    expect(refusal).toMatch(/unknown-/);
    expect(await start('1.0.0')).toBe(refusal);
    expect(await start('1.1.0')).toBe('/problems/idempotency-key-reused');
  });

  it('after a failure of ours: the retry works', async () => {
    const { catalog } = test.stores;
    const recordProduct = catalog.recordProduct;
    catalog.recordProduct = () => Promise.reject(new Error('the disk is full'));
    expect((await create('k3', product('dd'))).status).toBe(500);
    catalog.recordProduct = recordProduct;
    expect((await create('k3', product('dd'))).status).toBe(201);
  });

  it('before the token is checked: nothing', async () => {
    const headers = { 'idempotency-key': 'k1' };
    expect((await test.send('POST', '/v1/products', { json: product('aa'), headers })).status).toBe(401);
    expect((await create('k1', product('aa'), 'viewer')).status).toBe(403);
  });

  it('is kept 30 days', async () => {
    test.clock.ms += answerKeptMs;
    expect((await create('k1', product('aa'))).headers.get('idempotency-replayed')).toBe('true');
  });
});

it.each(['', ' ', 'a b', '\u00e9', 'x'.repeat(101)])('a key %j is refused', async (key) => {
  const response = await create(key, product('ee'));
  expect([response.status, await typeOf(response)]).toEqual([400, '/problems/malformed-idempotency-key']);
});

describe('at the same time', () => {
  it('64 requests have one effect, and every answer is the first one or says that it is coming', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = `race-${round}`;
      const answers = await Promise.all(Array.from({ length: 64 }, () => create(id, product(id))));
      const statuses = answers.map(({ status }) => status);
      expect(new Set(statuses).size).toBeLessThanOrEqual(2);
      expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
      const types = await Promise.all(answers.filter(({ status }) => status === 409).map(typeOf));
      expect(types.every((type) => type === '/problems/request-in-flight')).toBe(true);
      expect((await create(id, product(id))).status).toBe(201);
    }
    const entries = await test.stores.audit.loadEntries({ afterSeq: 0, limit: 200, subject: 'race-0' });
    expect(entries).toHaveLength(1);
  });

  it('a claim whose process died passes on after its lease', async () => {
    const { catalog, idempotency } = test.stores;
    const { recordRelease } = idempotency;
    const { recordProduct } = catalog;
    // As after kill -9 in the middle of the work: nothing done, and nobody left to release the claim.
    catalog.recordProduct = () => Promise.reject(new Error('killed'));
    idempotency.recordRelease = async () => {};
    await create('dead', product('ff'));
    Object.assign(catalog, { recordProduct });
    Object.assign(idempotency, { recordRelease });
    const early = await create('dead', product('ff'));
    expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1']);
    test.clock.ms += claimLeaseMs;
    expect((await create('dead', product('ff'))).status).toBe(201);
  });
});
