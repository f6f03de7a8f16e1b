// POST /v1/builds/{build}/seal and /withdraw: what is final, and everything that is refused before.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Build } from '../../src/domain/build/build.ts';
import type { TestApp } from '../harness/app.ts';
import { artifactOf, draftOf, novaKey, sealOf } from '../samples/builds.ts';
import { sampleKey } from '../samples/statements.ts';
import { codeOf, draft, openPublishingApp, upload } from './publishing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openPublishingApp();
});
afterAll(() => test.close());

let count = 0;
let build: Build;
async function publish(): Promise<Build> {
  count += 1;
  const body = new TextEncoder().encode(`image number ${count}`);
  const id = await draft(test, { version: `1.${count}.0`, vendorVersion: null, artifact: artifactOf(body) });
  await upload(test, id, body);
  return (await test.stores.builds.loadBuild(id)) ?? draftOf(count);
}
beforeEach(async () => {
  build = await publish();
});

const post = (step: string, json: unknown, as = 'engineer') =>
  test.send('POST', `/v1/builds/${build.id}/${step}`, { as, json });
const seal = (envelope: string, as = 'engineer') => post('seal', { release: JSON.parse(envelope) as unknown }, as);

describe('POST /v1/builds/{build}/seal', () => {
  it('answers the sealed build with its statement, once or twice', async () => {
    const sealed = await seal(sealOf(build), 'of-nova');
    expect(sealed.status).toBe(200);
    const body = await sealed.json();
    expect(body).toMatchObject({
      state: 'sealed',
      sealedMs: test.clock.ms,
      release: JSON.parse(sealOf(build)) as object,
    });
    const again = await seal(sealOf(build));
    expect([again.status, await again.json()]).toEqual([200, body]);
  });

  it('answers 409 when the build is sealed with another statement', async () => {
    await seal(sealOf(build));
    const response = await seal(sealOf(build, { expiresMs: test.clock.ms + 999_000 }));
    expect([response.status, await codeOf(response)]).toEqual([409, 'sealed-never-changes']);
  });

  it('answers 409 when a higher counter is sealed', async () => {
    const before = build;
    build = await publish();
    await seal(sealOf(build));
    build = before;
    const response = await seal(sealOf(build));
    expect([response.status, await codeOf(response)]).toEqual([409, 'counter-overtaken']);
  });

  it('answers 409 when nothing is stored', async () => {
    const id = await draft(test, {
      version: `3.${count}.0`,
      vendorVersion: null,
      artifact: artifactOf(new Uint8Array(1)),
    });
    const unstored = await test.stores.builds.loadBuild(id);
    build = unstored ?? build;
    const response = await seal(sealOf(build));
    expect([response.status, await codeOf(response)]).toEqual([409, 'artifact-not-stored']);
  });

  it('answers 422 with each field in which the statement differs', async () => {
    const response = await seal(sealOf({ ...build, accepts: '>=1.0.0', counter: 999 }));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      type: '/problems/statement-differs',
      errors: [
        { where: 'body.release.counter', what: 'is 999', fix: `Write ${build.counter}.` },
        { where: 'body.release.accepts', what: 'is ">=1.0.0"', fix: 'Write "*".' },
      ],
    });
  });

  it('answers 422 to a stranger, to an expired statement, and where no key is left', async () => {
    const stranger = await seal(sealOf(build, { key: sampleKey(9) }));
    expect([stranger.status, await codeOf(stranger)]).toEqual([422, 'signature-not-accepted']);
    const expired = await seal(sealOf(build, { expiresMs: test.clock.ms - 1000 }));
    expect([expired.status, await codeOf(expired)]).toEqual([422, 'statement-expired']);
    const unsealed = await test.stores.builds.loadBuild(build.id);
    expect(unsealed).toEqual(build);
  });

  it.each([
    ['no envelope', {}],
    ['an envelope of nothing', { release: { signed: {}, signatures: [] } }],
    ['a text', { release: 'signed' }],
  ])('answers 400 to %s', async (_, json) => {
    expect((await post('seal', json)).status).toBe(400);
  });

  it('answers 400 to a statement with a field that nobody knows', async () => {
    const envelope = sealOf(build).replace('"accepts"', '"aaa":1,"accepts"');
    const response = await seal(envelope);
    expect([response.status, await codeOf(response)]).toEqual([400, 'malformed-statement']);
  });
});

describe('POST /v1/builds/{build}/withdraw', () => {
  it('answers the build with the reason, and 409 the second time', async () => {
    await seal(sealOf(build));
    const withdrawn = await post('withdraw', { reason: ' boots into black ' });
    expect(withdrawn.status).toBe(200);
    const withdrawal = { reason: 'boots into black', actor: 'engineer', withdrawnMs: test.clock.ms };
    expect(await withdrawn.json()).toMatchObject({ state: 'sealed', withdrawal });
    const again = await post('withdraw', { reason: 'other' });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ type: '/problems/withdrawn-already', current: { withdrawal } });
  });

  it('answers 409 to a draft, and 400 without a reason', async () => {
    const response = await post('withdraw', { reason: 'x' });
    expect([response.status, await codeOf(response)]).toEqual([409, 'not-sealed']);
    expect((await post('withdraw', { reason: '  ' })).status).toBe(400);
    expect((await post('withdraw', { reason: 'bell \u0007' })).status).toBe(400);
  });
});

describe('both', () => {
  it.each([
    ['seal', () => ({ release: JSON.parse(sealOf(build)) as unknown })],
    ['withdraw', () => ({ reason: 'x' })],
  ])('%s is for engineers of the product', async (step, json) => {
    expect((await test.send('POST', `/v1/builds/${build.id}/${step}`, { json: json() })).status).toBe(401);
    expect((await post(step, json(), 'viewer')).status).toBe(403);
    expect((await post(step, json(), 'of-other')).status).toBe(404);
    const unknown = await test.send('POST', `/v1/builds/nova-999/${step}`, { as: 'engineer', json: json() });
    expect(unknown.status).toBe(404);
  });

  it('refuses to seal once the last key is revoked', async () => {
    const audit = { atMs: 1, actor: 'test', action: 'key revoked', subject: 'nova', details: '{}' };
    await test.stores.catalog.recordKeyRevoked('nova', novaKey.keyId, 5, audit);
    const response = await seal(sealOf(build));
    expect([response.status, await codeOf(response)]).toEqual([422, 'no-signing-key']);
  });
});
