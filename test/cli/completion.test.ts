// Completion: the words that could stand where the cursor is, and a real bash and zsh that ask for them.
import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMachine, runCli } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { lacks } from '../harness/needs.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  await story.publish('1.0.0', '--vendor-version', 'V1');
});
afterAll(() => service.close());

async function complete(...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await story.run(['__complete', '--', ...words]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('words', () => {
  it.each([
    ['commands', ['bu'], ['build']],
    ['commands of a group', ['rollout', 're'], ['resume', 'retreat']],
    ['options', ['build', 'list', '--st'], ['--state']],
    ['choices of an option', ['build', 'list', '--state', ''], ['draft', 'sealed']],
    ['choices of an argument', ['completion', ''], ['bash', 'zsh']],
    ['files', ['build', 'publish', ''], [':files']],
    ['files of an option', ['key', 'list', '--key-file', ''], [':files']],
    ['products', ['model', 'list', '--product', ''], ['nova']],
    ['channels', ['channel', 'set', 'st'], ['stable']],
    ['models', ['device', 'list', '--model', 'n'], ['n1', 'n2']],
    ['builds', ['build', 'show', '1'], ['1.0.0']],
    ['builds of the product on the line', ['build', 'show', '--product', 'luna', ''], []],
    ['nothing where nothing fits', ['build', 'show', '1.0.0', ''], []],
  ])('are %s', async (_what, words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it('come without a service as well, and never as an error', async () => {
    const alone = await runCli(['__complete', '--', 'build', 'show', ''], newMachine());
    expect(alone).toEqual({ code: 0, stdout: '', stderr: '' });
    const gone = { ...story.env, ORANGE_URL: 'http://127.0.0.1:9', ORANGE_TOKEN: story.token };
    expect(await runCli(['__complete', '--', 'build', 'show', ''], { env: gone })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('stay hidden from help', async () => {
    expect((await runCli(['--help'])).stdout).not.toContain('__complete');
  });
});

describe('scripts', () => {
  /** A program `orange` on the path, so that a shell runs this very checkout. */
  function shellEnvironment(): Record<string, string> {
    const orange = join(story.folder, 'orange');
    writeFileSync(orange, `#!/bin/sh\nexec ${resolve('node_modules/.bin/tsx')} ${resolve('src/cli/main.ts')} "$@"\n`);
    chmodSync(orange, 0o755);
    return { HOME: story.folder, ...story.env, PATH: `${story.folder}:${process.env.PATH}` };
  }

  /** Asynchronously: the service that a shell asks about models lives in this very process. */
  async function told(shell: string, ...lines: string[]): Promise<string> {
    return (await promisify(execFile)(shell, ['-c', lines.join('\n')], { env: shellEnvironment() })).stdout;
  }

  it('work in a real bash', async () => {
    const ask = (line: string) =>
      `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _orange; echo "\${COMPREPLY[@]}"`;
    const script = (await story.done('completion', 'bash')).stdout;
    expect(await told('bash', script, ask('orange rollout re'), ask('orange device list --model ""'))).toBe(
      'resume retreat\nn1 n2\n',
    );
  });

  it.skipIf(lacks('zsh'))('work in a real zsh', async () => {
    const file = join(story.folder, '_orange');
    writeFileSync(file, (await story.done('completion', 'zsh')).stdout);
    // What zsh's own completion gives a function, and what the function hands back to it.
    const stage = [
      'compdef() { print "$@" }',
      `_describe() { print -l -- "\${(@P)2}" }`,
      '_files() { print files }',
      `source ${file}`,
    ];
    const ask = (line: string) => `words=(${line}); CURRENT=$#words; _orange`;
    const lines = ['orange rollout re', 'orange device list --model ""', 'orange build publish ""'];
    expect((await told('zsh', ...stage, ...lines.map(ask))).split('\n')).toEqual([
      '_orange orange',
      expect.stringMatching(/^resume:\w/),
      expect.stringMatching(/^retreat:\w/),
      'n1',
      'n2',
      'files',
      '',
    ]);
  });

  it('are refused for other shells', async () => {
    expect((await runCli(['completion', 'tcsh'])).code).toBe(2);
  });
});
