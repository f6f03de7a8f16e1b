// An engineer's machine that is logged in and has published: where most tests of the tool begin.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliOptions, type CliRun, newMachine, runCli } from './cli.ts';
import type { ServedApp } from './served-app.ts';

export type Story = Awaited<ReturnType<typeof tellStory>>;

/** Logged in as an operator, product `nova` made with two models, its keys and signed roles, without questions. */
export async function tellStory(service: ServedApp, product = 'nova') {
  const machine = newMachine();
  const token = await service.newToken(`ops-${randomBytes(4).toString('hex')}`, 'operator');
  const { env } = machine;
  /** A command line on this machine; the clock is the service's. */
  const run = (argv: readonly string[], options: CliOptions = {}): Promise<CliRun> =>
    runCli(argv, { nowMs: () => service.clock.ms, ...options, env: { ...env, ...options.env } });
  /** The same, for steps that have to succeed. */
  async function done(...argv: string[]): Promise<CliRun> {
    const ended = await run(argv);
    if (ended.code !== 0) throw new Error(`orange ${argv.join(' ')}: ${ended.stderr}`);
    return ended;
  }
  const inside = (name: string): string => join(machine.folder, name);
  /** A file of random bytes; answers its path. */
  function newFile(name: string, sizeBytes: number): string {
    writeFileSync(inside(name), randomBytes(sizeBytes));
    return inside(name);
  }
  function writePlan(fallback = 'none', name = 'friday'): string {
    const path = inside(`${name}.yaml`);
    const stages = [
      '  - { name: first, permille: 100, bake: 1h }',
      '  - { name: half, permille: 500, bake: 1h }',
      '  - { name: all, permille: 1000, bake: 1h }',
    ];
    writeFileSync(
      path,
      [
        `plan: ${name}`,
        `product: ${product}`,
        'channel: stable',
        `fallback: ${fallback}`,
        'stages:',
        ...stages,
        '',
      ].join('\n'),
    );
    return path;
  }
  const publish = (version: string, ...more: string[]): Promise<CliRun> =>
    done('build', 'publish', newFile(`${version}.img`, 4_096), '--version', version, '--yes', ...more);

  const loggedIn = await run(['login', service.url, '--token-stdin'], { stdin: token });
  if (loggedIn.code !== 0) throw new Error(loggedIn.stderr);
  // A passphrase costs half a second a signature; test/cli/keys.test.ts pays it.
  await done('init', product, '--model', 'n1,n2', '--unencrypted', '--plan', inside('starter.yaml'));
  return { ...machine, token, run, done, inside, newFile, writePlan, publish };
}
