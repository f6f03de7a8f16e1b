// No name of a role or target leads out of its folder, into another role's file, or to another address (properties 24).
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFileName } from '../../../src/device/trust/file-name.ts';
import { fileTrustStore } from '../../../src/device/trust/file-store.ts';
import { createClient, createRepository, rolesBy } from '../../samples/repository.ts';
import { delegation } from '../../samples/repository-roles.ts';
import { sampleKey } from '../../samples/statements.ts';

const names = [
  ...['.', '..', '...', '/', '//', '../x', '../../etc/passwd', '/etc/passwd', '..\\x', 'C:\\x', 'C:x', '~/x', './x'],
  ...['x/', 'x/../../y', '%2e%2e%2fx', '%2F', '%', '?', '#', '?x=1', 'x#y', ' ', ' x', 'x ', 'x.', '.x', '-x', '--x'],
  ...[
    '\0',
    'x\0y',
    '\n',
    '\r\n',
    '"',
    "'",
    '`id`',
    '$(id)',
    'x;y',
    'ROOT',
    'Root',
    'root.json',
    'x.next',
    'x.json.next',
  ],
  ...['con', 'nul', 'é', 'ｘ／ｙ', '‮x', '😀', 'x'.repeat(199), 'x'.repeat(200), '/'.repeat(200), '=x'],
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuf-names-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('file names', () => {
  it.each(names)('of %j stay in the folder', async (name) => {
    const inner = join(await mkdtemp(join(folder, 'case-')), 'inner');
    const store = fileTrustStore(inner);
    const bytes = new Uint8Array([1, 2, 3]);
    await store.save(name, bytes);
    expect(await readdir(inner)).toHaveLength(1);
    expect(await readdir(join(inner, '..'))).toEqual(['inner']);
    expect(new Uint8Array((await store.load(name)) ?? [])).toEqual(bytes);
    expect((await readdir(inner))[0]).toMatch(/^[a-z0-9%=_-][a-z0-9%=._-]{0,250}\.json$/);
  });

  it('are different for different names, also where capitals are not told apart', () => {
    const files = [...names, 'root', 'timestamp', 'snapshot', 'targets'].map((name) =>
      encodeFileName(name).toLowerCase(),
    );
    expect(new Set(files).size).toBe(files.length);
  });

  it('of the four roles are plain', () => {
    expect(['root', 'timestamp', 'snapshot', 'targets', 'fw-nova'].map(encodeFileName)).toEqual([
      'root',
      'timestamp',
      'snapshot',
      'targets',
      'fw-nova',
    ]);
  });
});

describe('the store', () => {
  it('keeps the old file until the next one is whole', async () => {
    const inner = await mkdtemp(join(folder, 'whole-'));
    const store = fileTrustStore(inner);
    await store.save('root', new Uint8Array([1]));
    await writeFile(join(inner, 'root.json.next'), 'half of');
    expect(new Uint8Array((await store.load('root')) ?? [])).toEqual(new Uint8Array([1]));
    await store.save('root', new Uint8Array([2]));
    expect(await readdir(inner)).toEqual(['root.json']);
    expect(new Uint8Array(await readFile(join(inner, 'root.json')))).toEqual(new Uint8Array([2]));
  });

  it('has nothing where there is no folder', async () => {
    expect(await fileTrustStore(join(folder, 'none')).load('root')).toBe(null);
  });
});

describe('a delegation in the name of one of the four roles', () => {
  it.each(['root', 'timestamp', 'snapshot', 'targets'])('%s cannot even be encoded', (name) => {
    const repository = createRepository();
    expect(() => repository.publishTargets('targets', { delegations: [{ ...delegation, name }] })).toThrow(/name/);
  });
});

it('a role name is one step of the address, whatever is in it', async () => {
  for (const name of ['../x', '?', '#', '/etc', 'a/b', '..', '%2e']) {
    const repository = createRepository();
    const key = sampleKey(90);
    repository.signers.set(name, [key]);
    const role = {
      ...rolesBy(1, key),
      name,
      terminating: false,
      paths: { kind: 'patterns', patterns: ['*'] } as const,
    };
    repository.publishTargets(name);
    repository.publishTargets('targets', { delegations: [role] });
    repository.publishSnapshot();
    repository.publishTimestamp();
    const client = await createClient(repository);
    await client.refresh();
    expect(await client.findTarget('x')).toMatchObject({ role: name, refusal: 'target-not-found' });
    expect(repository.requests.at(-1)).toBe(`1.${encodeURIComponent(name)}.json`);
    expect(new URL(repository.requests.at(-1) ?? '', 'https://mirror.test/repository/').pathname).toMatch(
      /^\/repository\/[^/]+$/,
    );
  }
});
