// Signing away from the service: by a file on a machine without a network, and through a command of one's own.
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, runCli } from '../harness/cli.ts';
import { lacks, softHsmLibrary } from '../harness/needs.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { filesOf, newPerson, type Person } from '../harness/trust-story.ts';

let service: ServedApp;
let ada: Person;
let safe: Person;
let rootHex: string;
beforeAll(async () => {
  service = await openServedApp();
  [ada, safe] = [await newPerson(service, 'ada'), await newPerson(service, 'safe')];
  await ada.begin();
  rootHex = await safe.newKey('root');
  await ada.done('trust', 'rotate', 'root', '--new', rootHex, '--out', ada.inside('rotation.json'), '--yes');
});
afterAll(() => service.close());

/** The machine in the safe: no address, no token, and every request would be seen. */
async function offline(...argv: string[]) {
  const from = service.requests.length;
  const run = await runCli(argv, { env: safe.env, nowMs: () => service.clock.ms });
  expect(service.requests.length).toBe(from);
  return run;
}

describe('a file to a machine without a network', () => {
  it('is signed in words that come from its bytes, by each in turn, and published when it is back', async () => {
    const file = ada.inside('rotation.json');
    const here = await ada.run(['trust', 'sign', file, '--yes']);
    expect(here, here.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('lacks 1 more') });
    const there = await offline('trust', 'sign', file, '--yes');
    expect(there, there.stderr).toMatchObject({ code: 0 });
    expect(there.stderr).toContain('changes root: 1 of 1 must sign, as before');
    expect(there.stderr).toContain('may sign no longer');
    const { trustedFirst } = (await ada.tell('trust', 'status')) as unknown as {
      trustedFirst: { fingerprint: string };
    };
    expect(there.stderr.replaceAll(' ', '')).toContain(trustedFirst.fingerprint);
    const back = await ada.run(['trust', 'import', file, '--json']);
    expect(filesOf(back)).toMatchObject([{ role: 'root', version: 2, state: 'published' }]);
    expect(filesOf(await ada.run(['trust', 'import', file, '--json']))).toMatchObject([{ state: 'published' }]);
  });

  it('is a renewal where nothing waits, and what waits where something does', async () => {
    const renewal = ada.inside('renewal.json');
    expect(await ada.run(['trust', 'export', renewal])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--role'),
    });
    const written = await ada.run(['trust', 'export', renewal, '--role', 'root', '--json']);
    expect(filesOf(written)).toMatchObject([{ role: 'root', version: 3, state: 'to-sign', missing: 1 }]);
    await offline('trust', 'sign', renewal, '--yes');
    expect(filesOf(await ada.run(['trust', 'import', renewal, '--json']))).toMatchObject([
      { version: 3, state: 'published' },
    ]);
    expect(await ada.run(['trust', 'export', renewal, '--role', 'root'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('EEXIST'),
    });
  });

  it.each([
    ['one byte of what is signed', (text: string) => text.replace('spec_version', 'spec_versioN'), 'cannot be read'],
    [
      'a root that nobody signed',
      (text: string) => {
        const bundle = JSON.parse(text) as { roots: string[] };
        const forged = bundle.roots[0]?.replace(/"sig":"..../, '"sig":"0000');
        return JSON.stringify({ ...bundle, roots: [forged] });
      },
      'no chain',
    ],
    ['another format', (text: string) => text.replace('role-files-1', 'role-files-2'), 'holds no role files'],
    ['no JSON', () => '{', 'holds no role files'],
  ])('that was altered in %s is not signed', async (_what, alter, words) => {
    const file = ada.inside('altered.json');
    writeFileSync(file, alter(readFileSync(ada.inside('rotation.json'), 'utf8')));
    const refused = await offline('trust', 'sign', file, '--yes');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
    expect(await ada.run(['trust', 'import', file])).toMatchObject({ code: 1 });
  });

  it('that nobody signed, or of another service, is not imported', async () => {
    const file = ada.inside('unsigned.json');
    await ada.done('trust', 'export', file, '--role', 'root');
    expect(await ada.run(['trust', 'import', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is signed'),
    });
    const stranger = await openServedApp();
    const eve = await newPerson(stranger, 'eve');
    await eve.begin();
    await eve.done('trust', 'export', eve.inside('hers.json'), '--role', 'root');
    await eve.done('trust', 'sign', eve.inside('hers.json'), '--yes');
    expect(await ada.run(['trust', 'import', eve.inside('hers.json')])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another repository'),
    });
    await stranger.close();
  });
});

/** A signer of one key as docs/SIGNING.md shows it; answers its command and its public half. */
function newOpenSslSigner(person: Person) {
  const [pem, script] = [person.inside('token.pem'), person.inside('sign.sh')];
  spawnSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', pem]);
  const spki = spawnSync('openssl', ['pkey', '-in', pem, '-pubout', '-outform', 'DER']).stdout;
  writeFileSync(script, readFileSync(resolve('examples/signers/openssl.sh')));
  chmodSync(script, 0o700);
  return { command: `ORANGE_SIGNER_KEY=${pem} ${script}`, hex: spki.subarray(-32).toString('hex') };
}

describe.skipIf(lacks('openssl'))('--exec', () => {
  it('signs through the command of the documentation, once its key may sign', async () => {
    const { command, hex } = newOpenSslSigner(ada);
    expect(await ada.run(['trust', 'renew', 'stop-nova', '--exec', command, '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('fits none of the keys'),
    });
    await ada.done('trust', 'person', 'add', 'stop-nova', hex, '--yes');
    const renewed = await ada.run(['trust', 'renew', 'stop-nova', '--exec', command, '--yes', '--json']);
    expect(filesOf(renewed), renewed.stderr).toMatchObject([{ role: 'stop-nova', state: 'published' }]);
  });

  it.each([
    ['prints nonsense', 'echo hello', 'no ed25519 signature'],
    ['prints a signature of nothing', `printf '%0128d' 0`, 'fits none of the keys'],
    ['fails', 'echo no token >&2; exit 3', 'it ended with 3'],
    ['is not there', './nowhere', 'it ended with 127'],
  ])('that %s publishes nothing', async (_what, command, words) => {
    const before = service.requests.length;
    const refused = await ada.run(['trust', 'renew', 'stop-nova', '--exec', command, '--yes']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
    expect(service.requests.slice(before).filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

describe.skipIf(lacks('softhsm2') || lacks('python3'))('a PKCS#11 token (SoftHSM2)', () => {
  it('makes a key, signs a role file with it, and never gives it out', async () => {
    const folder = ada.inside('hsm');
    writeFileSync(ada.inside('softhsm2.conf'), `directories.tokendir = ${folder}\nobjectstore.backend = file\n`);
    spawnSync('mkdir', ['-p', folder]);
    const env = {
      ...process.env,
      SOFTHSM2_CONF: ada.inside('softhsm2.conf'),
      PKCS11_MODULE: softHsmLibrary,
      PKCS11_TOKEN: 'orange',
      PKCS11_KEY: 'stop',
      PKCS11_PIN: '1234',
    };
    const asked = ['--init-token', '--free', '--label', 'orange', '--pin', '1234', '--so-pin', '5678'];
    expect(spawnSync('softhsm2-util', asked, { env })).toMatchObject({ status: 0 });
    const script = resolve('examples/signers/pkcs11.py');
    const made = spawnSync('python3', [script, 'new'], { env });
    expect(made.status, made.stderr.toString()).toBe(0);
    const hex = made.stdout.toString().trim();
    expect(hex).toMatch(/^[0-9a-f]{64}$/);
    await ada.done('trust', 'person', 'add', 'stop-nova', hex, '--yes');
    const variables = Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const renewed = await ada.run(['trust', 'renew', 'stop-nova', '--exec', `python3 ${script}`, '--yes', '--json'], {
      env: variables,
    });
    expect(filesOf(renewed), renewed.stderr).toMatchObject([{ role: 'stop-nova', state: 'published' }]);
    expect(jsonOf(await ada.run(['trust', 'status', '--json']))).toMatchObject({ proposals: [] });
  });
});
