// Every route of the app against malformed input: a refusal that says what to do, never a failure, nothing done.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { addressOf, queryOf, type Route, sampleRequest, servedRoutes, statusesOf } from './sample-request.ts';

const strange = [
  '\u0000',
  '%',
  '..',
  ' ',
  'x'.repeat(300),
  '-1',
  '1e9',
  '9'.repeat(40),
  'é',
  '😀',
  "' or 1=1 --",
  '{{7*7}}',
  '<script>',
];
const strangeBodies = [null, [], 'text', 7, true, { a: 1 }, { id: {} }, Array.from({ length: 1000 }, () => ({}))];

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  await test.send('POST', '/v1/products', { as: 'operator', json: { id: 'nova', name: 'Nova' } });
});
afterAll(() => test.close());

type Attempt = { readonly what: string; readonly address: string; readonly json: unknown };

/** The sample request with one thing wrong in it, once for each thing and way. */
function listAttempts(route: Route): Attempt[] {
  const request = sampleRequest(route);
  const inPath = Object.keys(request.path).flatMap((key) =>
    strange.map((value) => ({
      what: `${key}=${value}`,
      path: { ...request.path, [key]: value },
      query: request.query,
    })),
  );
  const inQuery = queryOf(route).flatMap((key) =>
    strange.map((value) => ({
      what: `?${key}=${value}`,
      path: request.path,
      query: { ...request.query, [key]: value },
    })),
  );
  const places = [...inPath, ...inQuery].map((each) => ({
    what: each.what,
    address: addressOf(route, each),
    json: request.json,
  }));
  const address = addressOf(route, request);
  const bodies =
    request.json === undefined
      ? []
      : strangeBodies.map((json) => ({ what: JSON.stringify(json).slice(0, 40), address, json }));
  return [...places, ...bodies];
}

const attempted = servedRoutes
  .map((route) => ({
    route,
    name: route.name,
    attempts: listAttempts(route),
    says400: statusesOf(route).includes('400'),
  }))
  .filter(({ attempts }) => attempts.length > 0);

describe.each(attempted)('$name', ({ route, attempts, says400 }) => {
  it(`is not moved by ${attempts.length} malformed requests`, async () => {
    const answers = new Set<number>();
    for (const { what, address, json } of attempts) {
      const response = await test.send(route.method, address, { as: 'operator', json });
      expect([what, response.status < 500 || response.status === 503]).toEqual([what, true]);
      answers.add(response.status);
      if (response.status < 400) continue;
      expect([what, response.headers.get('content-type')]).toEqual([what, 'application/problem+json']);
    }
    if (says400) expect([...answers]).toContain(400);
  });
});

it.each([
  ['GET', '/v1/rollouts?limit=0', undefined, 'query.limit is 0, below 1', 'Keep it at 1 or more.'],
  ['GET', '/v1/rollouts?limit=1.5', undefined, 'query.limit is the number 1.5', 'Write a whole number.'],
  ['GET', '/v1/rollouts?limit=many', undefined, 'query.limit is a text', 'Write a number.'],
  ['GET', '/v1/devices', undefined, 'query.product is missing', 'Add it, as a text.'],
  ['POST', '/v1/products', { id: 7, name: 'Nova' }, 'body.id is a number', 'Write a text.'],
  ['POST', '/v1/products', { name: 'Nova' }, 'body.id is missing', 'Add it, as a text.'],
  [
    'POST',
    '/v1/rollouts/1/decisions',
    { verb: 'hold', parent: 0 },
    'body.parent is 0, below 1',
    'Keep it at 1 or more.',
  ],
])('%s %s with %j: %s. %s', async (method, path, json, detail, fix) => {
  const answer = await test.send(method, path, { as: 'operator', json });
  expect(await answer.json()).toMatchObject({ status: 400, detail, fix });
});

it('repeats no more of a path than a person reads', async () => {
  const answer = await test.send('GET', `/${'x'.repeat(9_000)}`, { as: 'operator' });
  expect(((await answer.json()) as { detail: string }).detail.length).toBeLessThan(300);
});
