// What `npm pack` ships: one file that runs on Node alone.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli } from '../../scripts/build.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'orange-bundle-'));
const outfile = join(folder, 'orange.mjs');
let service: ServedApp;
beforeAll(async () => {
  service = await openServedApp();
  await buildCli(outfile);
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

/** Asynchronously: the service that it talks to lives in this very process. */
async function execute(argv: string[], more: Record<string, string> = {}): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', HOME: folder, ...more };
  return (await promisify(execFile)(outfile, argv, { cwd: folder, env })).stdout;
}

it('is executable and small', () => {
  expect(statSync(outfile).mode & 0o111).toBe(0o111);
  expect(statSync(outfile).size).toBeLessThan(1_500_000);
});

it('runs where nothing is installed', async () => {
  expect(await execute(['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await execute(['rollout', 'start', '--help'])).toContain('Usage: orange rollout start');
});

it('talks to a service', async () => {
  const token = await service.newToken('ops', 'operator');
  const answered = await execute(['whoami', '--json'], { ORANGE_URL: service.url, ORANGE_TOKEN: token });
  expect(JSON.parse(answered)).toMatchObject({ name: 'ops', role: 'operator' });
});
