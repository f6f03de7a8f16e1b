// People with machines of their own around one service: each with a token, a key file without a passphrase, and the tool.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../src/domain/catalog/token.ts';
import { type CliOptions, type CliRun, jsonOf, newMachine, runCli } from './cli.ts';
import type { ServedApp } from './served-app.ts';

export type Person = Awaited<ReturnType<typeof newPerson>>;

/** Logged in; has no keys yet. */
export async function newPerson(service: ServedApp, name: string, role: Role = 'operator') {
  const machine = newMachine();
  const token = await service.newToken(`${name}-${randomBytes(4).toString('hex')}`, role);
  const env = { ...machine.env, ORANGE_URL: service.url, ORANGE_TOKEN: token, ORANGE_PRODUCT: 'nova' };
  const run = (argv: readonly string[], options: CliOptions = {}): Promise<CliRun> =>
    runCli(argv, { nowMs: () => service.clock.ms, ...options, env: { ...env, ...options.env } });
  /** For steps that have to succeed. */
  async function done(...argv: string[]): Promise<CliRun> {
    const ended = await run(argv);
    if (ended.code !== 0) throw new Error(`${name}: orange ${argv.join(' ')}: ${ended.stderr}`);
    return ended;
  }
  const inside = (file: string): string => join(machine.folder, file);
  /** A file of random bytes; answers its path. */
  function newFile(file: string, sizeBytes: number): string {
    writeFileSync(inside(file), randomBytes(sizeBytes));
    return inside(file);
  }
  return {
    ...machine,
    newFile,
    token,
    run,
    done,
    inside,
    /** What a command answers with --json. */
    tell: async (...argv: string[]) => jsonOf(await done(...argv, '--json')),
    /** A key of that name in this person's file; its public half. */
    async newKey(key: string): Promise<string> {
      await done('key', 'new', key, '--unencrypted');
      return (await done('key', 'export', key)).stdout.trim();
    },
    /** The ceremony of `init`, alone. */
    begin: (product = 'nova') =>
      done(
        'init',
        product,
        '--model',
        'n1',
        '--no-plan',
        '--unencrypted',
        '--recovery-sheet',
        inside(`${product}.txt`),
      ),
  };
}

export type FileShown = { role: string; version: number; digest: string; state: string; missing: number };
export const filesOf = (run: CliRun): FileShown[] => (jsonOf(run) as unknown as { files: FileShown[] }).files;

/** Names and public halves in a key file. */
export const publicKeysIn = (path: string): { name: string; public: string }[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { keys: { name: string; public: string }[] }).keys;
