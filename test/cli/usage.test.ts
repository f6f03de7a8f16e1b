// Help, versions and wrong usage: every command explains itself with examples, and mistakes end with 2.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asTyped } from '../../src/cli/terminal/own-name.ts';
import { jsonOf, listCommands, newMachine, runCli } from '../harness/cli.ts';

describe('help', () => {
  it.each(listCommands())('of orange %s has examples that name it, and the fields of --json', async (name) => {
    const { code, stdout, stderr } = await runCli([...name.split(' '), '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: orange ${name} `);
    const examples = (stdout.split('Examples:\n')[1] ?? '').split('With --json:')[0] ?? '';
    expect(examples).toMatch(new RegExp(`\\$ .*orange ${name}`));
    expect(stdout).toMatch(/With --json:\n {2}\w/);
    expect(stdout).toContain('--json');
  });

  it('lists every group, and the exit codes', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    const groups = new Set(listCommands().map((name) => name.split(' ')[0]));
    for (const group of groups) expect(stdout).toMatch(new RegExp(`^ {2}${group}\\b`, 'm'));
    expect(stdout).toContain('Exit codes: 0 done, 1 refused or bad input, 2 wrong usage, 70 a bug, 130 interrupted.');
  });
});

describe('--version', () => {
  it('is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['biuld'], "unknown command 'biuld' (Did you mean build?)"],
    ['an unknown command of a group', ['build', 'pubish'], "unknown command 'pubish' (Did you mean publish?)"],
    ['an unknown option', ['build', 'list', '--chanel', 'x'], "unknown option '--chanel' (Did you mean --channel?)"],
    ['a missing argument', ['build', 'show'], "missing required argument 'build'"],
    ['a missing option', ['build', 'publish', 'x.img'], "required option '--version <semver>' not specified"],
    ['too many arguments', ['build', 'show', '1', '2'], 'too many arguments'],
    ['a number that is none', ['build', 'list', '--limit', 'x'], 'Write a whole number from 1 to 200.'],
    ['a number out of range', ['build', 'list', '--limit', '201'], 'Write a whole number from 1 to 200.'],
    ['a word that is none of the few', ['report', 'list', '--kind', 'praise'], 'Allowed choices are crash, bug, idea.'],
    ['a duration that is none', ['channel', 'set', 'stable', '--poll', '5 minutes'], 'such as 15m'],
    ['a rollout that is no number', ['rollout', 'status', 'nova-1'], 'Write the number of a rollout'],
  ])('%s ends with 2 and two lines', async (_what, argv, words) => {
    const { code, stdout, stderr } = await runCli(argv, newMachine());
    expect([code, stdout]).toEqual([2, '']);
    const [error = '', hint = '', ...rest] = stderr.split('\n');
    expect([error.slice(0, 7), hint.slice(0, 7), rest]).toEqual(['error: ', 'hint:  ', ['']]);
    expect(error).toContain(words);
    expect(hint).toMatch(/See `orange.* --help`\.$/);
  });

  it('says so as JSON too', async () => {
    const run = await runCli(['build', 'list', '--limit', '0', '--json'], newMachine());
    const fix = 'See `orange build list --help`.';
    expect([run.code, jsonOf(run)]).toMatchObject([2, { error: { code: 'usage', fix } }]);
  });

  it('of a group shows what it has', async () => {
    const { code, stderr } = await runCli(['rollout'], newMachine());
    expect(code).toBe(2);
    expect(stderr).toContain('promote');
  });
});

describe('a machine that was never set up', () => {
  it.each([
    [['build', 'list'], 'ORANGE_PRODUCT'],
    [['product', 'list'], 'orange login'],
    [['rollout', 'start', '--product', 'nova'], 'orange login'],
  ])('is told how: %j', async (argv, words) => {
    const { code, stderr } = await runCli(argv, newMachine());
    expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
  });
});

describe('in the checkout, under npm run', () => {
  const env = { ...newMachine().env, npm_lifecycle_event: 'orange' };

  it('every command to type begins as it has to', async () => {
    const { stderr } = await runCli(['product', 'list'], { env });
    expect(stderr).toContain('Run `npm run orange -- login URL`');
    const { stdout } = await runCli(['build', 'publish', '--help'], { env });
    expect(stdout).toContain('$ npm run orange -- build publish nova.img --version 1.4.0');
    expect(stdout).not.toMatch(/\$ orange/);
  });

  it.each(listCommands())('orange %s begins so, too', (name) => {
    expect(asTyped(`Try: orange ${name}`, env)).toBe(`Try: npm run orange -- ${name}`);
  });
});
