// GET /v1/updates/…: answered from memory, cacheable, and clear about what it refuses.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { mapChannel, mapRollout, releaseMap } from '../harness/maps.ts';

const path = '/v1/updates/nova/stable/n1/1.1.0/7';

describe('GET /v1/updates/:product/:channel/:model/:build/:bucket', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await openTestApp();
  });
  afterAll(() => test.close());

  it('answers 503 with Retry-After before the first map', async () => {
    const response = await test.send('GET', path);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(30);
    expect(await response.json()).toMatchObject({ type: '/problems/map-unavailable' });
  });

  it('offers the build with its statements, and says when to come back', async () => {
    await test.maps.putPublishedMap(releaseMap(1, mapChannel({ rollouts: [mapRollout(2)] })), null);
    const response = await test.send('GET', path);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toContain('s-maxage=');
    expect(await response.json()).toMatchObject({
      kind: 'offer',
      direction: 'forward',
      rollout: 2,
      build: { id: 'nova-2', version: '1.2.0', vendorVersion: 'V14.0.2.0', counter: 2 },
      release: 'fw/nova/nova-2.nova-2.bin',
      ceiling: 'rollout/nova/nova-2-1',
      permit: null,
      artifacts: [{ kind: 'full', url: `/v1/artifacts/${'2'.padStart(64, '0')}` }],
      pollAfterS: expect.any(Number),
      pollJitterS: 360,
    });
  });

  it('answers an unchanged poll with 304 and no body', async () => {
    const etag = (await test.send('GET', path)).headers.get('etag') ?? '';
    const again = await test.send('GET', path, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await test.send('GET', path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('gives different buckets different tags, since they wait differently', async () => {
    const tags = await Promise.all(
      [1, 2, 3].map(async (bucket) =>
        (await test.send('GET', `/v1/updates/nova/stable/n1/1.1.0/${bucket}`)).headers.get('etag'),
      ),
    );
    expect(new Set(tags).size).toBe(3);
  });

  it('opens no database', async () => {
    const stores = () => {
      throw new Error('the database was opened');
    };
    const response = await test.app.request(path, {}, { ...test.surroundings, stores });
    expect(response.status).toBe(200);
  });

  it('stays up while storage is down', async () => {
    test.maps.isDown = true;
    test.clock.ms += 3_600_000;
    expect((await test.send('GET', path)).status).toBe(200);
    await test.settle();
    test.maps.isDown = false;
  });

  it.each([
    ['/v1/updates/nova/stable/n1/1.1.0/1000', 400, 'malformed-poll', 'bucket'],
    ['/v1/updates/nova/stable/n1/1.1.0/-1', 400, 'malformed-poll', 'bucket'],
    ['/v1/updates/nova/stable/n1/1.1.0/07', 400, 'malformed-poll', 'bucket'],
    ['/v1/updates/nova/stable/n1/1.1.0/x', 400, 'malformed-poll', 'bucket'],
    ['/v1/updates/NOVA/stable/n1/1.1.0/7', 400, 'malformed-poll', 'product'],
    ['/v1/updates/nova/stable/n1/1.1.0/7?region=china', 400, 'malformed-poll', 'region'],
    ['/v1/updates/nova/stable/n1/last%20week/7', 400, 'malformed-poll', 'build'],
    ['/v1/updates/nova/stable/n1/lastweek/7', 400, 'unparsable-version', 'vendor string'],
    ['/v1/updates/other/stable/n1/1.1.0/7', 404, 'unknown-product-or-channel', 'product'],
    ['/v1/updates/nova/beta/n1/1.1.0/7', 404, 'unknown-product-or-channel', 'path'],
    ['/v1/updates/nova/stable/n9/1.1.0/7', 404, 'unknown-model', 'model'],
  ])('refuses %s with %i and what to do', async (bad, status, code, word) => {
    const response = await test.send('GET', bad);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const body = (await response.json()) as { type: string; detail: string; fix: string; requestId: string };
    expect(body).toMatchObject({
      type: `/problems/${code}`,
      status,
      requestId: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(`${body.detail} ${body.fix}`).toContain(word);
  });
});
