// On a host the client also reads repositories of other people: ECDSA and RSA keys, JSON in any formatting; and it runs as a program.
import { execFile } from 'node:child_process';
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostKeys, verifyOnHost } from '../../scripts/tuf/host-keys.ts';
import { hostReading } from '../../scripts/tuf/host-reading.ts';
import { encodeOlpc } from '../../scripts/tuf/olpc-json.ts';
import { nodeHasher } from '../../src/device/node-files.ts';
import { countSigners } from '../../src/device/trust/held.ts';
import { hexOf } from '../../src/domain/bytes.ts';
import { deriveKeyIdOf } from '../../src/domain/trust/key.ts';
import { encodeTufKey } from '../../src/wire/tuf-key.ts';
import { createRepository } from '../samples/repository.ts';
import { expectValue, sampleKey } from '../samples/statements.ts';

const bytesOf = (value: unknown): Uint8Array => {
  const bytes = encodeOlpc(value);
  if (bytes === null) throw new Error('no OLPC form');
  return bytes;
};

type HostKey = { readonly keyId: string; readonly object: object; sign(payload: Uint8Array): string };

function hostKey(scheme: string, keytype: string, pair: { publicKey: KeyObject; privateKey: KeyObject }): HostKey {
  const object = { keytype, scheme, keyval: { public: pair.publicKey.export({ type: 'spki', format: 'pem' }) } };
  const hash = scheme.endsWith('384') ? 'sha384' : 'sha256';
  const padding = scheme.startsWith('rsassa')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  return {
    object,
    keyId: deriveKeyIdOf(bytesOf(object)),
    sign: (payload) => sign(hash, payload, { key: pair.privateKey, ...padding }).toString('hex'),
  };
}

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const ed25519 = sampleKey(5);
const kinds: Record<string, HostKey> = {
  'ecdsa P-256': hostKey('ecdsa-sha2-nistp256', 'ecdsa', ec('P-256')),
  'ecdsa P-256 under its old name': hostKey('ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', ec('P-256')),
  'ecdsa P-384': hostKey('ecdsa-sha2-nistp384', 'ecdsa', ec('P-384')),
  'rsa pss': hostKey('rsassa-pss-sha256', 'rsa', rsa(2048)),
  'rsa pkcs1': hostKey('rsa-pkcs1v15-sha256', 'rsa', rsa(2048)),
  ed25519: { keyId: ed25519.keyId, object: encodeTufKey(ed25519), sign: (payload) => ed25519.sign(payload).sig },
};

/** A root in which each of the keys may sign for everything, in the formatting of nobody. */
function rootOf(keys: readonly HostKey[], signers: readonly HostKey[], threshold = signers.length) {
  const role = { keyids: keys.map(({ keyId }) => keyId), threshold };
  const signed = {
    version: 1,
    _type: 'root',
    'x-note': 'ünïcode "quoted" \\ and\nbroken 😀',
    spec_version: '1.0',
    expires: '2030-01-01T00:00:00Z',
    consistent_snapshot: true,
    keys: Object.fromEntries(keys.map(({ keyId, object }) => [keyId, object])),
    roles: { root: role, timestamp: role, snapshot: role, targets: role },
  };
  const signatures = signers.map((key) => ({ keyid: key.keyId, sig: key.sign(bytesOf(signed)) }));
  return { signed, signatures };
}

const fileOf = (root: object): Uint8Array => new TextEncoder().encode(JSON.stringify(root, null, 3));

async function count(bytes: Uint8Array) {
  const { envelope, role } = expectValue(hostReading.parseRootFile(bytes));
  return countSigners(envelope, role.roles.root, verifyOnHost);
}

describe('keys of other people', () => {
  it.each(Object.entries(kinds))('%s', async (_, key) => {
    const root = rootOf([key], [key]);
    expect(await count(fileOf(root))).toMatchObject({ ok: true });
    const sig = root.signatures[0]?.sig ?? '';
    for (const bad of [
      `${sig.slice(0, -2)}${sig.endsWith('00') ? '01' : '00'}`,
      '',
      'zz',
      sig.slice(2),
      '00'.repeat(64),
    ]) {
      const bent = { ...root, signatures: [{ keyid: key.keyId, sig: bad }] };
      expect(await count(fileOf(bent))).toMatchObject({ ok: false, refusal: 'too-few-signatures' });
    }
    const later = { ...root, signed: { ...root.signed, version: 2 } };
    expect(await count(fileOf(later))).toMatchObject({ ok: false });
  });

  it('make a threshold together, each once', async () => {
    const all = Object.values(kinds);
    expect(await count(fileOf(rootOf(all, all)))).toMatchObject({ ok: true });
    expect(await count(fileOf(rootOf(all, all.slice(1), all.length)))).toMatchObject({ ok: false, counted: 5 });
  });

  it('of one person under two schemes or two ids are one signer', async () => {
    const pair = rsa(2048);
    const [pss, pkcs1] = [hostKey('rsassa-pss-sha256', 'rsa', pair), hostKey('rsa-pkcs1v15-sha256', 'rsa', pair)];
    const object = { ...pss.object, note: 'the same again' };
    const alias = { ...pss, object, keyId: deriveKeyIdOf(bytesOf(object)) };
    for (const second of [pkcs1, alias]) {
      const other = hostKey('ecdsa-sha2-nistp256', 'ecdsa', ec('P-256'));
      const root = rootOf([pss, second, other], [pss, second]);
      expect(await count(fileOf(root))).toMatchObject({ ok: false, refusal: 'too-few-signatures', counted: 1 });
    }
  });

  it('of unknown types are ignored, and count for nothing', async () => {
    const object = { keytype: 'sphincs', scheme: 'sphincs-shake-128s', keyval: { public: 'ab' } };
    const unknown: HostKey = { object, keyId: deriveKeyIdOf(bytesOf(object)), sign: () => 'ab' };
    const known = hostKey('ecdsa-sha2-nistp256', 'ecdsa', ec('P-256'));
    expect(await count(fileOf(rootOf([unknown, known], [known])))).toMatchObject({ ok: true });
    expect(await count(fileOf(rootOf([unknown, known], [unknown, known])))).toMatchObject({
      refusal: 'threshold-not-sane',
    });
  });

  it.each<[string, HostKey]>([
    ['a curve that is not the scheme’s', hostKey('ecdsa-sha2-nistp256', 'ecdsa', ec('P-384'))],
    ['a short modulus', hostKey('rsassa-pss-sha256', 'rsa', rsa(1024))],
    ['a key of another type', hostKey('ecdsa-sha2-nistp256', 'ecdsa', rsa(2048))],
  ])('%s is refused', (_, key) => {
    expect(hostKeys.parseKey(key.object, key.keyId, 'key')).toMatchObject({ ok: false });
  });

  it('whose id is not theirs are refused, also when nobody here knows their type', () => {
    const { object } = Object.values(kinds)[0] ?? { object: {} };
    expect(hostKeys.parseKey(object, 'ab'.repeat(32), 'key')).toMatchObject({ ok: false });
    expect(hostKeys.parseKey({ ...object, scheme: 'x' }, 'ab'.repeat(32), 'key')).toMatchObject({ ok: false });
  });

  it('a key id twice among the signatures spoils the file', () => {
    const [key] = Object.values(kinds);
    if (key === undefined) throw new Error('no key');
    const root = rootOf([key], [key]);
    const doubled = { ...root, signatures: [...root.signatures, ...root.signatures] };
    expect(hostReading.parseRootFile(fileOf(doubled))).toMatchObject({ ok: false });
  });
});

describe('the program', () => {
  const run = promisify(execFile);
  const program = new URL('../../scripts/tuf-client', import.meta.url).pathname;
  const image = new TextEncoder().encode('hello');
  const requests: string[] = [];
  let folder = '';
  let origin = '';
  let server: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuf-client-'));
    const repository = createRepository();
    const hasher = nodeHasher();
    hasher.update(image);
    const hashes = hasher.digest();
    const expiresMs = Date.now() + 86_400_000;
    repository.publishRoot({ expiresMs });
    repository.publishTargets('fw-nova', {
      expiresMs,
      targets: new Map([['fw/nova/a.img', { lengthBytes: 5, hashes }]]),
    });
    repository.publishTargets('targets', { expiresMs });
    repository.publishSnapshot({ expiresMs });
    repository.publishTimestamp({ expiresMs });
    repository.files.set(`fw/nova/${hashes.sha256}.a.img`, image);
    await writeFile(join(folder, 'root.json'), repository.files.get('1.root.json') ?? '');
    server = createServer((request, response) => {
      requests.push(request.url ?? '');
      const bytes = repository.files.get((request.url ?? '').slice(1));
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const client = (...words: string[]) =>
    run(program, ['--metadata-dir', join(folder, 'metadata'), ...words], { cwd: folder }).then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => ({ code: error.code, stderr: error.stderr }),
    );
  const download = (path: string) =>
    client(
      ...['--metadata-url', origin, '--target-base-url', origin, '--target-dir', join(folder, 'targets')],
      ...['--target-name', path, 'download'],
    );

  it('begins, refreshes and downloads, from any folder', async () => {
    expect(await client('--metadata-url', origin, 'refresh')).toMatchObject({
      code: 1,
      stderr: 'root: no-trusted-root\n',
    });
    expect(await client('init', 'root.json')).toEqual({ code: 0, stderr: '' });
    expect(await client('--metadata-url', origin, 'refresh')).toEqual({ code: 0, stderr: '' });
    expect(await download('fw/nova/a.img')).toEqual({ code: 0, stderr: '' });
    expect(await readdir(join(folder, 'targets'))).toEqual(['fw%2fnova%2fa.img']);
    expect(new Uint8Array(await readFile(join(folder, 'targets', 'fw%2fnova%2fa.img')))).toEqual(image);
    expect((await readdir(join(folder, 'metadata'))).sort()).toEqual([
      'fw-nova.json',
      'root.json',
      'snapshot.json',
      'targets.json',
      'timestamp.json',
    ]);
    requests.length = 0;
    expect(await download('fw/nova/a.img')).toEqual({ code: 0, stderr: '' });
    expect(requests).toEqual(['/3.root.json', '/timestamp.json']);
    expect(await download('fw/nova/b.img')).toEqual({ code: 1, stderr: 'fw/nova/b.img: fw-nova: target-not-found\n' });
  });
});

it('OLPC canonical JSON is that of securesystemslib', () => {
  const text = new TextDecoder().decode(bytesOf({ b: [1, -2, true, null], a: 'q" b\\ n\n', '😀': {}, ｚ: [] }));
  expect(text).toBe('{"a":"q\\" b\\\\ n\n","b":[1,-2,true,null],"ｚ":[],"😀":{}}');
  expect(hexOf(bytesOf('ü'))).toBe('22c3bc22');
  for (const bad of [1.5, Number.NaN, 2 ** 53, undefined, [0.1], { a: 1e21 }]) expect(encodeOlpc(bad)).toBe(null);
});
