// /repository/…: what stock TUF clients read, without a token and without a database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { openStockClient } from '../harness/stock-client.ts';
import { nowMs } from '../samples/statements.ts';
import { ceilingTarget, fileOf, people, permitTarget, releaseTarget, signed, stopTarget } from '../samples/trust.ts';
import { codeOf } from './publishing.ts';
import { begin, sendFile } from './trust-people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  test.clock.ms = nowMs;
});
afterAll(() => test.close());

/** Nobody logs in, and whoever asks the database fails. */
const get = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
  test.app.request(
    path,
    { method, headers },
    { ...test.surroundings, stores: () => expect.fail('asked the database') },
  );
/** Checked against the document too. */
const read = (path: string, headers: Record<string, string> = {}) => test.send('GET', path, { headers });

const hashes = { sha256: 'a'.repeat(64), sha512: 'ab'.repeat(64) };
const [ada] = people.fw;
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const hashed = (path: string, hash: string) => path.replace(/([^/]*)$/, `${hash}.$1`);

it('there is nothing before the ceremony', async () => {
  for (const name of ['timestamp.json', '1.root.json', 'fw/nova/x', 'rollout/nova/back/x']) {
    const response = await read(`/repository/${name}`);
    expect([name, response.status, await codeOf(response)]).toEqual([name, 404, 'unknown-file']);
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
});

describe('after it', () => {
  beforeAll(async () => {
    await begin(test);
    await sendFile(test, 'fw-nova', signed(fileOf(2, [releaseTarget(42), releaseTarget(43)]), ada));
    await sendFile(test, 'rollout-nova', signed(fileOf(2, [ceilingTarget(), permitTarget()]), ...people.rollout));
    await sendFile(test, 'stop-nova', signed(fileOf(2, [stopTarget()]), ...people.stop));
  });

  it('metadata is served as it was signed, for ever', async () => {
    for (const name of ['1.root.json', '1.targets.json', '2.fw-nova.json', '2.stop-nova.json', '1.snapshot.json']) {
      const response = await read(`/repository/${name}`);
      expect([name, response.status]).toEqual([name, 200]);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(test.trust.files.get(name));
    }
  });

  it('the timestamp is asked for each time, and answered in short when it is known', async () => {
    const response = await read('/repository/timestamp.json');
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'public, no-cache']);
    const etag = response.headers.get('etag') ?? '';
    const again = await read('/repository/timestamp.json', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await read('/repository/timestamp.json', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('HEAD answers as GET does, without a body', async () => {
    const images = `/repository/${hashed(releaseTarget(42)[0], hashes.sha256)}`;
    for (const [path, length] of [
      ['/repository/1.root.json', String(test.trust.files.get('1.root.json')?.length)],
      ['/repository/timestamp.json', String(test.trust.files.get('timestamp.json')?.length)],
      [images, '52428800'],
    ] as const) {
      const response = await get(path, 'HEAD');
      expect([path, response.status, await response.text()]).toEqual([path, 200, '']);
      expect(response.headers.get('content-length')).toBe(length);
    }
  });

  it.each([
    '2.root.json',
    '0.root.json',
    '01.root.json',
    '1.timestamp.json',
    '1.fw-luna.json',
    '1.fw-nova',
    '..%2f..%2fmaps%2frelease-map.json',
    '..%252f1.root.json',
    '1.root.json%00',
    '1.fw%2Fnova.json',
    '%2e%2e%2f1.root.json',
    '%',
    '1.constructor.json',
    '😀.root.json',
    'x'.repeat(2_000),
  ])('%s is not there', async (name) => {
    const asked = test.trust.repository.loadRoleFile;
    const names: string[] = [];
    test.trust.repository.loadRoleFile = (file) => {
      names.push(file.role);
      return asked(file);
    };
    expect((await get(`/repository/${name}`)).status).toBe(404);
    test.trust.repository.loadRoleFile = asked;
    expect(names.every((role) => /^(?:root|fw-luna)$/.test(role))).toBe(true);
  });

  it.each(Object.entries(hashes))(
    'an image is found by its %s, and lies where the artifact route leads',
    async (_, hash) => {
      const response = await read(`/repository/${hashed(releaseTarget(42)[0], hash)}`);
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe(`https://storage.test/artifacts/${hashes.sha256}?expires=900`);
    },
  );

  it.each([ceilingTarget()[0], permitTarget()[0], stopTarget()[0]])('%s has no bytes', async (path) => {
    const response = await read(`/repository/${hashed(path, empty)}`);
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '0', '']);
  });

  it.each([
    ['without a hash', releaseTarget(42)[0]],
    ['by another hash', hashed(releaseTarget(42)[0], 'c'.repeat(64))],
    ['of another release', hashed(releaseTarget(44)[0], hashes.sha256)],
    ['of another product', hashed(releaseTarget(42)[0].replace('fw/nova', 'fw/luna'), hashes.sha256)],
    ['under another role', hashed(releaseTarget(42)[0].replace('fw/', 'stop/'), hashes.sha256)],
    ['under no role', hashed('any/nova/x', empty)],
    ['of a product that has no name', hashed('fw/..%2f/x', empty)],
  ])('a target %s is not there', async (_, path) => {
    expect((await get(`/repository/${path}`)).status).toBe(404);
  });

  it('a stock client reads it all, finds and downloads', async () => {
    const root = test.trust.files.get('1.root.json') ?? expect.fail();
    const client = openStockClient(root, async (path) => {
      const response = await get(`/repository/${path}`);
      if (response.status === 404) return null;
      expect(response.status).toBe(200);
      return new Uint8Array(await response.arrayBuffer());
    });
    expect(await client.findTarget(releaseTarget(43)[0], nowMs)).toMatchObject({ custom: { counter: 43 } });
    for (const [path] of [ceilingTarget(), permitTarget(), stopTarget()]) await client.download(path, nowMs);
    expect(await client.findTarget('fw/nova/nothing', nowMs)).toBeUndefined();
    client.close();
  });

  it('a recalled release is out of reach, and so is one that was taken out; the others are not', async () => {
    const statusOf = async (counter: number) =>
      (await get(`/repository/${hashed(releaseTarget(counter)[0], hashes.sha256)}`)).status;
    expect(await Promise.all([statusOf(42), statusOf(43)])).toEqual([302, 302]);
    await sendFile(test, 'stop-nova', signed(fileOf(3, [stopTarget({ action: 'recall', seq: 2 })]), ...people.stop));
    expect(await Promise.all([statusOf(42), statusOf(43)])).toEqual([404, 302]);
    await sendFile(test, 'fw-nova', signed(fileOf(3, [releaseTarget(42)]), ada));
    expect(await Promise.all([statusOf(42), statusOf(43)])).toEqual([404, 404]);
  });

  it('storage that does not answer is a 503, never a 404 that would look like the end of the roots', async () => {
    test.trust.state.isDown = true;
    for (const name of ['2.root.json', 'timestamp.json', hashed(releaseTarget(42)[0], hashes.sha256)])
      expect([name, (await get(`/repository/${name}`)).status]).toEqual([name, 503]);
    test.trust.state.isDown = false;
  });
});
