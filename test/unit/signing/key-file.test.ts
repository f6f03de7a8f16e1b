// The key file: made once, private to its owner, opened by its passphrase alone, silent about its secrets.
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addKey,
  createKeyFile,
  type KeyFileAccess,
  loadPublicKeys,
  openSeeds,
} from '../../../src/adapters/signing/key-file.ts';
import { parseKeyFile } from '../../../src/adapters/signing/key-file-format.ts';
import { openKeyRing } from '../../../src/adapters/signing/key-ring.ts';
import type { NamedKey } from '../../../src/app/ports/role-signer.ts';
import { utf8Bytes } from '../../../src/domain/bytes.ts';
import { fromHex } from '../../../src/domain/trust/hex.ts';
import { checkSignatures } from '../../harness/check-signatures.ts';

/** The least cost a file may state; the default takes half a second a try. */
const cost = { n: 2 ** 14, r: 8, p: 1 };
const passphrase = 'orange caf\u00e9 friday';
const first = { name: 'release', nowMs: 1 };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orange-keys-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string) => ({ path: join(folder, name, 'keys.json'), passphrase, cost });

/** Those of `keys` that the file signs for, each signature verified. */
async function signedBy(access: KeyFileAccess, keys: readonly NamedKey[]): Promise<NamedKey[]> {
  const opened = await openKeyRing(access);
  if (!opened.ok) throw new Error(opened.refusal);
  const payloadBytes = utf8Bytes('{"a":1}');
  const answer = await opened.value.signFile(payloadBytes, keys);
  const signatures = (answer.ok ? answer.signatures : []).map(({ keyid, sig }) => ({
    keyId: keyid,
    signature: fromHex(sig) ?? new Uint8Array(),
  }));
  return keys.filter((key) => checkSignatures({ payloadBytes, signatures, keys: [key], threshold: 1 }).ok);
}

describe('a locked file', () => {
  test('is private, opened by its passphrase, and signs', async () => {
    const access = at('good');
    const created = await createKeyFile(access, first);
    expect(created).toMatchObject({ ok: true, value: { name: 'release', createdMs: 1 } });
    expect((await stat(access.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'good'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'good'))).toEqual(['keys.json']);

    const held = await loadPublicKeys(access.path);
    const keys = held.ok ? held.value : [];
    expect(await signedBy(access, keys)).toEqual(keys);
  });

  test('opens to the same passphrase typed with combining accents', async () => {
    const access = at('accents');
    await createKeyFile(access, first);
    expect((await openSeeds({ ...access, passphrase: passphrase.normalize('NFD') })).ok).toBe(true);
  });

  test.each(['orange cafe friday', ' ', 'x'.repeat(10_000)])('refuses the passphrase %j', async (wrong) => {
    const access = at('wrong');
    await createKeyFile(access, first);
    expect(await openKeyRing({ ...access, passphrase: wrong })).toEqual({
      ok: false,
      refusal: 'wrong-passphrase',
    });
  });

  test('asks for a passphrase where none is given', async () => {
    const access = at('none');
    await createKeyFile(access, first);
    expect(await openKeyRing({ ...access, passphrase: '' })).toEqual({ ok: false, refusal: 'passphrase-needed' });
  });

  test('is never written over', async () => {
    const access = at('twice');
    await createKeyFile(access, first);
    const before = await readFile(access.path, 'utf8');
    expect(await createKeyFile(access, { ...first, name: 'other' })).toEqual({ ok: false, refusal: 'key-file-exists' });
    expect(await readFile(access.path, 'utf8')).toBe(before);
    expect(await readdir(join(folder, 'twice'))).toEqual(['keys.json']);
  });

  test('is not made through a dangling link', async () => {
    const target = join(folder, 'elsewhere');
    await symlink(target, join(folder, 'link.json'));
    expect(await createKeyFile({ passphrase, cost, path: join(folder, 'link.json') }, first)).toEqual({
      ok: false,
      refusal: 'key-file-exists',
    });
    await expect(stat(target)).rejects.toThrow(/ENOENT/);
  });

  test('grows by a key under the same passphrase, and each key signs for itself', async () => {
    const access = at('grown');
    await createKeyFile(access, first);
    expect(await addKey(access, { name: 'rollout', nowMs: 2 })).toMatchObject({ ok: true, value: { name: 'rollout' } });
    expect(await addKey(access, { name: 'rollout', nowMs: 3 })).toEqual({ ok: false, refusal: 'name-taken' });
    expect(await addKey({ ...access, passphrase: 'wrong' }, { name: 'x', nowMs: 3 })).toEqual({
      ok: false,
      refusal: 'wrong-passphrase',
    });
    const held = await loadPublicKeys(access.path);
    const keys = held.ok ? held.value : [];
    expect(keys.map(({ name }) => name)).toEqual(['release', 'rollout']);
    expect(await signedBy(access, keys.slice(1))).toEqual(keys.slice(1));
    expect(await signedBy(access, keys)).toEqual(keys);
  });

  test('with another public key written into it is no key file', async () => {
    const [access, other] = [at('swapped'), at('swapped-with')];
    await createKeyFile(access, first);
    await createKeyFile(other, first);
    const publicOf = async (path: string): Promise<string> => JSON.parse(await readFile(path, 'utf8')).keys[0].public;
    const text = await readFile(access.path, 'utf8');
    await writeFile(access.path, text.replace(await publicOf(access.path), await publicOf(other.path)));
    expect(await openKeyRing(access)).toEqual({ ok: false, refusal: 'not-a-key-file' });
  });
});

describe('a file without a passphrase', () => {
  test('is made only when asked for by name, and is then as good as its permissions', async () => {
    const access = { ...at('plain'), passphrase: '' };
    expect(await createKeyFile(access, first)).toEqual({ ok: false, refusal: 'passphrase-needed' });
    expect((await createKeyFile({ ...access, unencrypted: true }, first)).ok).toBe(true);
    expect((await openKeyRing(access)).ok).toBe(true);
    await chmod(access.path, 0o644);
    expect(await openKeyRing(access)).toEqual({ ok: false, refusal: 'readable-by-others' });
  });
});

describe('what is no key file', () => {
  test('a path where nothing is', async () => {
    expect(await loadPublicKeys(join(folder, 'nowhere'))).toEqual({ ok: false, refusal: 'no-key-file' });
  });

  test('any file damaged in any one field', async () => {
    const access = at('damaged');
    await createKeyFile(access, first);
    const good = JSON.parse(await readFile(access.path, 'utf8'));
    expect(parseKeyFile(JSON.stringify(good))).not.toBeNull();
    const damaged = [
      { ...good, format: 'orange-friday-keys-2' },
      { ...good, keys: [{ ...good.keys[0], public: 'zz' }] },
      { ...good, keys: [null] },
      { ...good, keys: {} },
      { ...good, vault: { ...good.vault, seal: 'rot13' } },
      { ...good, vault: { ...good.vault, n: 2 ** 30 } },
      { ...good, vault: { ...good.vault, n: 1 } },
      { ...good, vault: { ...good.vault, n: 2 ** 14 + 1 } },
      { ...good, vault: { ...good.vault, r: 1 } },
      { ...good, vault: { ...good.vault, salt: '' } },
      { ...good, vault: { ...good.vault, nonce: 'ab' } },
      { ...good, vault: null },
      [],
      'x',
    ];
    for (const file of damaged) expect(parseKeyFile(JSON.stringify(file)), JSON.stringify(file)).toBeNull();
    expect(parseKeyFile('{')).toBeNull();
  });
});

test('neither a locked file nor a signer shows a secret', async () => {
  const access = at('silent');
  await createKeyFile(access, first);
  const opened = await openSeeds(access);
  const signer = await openKeyRing(access);
  if (!opened.ok || !signer.ok) throw new Error('not opened');
  const seed = Buffer.from(opened.value.seeds).toString('hex');
  const shown = [
    await readFile(access.path, 'utf8'),
    JSON.stringify(signer),
    inspect(signer, { depth: 9, showHidden: true }),
    inspect(await loadPublicKeys(access.path), { depth: 9 }),
  ].join('\n');
  expect(seed).toMatch(/^[0-9a-f]{64}$/);
  expect(shown).not.toContain(seed);
  expect(shown).not.toContain(passphrase);
});
