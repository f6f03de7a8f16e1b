// POST /v1/builds/{build}/withdraw: a fact that is final, and what a publication makes of a build before it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Build, deriveRelease } from '../../src/domain/build/build.ts';
import type { TestApp } from '../harness/app.ts';
import { artifactOf, draftOf } from '../samples/builds.ts';
import { codeOf, draft, openPublishingApp, seal, upload } from './publishing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openPublishingApp();
});
afterAll(() => test.close());

let count = 0;
let build: Build;
beforeEach(async () => {
  count += 1;
  const body = new TextEncoder().encode(`image number ${count}`);
  const id = await draft(test, { version: `1.${count}.0`, vendorVersion: null, artifact: artifactOf(body) });
  await upload(test, id, body);
  build = (await test.stores.builds.loadBuild(id)) ?? draftOf(count);
});

const withdraw = (json: unknown, as = 'engineer') => test.send('POST', `/v1/builds/${build.id}/withdraw`, { as, json });
const show = async () => (await test.send('GET', `/v1/products/nova/builds/${build.version}`, { as: 'viewer' })).json();

describe('what people publish', () => {
  it('seals the build, which then names the file that says so', async () => {
    expect(await show()).toMatchObject({ state: 'draft', release: null });
    await seal(test, build.id);
    expect(await show()).toMatchObject({
      state: 'sealed',
      sealedMs: test.clock.ms,
      release: expect.stringMatching(/^\d+\.fw-nova\.json$/),
    });
  });

  it('is kept out where it says something else than the draft', async () => {
    const stated = test.repository.state({ ...deriveRelease(build), accepts: '>=1.0.0' });
    await expect(stated).rejects.toThrow('accepts');
    expect(await show()).toMatchObject({ state: 'draft' });
  });
});

describe('POST /v1/builds/{build}/withdraw', () => {
  it('answers the build with the reason, and 409 the second time', async () => {
    await seal(test, build.id);
    const withdrawn = await withdraw({ reason: ' boots into black ' });
    expect(withdrawn.status).toBe(200);
    const withdrawal = { reason: 'boots into black', actor: 'engineer', withdrawnMs: test.clock.ms };
    expect(await withdrawn.json()).toMatchObject({ state: 'sealed', withdrawal });
    const again = await withdraw({ reason: 'other' });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ type: '/problems/withdrawn-already', current: { withdrawal } });
  });

  it('answers 409 to a draft, and 400 without a reason', async () => {
    const response = await withdraw({ reason: 'x' });
    expect([response.status, await codeOf(response)]).toEqual([409, 'not-sealed']);
    expect((await withdraw({ reason: '  ' })).status).toBe(400);
    expect((await withdraw({ reason: 'bell \u0007' })).status).toBe(400);
  });

  it('is for engineers of the product', async () => {
    const json = { reason: 'x' };
    expect((await test.send('POST', `/v1/builds/${build.id}/withdraw`, { json })).status).toBe(401);
    expect((await withdraw(json, 'viewer')).status).toBe(403);
    expect((await withdraw(json, 'of-other')).status).toBe(404);
    const unknown = await test.send('POST', '/v1/builds/nova-999/withdraw', { as: 'engineer', json });
    expect(unknown.status).toBe(404);
  });
});
