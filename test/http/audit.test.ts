// GET /v1/audit: the chain as anybody who may read it can check it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChainedEntry, checkChain } from '../../src/domain/audit/chain.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';

type Page = { items: ChainedEntry[]; next: string | null };

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  for (const id of ['one', 'two', 'three']) {
    await test.send('POST', '/v1/products', { as: 'operator', json: { id, name: id } });
  }
});
afterAll(() => test.close());

async function read(query: string): Promise<Page> {
  const response = await test.send('GET', `/v1/audit${query}`, { as: 'viewer' });
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

it('is read page by page and checks out', async () => {
  const entries: ChainedEntry[] = [];
  let after: string | null = '0';
  while (after !== null) {
    const page: Page = await read(`?limit=2&after=${after}`);
    expect(page.items.length).toBeLessThanOrEqual(2);
    entries.push(...page.items);
    after = page.next;
  }
  expect(entries.length).toBe(9);
  expect(checkChain(null, entries)).toBeNull();
  expect(entries.at(-1)).toMatchObject({ actor: 'operator', action: 'product created', subject: 'three' });
});

it('goes on behind the last entry that a reader remembers', async () => {
  const { items } = await read('?after=5&limit=200');
  expect(items.map(({ seq }) => seq)).toEqual([6, 7, 8, 9]);
  expect(await read('?after=9')).toEqual({ items: [], next: null });
});

it('can be asked about one subject', async () => {
  expect((await read('?subject=two')).items).toMatchObject([{ subject: 'two' }]);
  expect((await read('?subject=nobody')).items).toEqual([]);
});

it.each(['?after=x', '?after=-1', '?after=1e9', '?limit=0', '?limit=201', `?subject=${'x'.repeat(201)}`])(
  'refuses %s',
  async (query) => {
    expect((await test.send('GET', `/v1/audit${query}`, { as: 'viewer' })).status).toBe(400);
  },
);

it('is not for tokens of one product: it tells of all', async () => {
  await test.addToken('one-operator', 'operator', 'one');
  expect((await test.send('GET', '/v1/audit', { as: 'one-operator' })).status).toBe(403);
});

it('signs a checkpoint of the newest entry, for those who may read everything', async () => {
  const answer = await test.send('GET', '/v1/audit/checkpoint', { as: 'viewer' });
  const { signed, signatures } = (await answer.json()) as {
    signed: { seq: number; hash: string };
    signatures: object[];
  };
  const { items } = (await (await test.send('GET', '/v1/audit?limit=200', { as: 'viewer' })).json()) as {
    items: ChainedEntry[];
  };
  expect([answer.status, signatures.length]).toEqual([200, 1]);
  expect(signed).toMatchObject({ seq: items.at(-1)?.seq, hash: items.at(-1)?.hash });
  expect((await test.send('GET', '/v1/audit/checkpoint', { as: 'one-operator' })).status).toBe(403);
  expect((await test.send('GET', '/v1/audit/checkpoint')).status).toBe(401);
});

it('signs no checkpoint without keys', async () => {
  const { onlineSigner } = test.surroundings.process;
  Object.assign(test.surroundings.process, { onlineSigner: null });
  const answer = await test.send('GET', '/v1/audit/checkpoint', { as: 'viewer' });
  Object.assign(test.surroundings.process, { onlineSigner });
  expect([answer.status, await answer.json()]).toMatchObject([409, { type: '/problems/repository-off' }]);
});
