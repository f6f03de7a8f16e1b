// GET /v1/artifacts/{sha256}: leads a device to storage, without a token and without a database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { mapChannel, releaseMap } from '../harness/maps.ts';
import { codeOf } from './publishing.ts';

const sha256 = '1'.padStart(64, '0');
const path = `/v1/artifacts/${sha256}`;

describe('GET /v1/artifacts/{sha256}', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await openTestApp();
  });
  afterAll(() => test.close());

  it('answers 503 before the first map', async () => {
    const response = await test.send('GET', path);
    expect([response.status, await codeOf(response)]).toEqual([503, 'map-unavailable']);
    expect(response.headers.get('retry-after')).toBe('30');
  });

  it('leads to a signed URL, for this client and for a minute', async () => {
    await test.maps.putPublishedMap(releaseMap(1, mapChannel()), null);
    const response = await test.send('GET', path);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`https://storage.test/artifacts/${sha256}?expires=900`);
    expect(response.headers.get('cache-control')).toBe('private, max-age=60');
  });

  it('answers HEAD itself, since a URL signed for GET would not', async () => {
    const response = await test.send('HEAD', path);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-length')).toBe('1000');
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('etag')).toBe(`"${sha256}"`);
    expect(response.headers.get('location')).toBeNull();
  });

  it('opens no database and asks storage nothing', async () => {
    const stores = () => {
      throw new Error('the database was opened');
    };
    const response = await test.app.request(path, {}, { ...test.surroundings, stores });
    expect([response.status, test.storage.asked]).toEqual([302, []]);
  });

  it.each([
    [`/v1/artifacts/${'f'.repeat(64)}`, 404, 'unknown-artifact'],
    [`/v1/artifacts/${'F'.repeat(64)}`, 400, 'malformed-request'],
    ['/v1/artifacts/..%2Fmaps', 400, 'malformed-request'],
  ])('refuses %s with %i', async (bad, status, code) => {
    const response = await test.send('GET', bad);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });
});
