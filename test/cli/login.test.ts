// `orange login` and `orange whoami`: what is kept, where, and that the token never stands on the command line.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, newMachine, runCli } from '../harness/cli.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let token: string;
beforeAll(async () => {
  service = await openServedApp();
  token = await service.newToken('ada', 'operator');
});
afterAll(() => service.close());

const login = (machine: ReturnType<typeof newMachine>, stdin = `${token}\n`) =>
  runCli(['login', service.url, '--token-stdin'], { env: machine.env, stdin });

describe('login', () => {
  it('keeps address and token in a file that only its owner reads', async () => {
    const machine = newMachine();
    const { code, stdout } = await login(machine);
    expect([code, stdout.split('\n')[0]]).toEqual([0, `Logged in to ${service.url} as ada (operator)`]);
    expect(JSON.parse(readFileSync(machine.configFile, 'utf8'))).toEqual({ url: service.url, token });
    expect(statSync(machine.configFile).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(machine.configFile)).mode & 0o777).toBe(0o700);
  });

  it('asks at a terminal and shows nothing of what is typed', async () => {
    const machine = newMachine();
    const run = await runCli(['login', service.url], { env: machine.env, answers: [token] });
    expect(run.code).toBe(0);
    expect(run.stdout + run.stderr).not.toContain(token);
    expect(run.stderr).toContain(`Access token for ${service.url}:`);
  });

  it('takes the address it had, and keeps the defaults with it', async () => {
    const machine = newMachine();
    await login(machine);
    writeFileSync(machine.configFile, JSON.stringify({ url: service.url, token, product: 'nova', channel: 'beta' }));
    await runCli(['login', '--token-stdin'], { env: machine.env, stdin: token });
    expect(JSON.parse(readFileSync(machine.configFile, 'utf8'))).toMatchObject({ product: 'nova', channel: 'beta' });
  });

  it.each([
    ['no terminal and no pipe', ['login', 'URL'], '', 'no-secret'],
    ['an empty pipe', ['login', 'URL', '--token-stdin'], '\n', 'no-secret'],
    ['half a token', ['login', 'URL', '--token-stdin'], 'of_o_1234', 'malformed-token'],
    ['another secret', ['login', 'URL', '--token-stdin'], 'ghp_0123456789', 'malformed-token'],
    ['no address', ['login', 'ftp://x', '--token-stdin'], 'x', 'malformed-url'],
    ['an address with a password', ['login', 'http://a:b@x', '--token-stdin'], 'x', 'malformed-url'],
  ])('refuses %s', async (_what, argv, stdin, error) => {
    const machine = newMachine();
    const words = argv.map((word) => (word === 'URL' ? service.url : word));
    const run = await runCli([...words, '--json'], { env: machine.env, stdin });
    expect(run.code).toBe(1);
    expect(jsonOf(run)).toMatchObject({ error: { code: error } });
    expect(() => statSync(machine.configFile)).toThrow();
  });

  it('keeps nothing when the service does not know the token', async () => {
    const machine = newMachine();
    const run = await login(machine, await otherToken());
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('not known, has expired or was revoked')]);
    expect(() => statSync(machine.configFile)).toThrow();
  });

  it('warns before a token goes over the open net', async () => {
    const run = await runCli(['login', 'http://orange.invalid', '--token-stdin'], {
      env: newMachine().env,
      stdin: token,
    });
    expect(run.stderr).toContain('without https');
  });
});

describe('whoami', () => {
  it('shows what holds, and that flags override the environment, which overrides the file', async () => {
    const machine = newMachine();
    await login(machine);
    const env = { ...machine.env, ORANGE_PRODUCT: 'luna', ORANGE_CHANNEL: 'beta' };
    const shown = jsonOf(await runCli(['whoami', '--json', '--product', 'nova'], { env }));
    expect(shown).toMatchObject({
      name: 'ada',
      role: 'operator',
      product: 'nova',
      channel: 'beta',
      keyFile: machine.keyFile,
    });
  });

  it('does not carry the saved token to another address', async () => {
    const machine = newMachine();
    await login(machine);
    const run = await runCli(['whoami', '--url', service.url.replace('127.0.0.1', 'localhost'), '--json'], {
      env: machine.env,
    });
    expect(jsonOf(run)).toMatchObject({ error: { code: 'not-configured' } });
  });

  it('refuses a configuration that others can read, and one that is none', async () => {
    const machine = newMachine();
    await login(machine);
    writeFileSync(machine.configFile, '{"token": 5}');
    expect(jsonOf(await runCli(['whoami', '--json'], machine))).toMatchObject({ error: { code: 'config-malformed' } });
    await login(newMachine());
    const loose = newMachine();
    await login(loose);
    const { chmodSync } = await import('node:fs');
    chmodSync(loose.configFile, 0o644);
    expect(jsonOf(await runCli(['whoami', '--json'], loose))).toMatchObject({
      error: { code: 'config-readable-by-others' },
    });
  });
});

async function otherToken(): Promise<string> {
  const secret = await service.newToken(`gone-${service.requests.length}`, 'viewer');
  await service.stores.tokens.recordTokenRevoked(`gone-${service.requests.length}`, service.clock.ms, {
    atMs: service.clock.ms,
    actor: 'test',
    action: 'token revoked',
    subject: 'gone',
    details: '{}',
  });
  return secret;
}
