// Hostile requests: each is answered with what was wrong, none with a 5xx, and none gets past a guard.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultBodyBytes } from '../../src/http/shared/body-limit.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

const json = { 'content-type': 'application/json' };
const post = (text: string, headers: Record<string, string> = json) =>
  test.send('POST', '/v1/products', { as: 'operator', text, headers });
const bodyOf = async (response: Response) => (await response.json()) as { type: string; detail: string; fix: string };

it('a Host that names no host, as workerd hands it on, is answered 400', async () => {
  const request = new Request('http://localhost/issues/nova/1', { headers: { cookie: 'orange-session=a' } });
  Object.defineProperty(request, 'url', { value: 'http://xn--/issues/nova/1' });
  const response = await test.app.fetch(request, test.surroundings);
  expect([response.status, (await bodyOf(response)).type]).toEqual([400, '/problems/malformed-host']);
});

describe('a body', () => {
  it.each([
    ['not JSON', '{', 'body is not JSON'],
    ['empty', '', 'body is not JSON'],
    ['a name twice', '{"id":"a1","name":"x","id":"a2"}', 'gives a name twice'],
    ['__proto__', '{"id":"a1","name":"x","__proto__":{"role":"operator"}}', 'body.__proto__'],
    ['NUL', '{"id":"a1","name":"x\\u0000"}', 'body.name contains NUL'],
    ['half a surrogate pair', '{"id":"a1","name":"\\ud83d"}', 'body.name contains half'],
    ['33 levels', `{"id":${'['.repeat(32)}${']'.repeat(32)}}`, 'nested deeper than 32'],
  ])('with %s is answered 400 and why', async (_, text, what) => {
    const response = await post(text);
    expect(response.status).toBe(400);
    const body = await bodyOf(response);
    expect(body.type).toMatch(/malformed-body/);
    expect(body.detail).toContain(what);
    expect(body.fix).toMatch(/./);
  });

  it.each([
    ['/v1/checkins', {}],
    ['/v1/rollouts', { 'idempotency-key': 'k' }],
  ])('that breaks off on the way to %s is the sender’s fault, and none of the service’s', async (path, more) => {
    const headers = { ...json, authorization: 'Bearer of_test_operator', 'content-length': '50', ...more };
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('Network connection lost.')) });
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const logged: string[] = [];
    const surroundings = { ...test.surroundings, log: (level: string) => void logged.push(level) };
    const response = await test.app.request(path, init, surroundings);
    expect([response.status, (await bodyOf(response)).detail]).toEqual([400, 'The body ended before it was whole.']);
    expect(logged).not.toContain('error');
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'a'],
    ['another boundary', 'multipart/form-data; boundary=x', '--y'],
  ])('that is no form, for want of %s, is answered 400 in words of ours', async (_, type, body) => {
    const init = { method: 'POST', headers: { 'content-type': type, origin: 'http://localhost' }, body };
    const response = await test.app.request('/report', init, test.surroundings);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: '/problems/malformed-form',
      detail: 'The body cannot be read as the form that its Content-Type says.',
      fix: expect.stringContaining('boundary'),
    });
  });

  it('that is no UTF-8 is answered 400', async () => {
    const headers = { ...json, authorization: 'Bearer of_test_operator' };
    const body = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d);
    const response = await test.app.request('/v1/products', { method: 'POST', headers, body }, test.surroundings);
    expect([response.status, (await bodyOf(response)).detail]).toEqual([400, 'body is not UTF-8.']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'nonsense',
  ])('of type %s is answered 415', async (type) => {
    const response = await post('{"id":"a1","name":"x"}', { 'content-type': type });
    expect([response.status, (await bodyOf(response)).type]).toEqual([415, '/problems/unsupported-media-type']);
  });

  it('of no type is answered 415', async () => {
    const headers = { authorization: 'Bearer of_test_operator' };
    const body = new TextEncoder().encode('{"id":"a1","name":"x"}');
    const response = await test.app.request('/v1/products', { method: 'POST', headers, body }, test.surroundings);
    expect(response.status).toBe(415);
  });

  it('may say its character set and that it is JSON of some kind', async () => {
    const made = await post('{"id":"charset","name":"x"}', { 'content-type': 'Application/JSON; charset=utf-8' });
    expect(made.status).toBe(201);
  });

  it('is not read before the bearer is known', async () => {
    const response = await test.send('POST', '/v1/products', { text: '{', headers: json });
    expect(response.status).toBe(401);
  });

  it('leaves nothing behind when it is refused', async () => {
    const listed = await test.send('GET', '/v1/products', { as: 'viewer' });
    expect(await listed.json()).toMatchObject({ items: [{ id: 'charset' }] });
  });
});

describe('a body over the limit', () => {
  const long = JSON.stringify({ id: 'a1', name: 'x'.repeat(defaultBodyBytes) });
  const streamed = (text: string, pulled: { bytes: number }) =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = new TextEncoder().encode(text.slice(pulled.bytes, pulled.bytes + 65_536));
        pulled.bytes += chunk.length;
        if (chunk.length === 0) controller.close();
        else controller.enqueue(chunk);
      },
    });

  it('is answered 413 when its length says so', async () => {
    const response = await post(long, { ...json, 'content-length': String(long.length) });
    expect([response.status, (await bodyOf(response)).type]).toEqual([413, '/problems/body-too-large']);
  });

  it('is answered 413 when it says nothing, and is not read to its end', async () => {
    const pulled = { bytes: 0 };
    const headers = { ...json, authorization: 'Bearer of_test_operator' };
    const endless = streamed(long.repeat(10), pulled);
    const init = { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit;
    const response = await test.app.request('/v1/products', init, test.surroundings);
    expect(response.status).toBe(413);
    expect(pulled.bytes).toBeLessThan(2 * defaultBodyBytes);
  });

  it.each(['2', '99999', 'x', '1e3'])('never reaches its route when its length is a lie: %s', async (length) => {
    const headers = { ...json, authorization: 'Bearer of_test_operator', 'content-length': length };
    const init = { method: 'POST', headers, body: streamed(long, { bytes: 0 }), duplex: 'half' } as RequestInit;
    const response = await test.app.request('/v1/products', init, test.surroundings);
    expect(response.status).toBe(400);
    expect((await bodyOf(response)).detail).toContain('as Content-Length says');
  });
});

describe('a method that a path does not take', () => {
  it.each([
    ['DELETE', '/v1/products', 'GET, HEAD, POST'],
    ['PATCH', '/v1/products/nova', 'GET, HEAD'],
    ['POST', '/v1/products/nova/channels/stable', 'PUT'],
    ['OPTIONS', '/v1/tokens', 'GET, HEAD, POST'],
    ['PROPFIND', '/healthz', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
    ['POST', '/v1/updates/nova/stable/n1/1.0.0/1', 'GET, HEAD'],
  ])('%s %s is answered 405 with what it takes', async (method, path, allow) => {
    const response = await test.send(method, path);
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect((await bodyOf(response)).type).toBe('/problems/method-not-allowed');
  });

  it('HEAD is GET without a body', async () => {
    const response = await test.send('HEAD', '/v1/products', { as: 'viewer' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect((await test.send('HEAD', '/v1/products')).status).toBe(401);
  });
});

describe('a path that is almost one of ours', () => {
  it.each([
    '/v1/products/',
    '//v1/products',
    '/v1//products',
    '/V1/products',
    '/v1/Products',
    '/v1/products%2f',
    '/v1%2fproducts',
    '/v1/products;a=b',
    '/v1/products%00',
    '/v1/products%20',
    '/v1/products/%2e%2e/tokens',
    '/v1/products/..%2ftokens',
    '/v1/products/nova/../../tokens/x/y',
    '/v2/products',
    '/v1/%70roducts',
    '/v1/tokens.json',
    '/v1/audit/..;/tokens',
    '/%2e/v1/products',
  ])('%s gives nothing away without a token', async (path) => {
    const response = await test.send('GET', path);
    expect([400, 401, 404]).toContain(response.status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('a parameter that is not UTF-8 is refused', async () => {
    const response = await test.send('GET', '/v1/products/%ff%fe', { as: 'viewer' });
    expect(response.status).toBe(400);
  });
});

describe('every answer', () => {
  it.each([
    ['GET', '/v1/products', 'viewer'],
    ['GET', '/v1/products', undefined],
    ['GET', '/nowhere', undefined],
    ['GET', '/v1/me', 'gateway'],
  ])('%s %s keeps out of caches and frames, and is what it says it is', async (method, path, as) => {
    const { headers } = await test.send(method, path, as === undefined ? {} : { as });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
    expect(headers.get('date')).toBe(new Date(test.clock.ms).toUTCString());
  });

  it('of a failure names the request and nothing of the inside', async () => {
    const { catalog } = test.stores;
    const { loadProducts } = catalog;
    catalog.loadProducts = () => Promise.reject(new Error('select password from users at /srv/app.ts:1'));
    const response = await test.send('GET', '/v1/products', { as: 'viewer' });
    catalog.loadProducts = loadProducts;
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/password|select|\.ts|stack/i);
    expect(JSON.parse(text)).toMatchObject({ requestId: response.headers.get('x-request-id') });
  });
});
