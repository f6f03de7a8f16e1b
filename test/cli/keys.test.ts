// Keys and passphrases: asked for at a terminal, taken from the environment or a file elsewhere, never from the command line.
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, newMachine, runCli } from '../harness/cli.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let env: Record<string, string>;
beforeAll(async () => {
  service = await openServedApp();
  env = { ORANGE_URL: service.url, ORANGE_TOKEN: await service.newToken('ops', 'operator'), ORANGE_PRODUCT: 'nova' };
});
afterAll(() => service.close());

const passphrase = 'correct horse battery';
const machine = newMachine();
const run = (argv: string[], options: Parameters<typeof runCli>[1] = {}) =>
  runCli(argv, { nowMs: () => service.clock.ms, ...options, env: { ...env, ...machine.env, ...options.env } });

describe('init', () => {
  it('asks for a passphrase twice, shows neither, and locks the first key with it', async () => {
    const made = await run(['init', 'nova', '--model', 'n1', '--no-plan'], {
      answers: ['short', passphrase, 'another one', passphrase, passphrase],
    });
    expect(made, made.stderr).toMatchObject({ code: 0 });
    expect(made.stderr).toContain('At least 8 characters');
    expect(made.stderr).toContain('These two differ.');
    expect(made.stdout + made.stderr).not.toContain(passphrase);
    expect(statSync(machine.keyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(machine.keyFile, 'utf8')).toContain('scrypt-secretbox');
  });

  it('leaves everything alone the second time', async () => {
    const again = jsonOf(await run(['init', 'nova', '--model', 'n1', '--no-plan', '--json']));
    expect(again).toMatchObject({ created: [] });
  });

  it('asks which product at a terminal, and says so elsewhere', async () => {
    const asked = await run(['init', '--no-key', '--no-plan'], { answers: ['luna'] });
    expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining('luna/stable') });
    expect(await run(['init', '--no-key'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('orange init PRODUCT'),
    });
  });

  it('leaves what is meant where nothing is said with the first product, says so, and moves it when told to', async () => {
    const two = newMachine();
    const init = (...more: string[]) => run(['init', ...more, '--no-key', '--no-plan'], { env: two.env });
    const meant = () => JSON.parse(readFileSync(two.configFile, 'utf8')) as unknown;
    await init('nova');
    const second = await init('vega');
    expect(second.stdout).toContain(
      'Where nothing is said nova/stable is still meant. Say --product vega, or once: orange init vega --default',
    );
    expect(second.stdout).toContain('orange rollout start --product vega');
    expect(meant()).toMatchObject({ product: 'nova', channel: 'stable' });
    expect(jsonOf(await init('nova', '--channel', 'beta', '--json'))).toMatchObject({ isDefault: false });
    expect(meant()).toMatchObject({ product: 'nova', channel: 'stable' });
    const moved = await init('vega', '--default');
    expect(moved.stdout).toContain('vega/stable is meant from here on where nothing is said, not nova/stable.');
    expect(moved.stdout).not.toContain('--product');
    expect(meant()).toMatchObject({ product: 'vega', channel: 'stable' });
  });

  it('leaves a plan of another product alone, and writes one beside it', async () => {
    const { folder, env: own } = newMachine();
    const init = async (product: string) =>
      jsonOf(await run(['init', product, '--no-key', '--plan', `${folder}/plan.yaml`, '--json'], { env: own }));
    expect(await init('nova')).toMatchObject({ planFile: `${folder}/plan.yaml` });
    expect(await init('vega')).toMatchObject({ planFile: `${folder}/plan-vega-stable.yaml` });
    expect(readFileSync(`${folder}/plan-vega-stable.yaml`, 'utf8')).toContain('\nproduct: vega\n');
    expect(await init('nova')).toMatchObject({ planFile: `${folder}/plan.yaml` });
  });

  it('refuses a name that is none', async () => {
    expect(await run(['init', 'Nova 2', '--no-key'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a-z, 0-9'),
    });
  });
});

describe('a locked key', () => {
  const file = `${machine.folder}/build.img`;
  const publish = (version: string, options: Parameters<typeof runCli>[1] = {}) =>
    run(['build', 'publish', file, '--version', version, '--yes', '--channel', 'stable', '--product', 'nova'], options);
  beforeAll(() => writeFileSync(file, 'build'));

  it('is opened by what is typed', async () => {
    expect(await publish('1.0.0', { answers: [passphrase] })).toMatchObject({ code: 0 });
  });

  it('is opened by the environment, and by a file that it names', async () => {
    writeFileSync(file, 'other');
    expect(await publish('1.1.0', { env: { ORANGE_KEY_PASSPHRASE: passphrase } })).toMatchObject({ code: 0 });
    const secret = `${machine.folder}/passphrase`;
    writeFileSync(secret, `${passphrase}\n`);
    writeFileSync(file, 'third');
    expect(await publish('1.2.0', { env: { ORANGE_KEY_PASSPHRASE_FILE: secret } })).toMatchObject({ code: 0 });
  });

  it.each([
    ['a wrong passphrase', { env: { ORANGE_KEY_PASSPHRASE: 'wrong horse' } }, 'does not open'],
    ['a wrong answer', { answers: ['wrong horse'] }, 'does not open'],
    ['nobody to ask', {}, 'ORANGE_KEY_PASSPHRASE_FILE'],
    [
      'a passphrase file that is not there',
      { env: { ORANGE_KEY_PASSPHRASE_FILE: '/nowhere' } },
      'cannot be read (ENOENT)',
    ],
  ])('stays shut with %s', async (_what, options, words) => {
    writeFileSync(file, 'fourth');
    expect(await publish('1.3.0', options)).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
  });
});

type KeyList = {
  readonly items: { role: string; threshold: number; keyId: string; heldAs: string | null }[];
  readonly keyFile: { readonly keys: { name: string; keyId: string; roles: string[] }[] };
};

describe('key', () => {
  it('new adds one under the same passphrase, and list tells which may sign what', async () => {
    expect(await run(['key', 'new', 'second'], { answers: [passphrase] })).toMatchObject({ code: 0 });
    expect(await run(['key', 'new', 'second'], { answers: [passphrase] })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has a key of that name already'),
    });
    const listed = jsonOf(await run(['key', 'list', '--json'])) as unknown as KeyList;
    const fw = listed.items.find(({ role }) => role === 'fw-nova');
    expect(fw).toMatchObject({ threshold: 1, heldAs: 'fw-nova' });
    expect(listed.items.map(({ role }) => role)).toEqual(expect.arrayContaining(['root', 'targets', 'timestamp']));
    expect(listed.keyFile.keys.filter(({ name }) => ['fw-nova', 'second'].includes(name))).toMatchObject([
      { name: 'fw-nova', keyId: fw?.keyId, roles: ['fw-nova', 'fw-nova-archive'] },
      { name: 'second', roles: [] },
    ]);
    const words = await run(['key', 'list']);
    expect(words.stdout).toMatch(/fw-nova +1 of 1 +[0-9a-f]{16} +fw-nova/);
    expect(words.stdout).toMatch(/second +[0-9a-f]{16} .* nothing/);
    const elsewhere = jsonOf(await run(['key', 'list', '--json', '--key-file', '/nowhere/keys.json']));
    expect((elsewhere as unknown as KeyList).items).toEqual(listed.items.map((item) => ({ ...item, heldAs: null })));
    expect(elsewhere).toMatchObject({ keyFile: { path: '/nowhere/keys.json', keys: [] } });
  });

  it('new --unencrypted is refused once others can read the file', async () => {
    const plain = `${machine.folder}/plain.json`;
    expect(await run(['key', 'new', 'ci', '--key-file', plain, '--unencrypted'])).toMatchObject({ code: 0 });
    chmodSync(plain, 0o644);
    expect(await run(['key', 'new', 'ci2', '--key-file', plain, '--unencrypted'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('others can read it'),
    });
  });

  it('that nobody lets sign does not', async () => {
    const other = `${machine.folder}/other.json`;
    await run(['key', 'new', 'mine', '--key-file', other, '--unencrypted']);
    writeFileSync(`${machine.folder}/unsigned.img`, 'x');
    const refused = await run([
      'build',
      'publish',
      `${machine.folder}/unsigned.img`,
      '--version',
      '9.0.0',
      '--product',
      'nova',
      '--channel',
      'stable',
      '--key-file',
      other,
      '--yes',
    ]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('holds no key that may sign fw-nova'),
    });
  });
});
