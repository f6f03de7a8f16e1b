// Chunk lists: taken when they are the ones that the build states, found without a token, a map or a database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveChunkListKey, deriveChunkRoot, joinChunkDigests } from '../../src/domain/build/chunk-root.ts';
import { hexOf } from '../../src/domain/bytes.ts';
import type { TestApp } from '../harness/app.ts';
import { artifactOf, contentOf, digestOf } from '../samples/builds.ts';
import { codeOf, draft, openPublishingApp, seal, upload } from './publishing.ts';

const body = Uint8Array.from({ length: 9_000 }, (_, at) => at % 251);
const chunkSizeBytes = 4_096;
const digests = [0, 1, 2].map((at) =>
  Buffer.from(digestOf('sha256', body.subarray(at * chunkSizeBytes, (at + 1) * chunkSizeBytes)), 'hex'),
);
const list = joinChunkDigests(digests);
const chunkRoot = deriveChunkRoot(digests);

let test: TestApp;
let id: string;
beforeAll(async () => {
  test = await openPublishingApp();
  id = await draft(test, { artifact: { ...artifactOf(body), chunkSizeBytes, chunkRoot } });
});
afterAll(() => test.close());

const put = (json: unknown, as = 'engineer', build = id) =>
  test.send('PUT', `/v1/builds/${build}/chunks`, { as, json });

describe('PUT /v1/builds/{build}/chunks', () => {
  it('stores the list under its own digest, once or twice', async () => {
    const key = deriveChunkListKey(chunkRoot);
    for (let time = 0; time < 2; time += 1) {
      const response = await put({ digests: hexOf(list) }, 'of-nova');
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect(Buffer.from(test.storage.kept.get(key)?.body ?? []).equals(list)).toBe(true);
    }
  });

  it('takes it for a sealed build too', async () => {
    await upload(test, id, body);
    await seal(test, id);
    expect((await put({ digests: hexOf(list) })).status).toBe(204);
  });

  it.each([
    ['another list', hexOf(list).replace(/^../, '00')],
    ['a list that is too short', hexOf(list).slice(64)],
    ['a list that is too long', hexOf(list) + '0'.repeat(64)],
    ['swapped digests', hexOf(joinChunkDigests([...digests].reverse()))],
  ])('refuses %s and stores nothing', async (_, sent) => {
    const stored = test.storage.kept.size;
    const response = await put({ digests: sent });
    expect(response.status).toBe(422);
    const problem = (await response.json()) as { detail: string };
    expect(problem).toMatchObject({ type: '/problems/wrong-chunk-list' });
    expect(problem.detail).toContain(`3 digests, and its SHA-256 is ${chunkRoot}`);
    expect(test.storage.kept.size).toBe(stored);
  });

  it.each([
    ['half a digest', '0'.repeat(32)],
    ['capitals', 'A'.repeat(64)],
    ['nothing', ''],
    ['more digests than a list may have', '0'.repeat(64 * 2_049)],
  ])('refuses %s as malformed', async (_, sent) => {
    const response = await put({ digests: sent });
    expect([response.status, await codeOf(response)]).toEqual([400, 'malformed-request']);
  });

  it.each([
    ['a viewer', 'viewer', () => id, 403],
    ['an engineer of another product', 'of-other', () => id, 404],
    ['nobody’s build', 'engineer', () => 'nova-999', 404],
  ])('refuses %s', async (_, as, build, status) => {
    expect((await put({ digests: hexOf(list) }, as, build())).status).toBe(status);
  });

  it('a draft with more chunks than devices take is refused at once', async () => {
    const artifact = { ...artifactOf(body), sizeBytes: 64 * 1024 * 1024, chunkSizeBytes: 4_096 };
    const json = contentOf({ version: '9.0.0', vendorVersion: null, artifact });
    const response = await test.send('POST', '/v1/builds', { as: 'engineer', json });
    expect([response.status, await codeOf(response)]).toEqual([422, 'unfit-build']);
  });
});

describe('GET /v1/chunks/{chunkRoot}', () => {
  it('leads to storage without asking it, and opens no database', async () => {
    const stores = () => {
      throw new Error('the database was opened');
    };
    const asked = test.storage.asked.length;
    const bare = await test.app.request(`/v1/chunks/${chunkRoot}`, {}, { ...test.surroundings, stores });
    const response = await test.send('GET', `/v1/chunks/${chunkRoot}`);
    expect([bare.status, response.status, test.storage.asked.length]).toEqual([302, 302, asked]);
    expect(response.headers.get('location')).toBe(`https://storage.test/chunks/${chunkRoot}?expires=900`);
    expect(response.headers.get('cache-control')).toBe('private, max-age=60');
  });

  it.each(['x', 'F'.repeat(64), '..%2Fmaps'])('refuses %s', async (bad) => {
    const response = await test.send('GET', `/v1/chunks/${bad}`);
    expect([response.status, await codeOf(response)]).toEqual([400, 'malformed-request']);
  });
});
