// /v1/builds: drafts, lists and single builds, and who may see and do what.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../harness/app.ts';
import { artifactOf, contentOf, image } from '../samples/builds.ts';
import { codeOf, draft, openPublishingApp, seal, upload } from './publishing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openPublishingApp();
});
afterAll(() => test.close());

const post = (json: unknown, as = 'engineer') => test.send('POST', '/v1/builds', { as, json });
const get = (path: string, as = 'viewer') => test.send('GET', path, { as });
const plain = (version: string) => contentOf({ version, vendorVersion: null });

describe('POST /v1/builds', () => {
  it('answers 201 with the draft, and 200 with the same one when it is sent again', async () => {
    const { accepts: _, securityFloor: __, ...content } = contentOf();
    const created = await post(content, 'of-nova');
    expect(created.status).toBe(201);
    const body = await created.json();
    expect(body).toMatchObject({
      ...contentOf(),
      id: 'nova-1',
      counter: 1,
      state: 'draft',
      artifact: { storedBytes: 0, verifiedMs: null },
      createdBy: 'of-nova',
      createdMs: test.clock.ms,
      sealedMs: null,
      withdrawal: null,
    });
    const again = await post(content);
    expect([again.status, await again.json()]).toEqual([200, body]);
  });

  it('answers 409 with the build whose name is taken', async () => {
    const version = await post({ ...contentOf(), models: ['n1'] });
    expect(version.status).toBe(409);
    const problem = (await version.json()) as { detail: string; fix: string; current: { id: string } };
    expect(problem.current.id).toBe('nova-1');
    expect(problem.detail).toContain('a draft build that differs in models');
    expect(problem.fix).toContain('DELETE /v1/builds/nova-1');
    const vendor = await post({ ...contentOf(), version: '3.0.0' });
    expect([vendor.status, await codeOf(vendor)]).toEqual([409, 'vendor-version-taken']);
  });

  it('gives 20 engineers who draft at once 20 counters', async () => {
    const versions = Array.from({ length: 20 }, (_, index) => `7.${index}.0`);
    const answers = await Promise.all(versions.map((version) => post({ ...plain(version), product: 'other' })));
    const counters = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { counter: number }).counter),
    );
    expect(counters.sort((a, b) => a - b)).toEqual(versions.map((_, index) => index + 1));
  });

  it.each([
    ['an unknown product', { product: 'nope' }, 404, 'unknown-product'],
    ['an unknown channel', { channel: 'nope' }, 422, 'unfit-build'],
    ['an unknown model', { models: ['n1', 'nope'] }, 422, 'unfit-build'],
    ['a floor above its counter', { securityFloor: 1000 }, 422, 'unfit-build'],
    ['no models', { models: [] }, 400, 'malformed-request'],
    ['a model twice', { models: ['n1', 'n1'] }, 400, 'malformed-request'],
    ['half a version', { version: '1.2' }, 400, 'malformed-request'],
    ['a version with a v', { version: 'v1.2.3' }, 400, 'malformed-request'],
    ['a version with build metadata', { version: '1.2.3+4' }, 400, 'malformed-request'],
    ['a version that no semver orders', { version: '1.2.3.4' }, 400, 'malformed-request'],
    ['a vendor string with a space', { vendorVersion: 'last week' }, 400, 'malformed-request'],
    ['a range that is none', { accepts: 'everything' }, 400, 'malformed-request'],
    ['a negative floor', { securityFloor: -1 }, 400, 'malformed-request'],
    ['a product that climbs', { product: '../x' }, 400, 'malformed-request'],
  ])('refuses %s', async (_, change, status, code) => {
    const response = await post({ ...plain('8.0.0'), ...change });
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it.each([
    ['a file name that climbs', { fileName: '../passwd' }],
    ['a hidden file', { fileName: '.bashrc' }],
    ['no bytes', { sizeBytes: 0 }],
    ['more than 64 GiB', { sizeBytes: 64 * 1024 ** 3 + 1 }],
    ['half bytes', { sizeBytes: 1.5 }],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }],
    ['a short hash', { sha512: 'a'.repeat(127) }],
    ['tiny chunks', { chunkSizeBytes: 4095 }],
    ['huge chunks', { chunkSizeBytes: 64 * 1024 * 1024 + 1 }],
  ])('refuses an artifact with %s', async (_, change) => {
    const { artifact } = contentOf();
    const response = await post({ ...plain('8.0.0'), artifact: { ...artifact, ...change } });
    const [field] = Object.keys(change);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { detail: string }).detail).toContain(`body.artifact.${field}`);
  });

  it('is for engineers of the product', async () => {
    expect((await test.send('POST', '/v1/builds', { json: contentOf() })).status).toBe(401);
    expect((await post(contentOf(), 'viewer')).status).toBe(403);
    expect((await post(contentOf(), 'gateway')).status).toBe(403);
    expect((await post(contentOf(), 'of-other')).status).toBe(403);
  });
});

describe('GET /v1/builds', () => {
  type List = { items: { id: string; product: string }[]; next: string | null };
  const list = async (query: string, as = 'viewer') => (await (await get(`/v1/builds${query}`, as)).json()) as List;

  it('lists in pages, by product, channel and state', async () => {
    const first = await list('?product=other&limit=15');
    const second = await list(`?product=other&limit=15&after=${first.next}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([15, 5, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(20);
    expect((await list('?product=nova&channel=stable&state=draft')).items).toHaveLength(1);
    expect((await list('?state=sealed')).items).toEqual([]);
  });

  it('shows a token for one product the builds of that product', async () => {
    expect((await list('', 'of-nova')).items.map(({ id }) => id)).toEqual(['nova-1']);
    expect((await get('/v1/builds?product=other', 'of-nova')).status).toBe(403);
  });

  it('refuses what is malformed or not allowed', async () => {
    expect((await get('/v1/builds?limit=1000')).status).toBe(400);
    expect((await get('/v1/builds?state=lost')).status).toBe(400);
    expect((await test.send('GET', '/v1/builds')).status).toBe(401);
    expect((await get('/v1/builds', 'enroller')).status).toBe(403);
  });
});

describe('one build', () => {
  it('is found by id, version and vendor string, slashes included', async () => {
    const vendorVersion = 'Acme/nova/nova:14/AP1A/42:user/release-keys';
    const id = await draft(test, { version: '1.5.0', vendorVersion });
    const shown = await (await get(`/v1/builds/${id}`)).json();
    expect(shown).toMatchObject({ id, vendorVersion, release: null });
    for (const name of [id, '1.5.0', vendorVersion]) {
      const found = await get(`/v1/products/nova/builds/${encodeURIComponent(name)}`);
      expect([found.status, await found.json()]).toEqual([200, shown]);
    }
  });

  it.each([
    ['/v1/builds/nova-999', 404, 'unknown-build'],
    ['/v1/builds/..%2Fnova', 400, 'malformed-request'],
    ['/v1/products/nova/builds/9.9.9', 404, 'unknown-build'],
    ['/v1/products/nova/builds/last%20week', 400, 'malformed-request'],
  ])('is refused at %s with %i', async (path, status, code) => {
    const response = await get(path);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it.each(['/v1/builds/nova-1', '/v1/products/nova/builds/1.1.0'])('needs a reader at %s', async (path) => {
    expect((await test.send('GET', path)).status).toBe(401);
    expect((await get(path, 'gateway')).status).toBe(403);
  });

  it('looks to an engineer of another product as if it were not there', async () => {
    const foreign = await get('/v1/builds/nova-1', 'of-other');
    const missing = await get('/v1/builds/other-999', 'of-other');
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect((await get('/v1/products/nova/builds/1.1.0', 'of-other')).status).toBe(403);
  });
});

describe('DELETE /v1/builds/{build}', () => {
  const discard = (id: string, as = 'engineer') => test.send('DELETE', `/v1/builds/${id}`, { as });

  it('discards a draft, whose names are free again', async () => {
    const id = await draft(test, { version: '1.6.0', vendorVersion: null });
    expect((await discard(id, 'viewer')).status).toBe(403);
    expect((await discard(id, 'of-other')).status).toBe(404);
    expect((await test.send('DELETE', `/v1/builds/${id}`)).status).toBe(401);
    expect((await discard(id, 'of-nova')).status).toBe(204);
    expect((await discard(id)).status).toBe(404);
    expect((await discard('NOVA')).status).toBe(400);
    expect((await post(plain('1.6.0'))).status).toBe(201);
  });

  it('never discards a sealed build', async () => {
    const id = await draft(test, { version: '1.7.0', vendorVersion: null });
    expect((await upload(test, id, image)).status).toBe(200);
    await seal(test, id);
    const response = await discard(id);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      type: '/problems/sealed-never-changes',
      current: { state: 'sealed' },
    });
  });
});

describe('GET /v1/builds/{build}/image', () => {
  it('tells engineers of the product where the stored image is, and 409 before it is', async () => {
    const body = new TextEncoder().encode('an image to hash');
    const id = await draft(test, { version: '1.8.0', vendorVersion: null, artifact: artifactOf(body) });
    const find = (as?: string, build = id) =>
      test.send('GET', `/v1/builds/${build}/image`, as === undefined ? {} : { as });
    const early = await find('engineer');
    expect([early.status, await codeOf(early)]).toEqual([409, 'artifact-not-stored']);
    await upload(test, id, body);
    const found = await find('of-nova');
    expect([found.status, await found.json()]).toMatchObject([
      200,
      { sizeBytes: body.length, url: expect.stringContaining('/artifacts/') },
    ]);
    expect((await find('viewer')).status).toBe(403);
    expect((await find()).status).toBe(401);
    expect((await find('of-other')).status).toBe(404);
    expect((await find('engineer', 'nova-999')).status).toBe(404);
    expect((await find('engineer', 'NOVA')).status).toBe(400);
  });
});
