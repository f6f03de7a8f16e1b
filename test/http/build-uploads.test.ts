// /v1/builds/{build}/upload: begun, sent, recorded, finished, and refused in words that help.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestApp } from '../harness/app.ts';
import { artifactOf, image, joinedEtagOf } from '../samples/builds.ts';
import { codeOf, draft, openPublishingApp, sendPart, upload } from './publishing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openPublishingApp();
});
afterAll(() => test.close());

let count = 0;
let id: string;
let body: Uint8Array;
beforeEach(async () => {
  count += 1;
  body = new TextEncoder().encode(`image number ${count}`);
  id = await draft(test, { version: `1.${count}.0`, vendorVersion: null, artifact: artifactOf(body) });
});

const post = (step: string, json?: unknown, as = 'engineer') =>
  test.send('POST', `/v1/builds/${id}/upload${step}`, { as, ...(json === undefined ? {} : { json }) });

describe('an upload', () => {
  it('begins, and goes on with what is recorded', async () => {
    const begun = await post('', {}, 'of-nova');
    const cut = { partSizeBytes: 16 * 1024 * 1024, partCount: 1 };
    expect([begun.status, await begun.json()]).toEqual([200, { ...cut, parts: [], isStored: false }]);
    await sendPart(test, id, body);
    const parts = [{ partNumber: 1, etag: expect.stringMatching(/^"\w+"$/), sizeBytes: body.length }];
    expect(await (await post('')).json()).toEqual({ ...cut, parts, isStored: false });
    const shown = await test.send('GET', `/v1/builds/${id}`, { as: 'viewer' });
    expect(await shown.json()).toMatchObject({ artifact: { storedBytes: body.length, verifiedMs: null } });
  });

  it('signs URLs that storage takes parts by', async () => {
    await post('', {});
    const signed = await post('/urls', { partNumbers: [1] });
    expect([signed.status, await signed.json()]).toEqual([
      200,
      { urls: [{ partNumber: 1, url: expect.stringContaining('https://storage.test/') }], expiresS: 3600 },
    ]);
  });

  it('records with no answer but that it did', async () => {
    await post('', {});
    const parts = [{ partNumber: 1, etag: '"e"', sizeBytes: body.length }];
    const recorded = await post('/parts', { parts });
    expect([recorded.status, await recorded.text()]).toEqual([204, '']);
  });

  it('finishes with what is stored, once or twice', async () => {
    const stored = { sizeBytes: body.length, sha256: artifactOf(body).sha256, verifiedMs: test.clock.ms };
    const finished = await upload(test, id, body);
    expect([finished.status, await finished.json()]).toEqual([200, stored]);
    const again = await post('/finish');
    expect([again.status, await again.json()]).toEqual([200, stored]);
    expect(await (await post('', {})).json()).toMatchObject({ isStored: true });
  });

  it('hears which tag the joined object will have', async () => {
    await post('', { joinedEtag: joinedEtagOf(body) });
    await sendPart(test, id, body);
    const calls = test.storage.asked.length;
    expect((await post('/finish')).status).toBe(200);
    expect(test.storage.asked.slice(calls).filter((call) => call.startsWith('digest'))).toEqual([]);
  });
});

describe('an upload is refused', () => {
  it('with 409 while another build sends the same bytes', async () => {
    await post('', {});
    const twin = await draft(test, { version: `2.${count}.0`, vendorVersion: null, artifact: artifactOf(body) });
    const response = await test.send('POST', `/v1/builds/${twin}/upload`, { as: 'engineer', json: {} });
    expect([response.status, await codeOf(response)]).toEqual([409, 'same-bytes-under-way']);
  });

  it.each([
    ['/urls', { partNumbers: [1] }],
    ['/parts', { parts: [{ partNumber: 1, etag: '"e"', sizeBytes: 1 }] }],
    ['/finish', undefined],
  ])('with 409 before it began, at %s', async (step, json) => {
    const response = await post(step, json);
    expect([response.status, await codeOf(response)]).toEqual([409, 'upload-not-begun']);
  });

  it('with 409 when it ends short, naming the parts', async () => {
    await post('', {});
    const response = await post('/finish');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      type: '/problems/upload-incomplete',
      current: { storedBytes: 0, missingCount: 1, missingParts: [1] },
    });
  });

  it('with 409 when storage lost it', async () => {
    await sendPart(test, id, body);
    test.storage.multipart.clear();
    const response = await post('/finish');
    expect([response.status, await codeOf(response)]).toEqual([409, 'upload-lost']);
  });

  it('with 422 when something else arrived, saying what', async () => {
    const other = new TextEncoder().encode('x'.repeat(body.length));
    const response = await upload(test, id, other);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      type: '/problems/stored-object-differs',
      current: {
        expected: { sizeBytes: body.length, sha256: artifactOf(body).sha256 },
        found: { sizeBytes: body.length, sha256: artifactOf(other).sha256 },
      },
    });
    expect((await upload(test, id, body)).status).toBe(200);
  });

  it('with 422 for parts that are not in the cut', async () => {
    await post('', {});
    const urls = await post('/urls', { partNumbers: [2] });
    expect([urls.status, await codeOf(urls)]).toEqual([422, 'unfit-parts']);
    const long = await post('/parts', { parts: [{ partNumber: 1, etag: '"e"', sizeBytes: body.length + 1 }] });
    expect([long.status, await codeOf(long)]).toEqual([422, 'unfit-parts']);
  });

  it('with 503 while storage is down, and nothing is lost', async () => {
    await sendPart(test, id, body);
    test.storage.state.isDown = true;
    const response = await post('/finish');
    test.storage.state.isDown = false;
    expect([response.status, await codeOf(response)]).toEqual([503, 'storage-unavailable']);
    expect((await post('/finish')).status).toBe(200);
  });

  it.each([
    ['', { joinedEtag: 'abc' }],
    ['/urls', { partNumbers: [] }],
    ['/urls', { partNumbers: [0] }],
    ['/urls', { partNumbers: [1, 1] }],
    ['/urls', { partNumbers: Array.from({ length: 101 }, (_, index) => index + 1) }],
    ['/parts', { parts: [] }],
    ['/parts', { parts: [{ partNumber: 1, etag: 'two words', sizeBytes: 1 }] }],
    ['/parts', { parts: [{ partNumber: 1, etag: '"e"', sizeBytes: 0 }] }],
  ])('with 400 when it is malformed: %s %j', async (step, json) => {
    expect((await post(step, json)).status).toBe(400);
  });

  const steps: [string, unknown][] = [
    ['', {}],
    ['/urls', { partNumbers: [1] }],
    ['/parts', { parts: [{ partNumber: 1, etag: '"e"', sizeBytes: 1 }] }],
    ['/finish', undefined],
  ];
  it.each(steps)('to whoever may not publish, at %s', async (step, json) => {
    const path = `/v1/builds/${id}/upload${step}`;
    const sent = json === undefined ? {} : { json };
    expect((await test.send('POST', path, sent)).status).toBe(401);
    expect((await test.send('POST', path, { as: 'viewer', ...sent })).status).toBe(403);
    expect((await test.send('POST', path, { as: 'of-other', ...sent })).status).toBe(404);
    expect((await test.send('POST', path.replace(id, 'nova-999'), { as: 'engineer', ...sent })).status).toBe(404);
    expect((await test.send('POST', path.replace(id, 'No_Id'), { as: 'engineer', ...sent })).status).toBe(400);
  });
});

it('takes no bytes itself: what is larger than a page of tags is refused', async () => {
  const tooLarge = 'x'.repeat(300_000);
  const response = await post('/parts', { parts: [{ partNumber: 1, etag: tooLarge, sizeBytes: image.length }] });
  expect(response.status).toBe(413);
});
