// A misspelt product: every list of a product says that there is none, and which was probably meant.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentOf } from '../samples/builds.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
});
afterAll(() => test.close());

/** What stands under `{product}`, or takes `?product=`, and answers a list. */
const listsOf = (product: string) => [
  `/v1/builds?product=${product}`,
  `/v1/devices?product=${product}`,
  `/v1/rollouts?product=${product}`,
  `/v1/plans?product=${product}`,
  `/v1/products/${product}/cohorts`,
  `/v1/symbols?product=${product}`,
  `/v1/trains?product=${product}`,
  `/v1/reports?product=${product}`,
  `/v1/exports/reports?product=${product}`,
  `/v1/issues?product=${product}`,
  `/v1/issues/answers?product=${product}`,
];

it.each(listsOf('nowa'))('%s names the product that is not there, and the one that is meant', async (path) => {
  expect(await test.ask('GET', path)).toMatchObject({
    status: 404,
    body: { type: '/problems/unknown-product', detail: 'There is no product "nowa"; did you mean "nova"?' },
  });
});

it.each(listsOf('nova'))('%s is an answer, with something in it or not', async (path) => {
  expect((await test.ask('GET', path)).status).toBe(200);
});

it('guesses nothing where no product is near', async () => {
  const { body } = await test.ask('GET', '/v1/builds?product=pulsar');
  expect(body).toMatchObject({ detail: 'There is no product "pulsar".' });
});

it('says the same of a build that is asked for in such a product', async () => {
  const { body } = await test.ask('GET', '/v1/products/nowa/builds/1.0.0');
  expect(body).toMatchObject({ detail: 'There is no product "nowa"; did you mean "nova"?' });
});

const symbols = { kind: 'library', identity: 'd'.repeat(40), name: 'libring.so', fileName: 'libring.so', sizeBytes: 1 };
const inNowa: readonly [path: string, body: object, status: number][] = [
  ['/v1/tokens', { name: 'ci', role: 'viewer', product: 'nowa' }, 422],
  ['/v1/webhooks', { url: 'https://hooks.example.com/', product: 'nowa' }, 422],
  ['/v1/mirrors', { kind: 'github', project: 'acme/nova', product: 'nowa', token: 'ghp_0123456789' }, 422],
  ['/v1/builds', { ...contentOf(), product: 'nowa' }, 404],
  ['/v1/symbols', { ...symbols, sha256: 'a'.repeat(64), product: 'nowa' }, 404],
];

it.each(inNowa)(
  '%s names the product of its body that is not there, and the one that is meant',
  async (path, body, status) => {
    expect(await test.ask('POST', path, body, 'operator')).toMatchObject({
      status,
      body: { type: '/problems/unknown-product', detail: 'There is no product "nowa"; did you mean "nova"?' },
    });
  },
);

it('tells a token for one product of no other', async () => {
  await test.addToken('of-nova', 'viewer', 'nova');
  for (const path of listsOf('nowa')) {
    const answer = await test.ask('GET', path, undefined, 'of-nova');
    expect(answer).toMatchObject({ status: 403, body: { type: '/problems/forbidden' } });
  }
});

it('tells whoever reports without reading rights of no product there is', async () => {
  const report = { id: 'r1', product: 'nowa', kind: 'bug', build: '1', title: 'It hums', text: 'hmm' };
  const { body } = await test.ask('POST', '/v1/reports', report, 'gateway');
  expect(body).toMatchObject({ detail: 'There is no product "nowa".' });
});
