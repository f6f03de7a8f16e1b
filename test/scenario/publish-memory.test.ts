// A build file of more than a gigabyte goes through the real parts in flat memory.
import { execFile } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli } from '../../scripts/build.ts';
import { type Embedded, startEmbedded } from '../../scripts/launch/embedded.ts';

const folder = mkdtempSync(join(tmpdir(), 'orange-memory-'));
const outfile = join(folder, 'orange.mjs');
const file = join(folder, 'large.img');
const sizeBytes = 1024 * 1024 * 1024 + 12_345;
let service: Embedded;

beforeAll(async () => {
  mkdirSync(join(folder, 'config'));
  writeFileSync(
    join(folder, 'rss.mjs'),
    "process.on('exit', () => console.error('maxRSS', process.resourceUsage().maxRSS));\n",
  );
  // Sparse, with a mark in every part, so that no two parts are alike.
  const handle = openSync(file, 'w');
  ftruncateSync(handle, sizeBytes);
  for (let at = 0; at < sizeBytes; at += 16 * 1024 * 1024) writeSync(handle, String(at), at);
  closeSync(handle);
  [service] = await Promise.all([
    startEmbedded({ dataDir: join(folder, 'data'), port: 0, durability: 'fast', tickMs: 0 }),
    buildCli(outfile),
  ]);
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The tool as it ships; answers what it printed and the most memory it held, in MiB. */
async function orange(...argv: string[]): Promise<{ stdout: string; peakMib: number }> {
  const env = {
    PATH: process.env.PATH ?? '',
    ORANGE_CONFIG: join(folder, 'config', 'config.json'),
    ORANGE_URL: service.url,
    ORANGE_TOKEN: service.operatorToken ?? '',
    ORANGE_KEY_PASSPHRASE: 'correct horse',
  };
  const words = ['--import', join(folder, 'rss.mjs'), outfile, ...argv];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { env, maxBuffer: 16 * 1024 * 1024 });
  return { stdout, peakMib: Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024 };
}

// Fifteen seconds alone on two cores, minutes beside other work.
it('is published whole with less than 200 MiB', { timeout: 600_000 }, async () => {
  await orange('init', 'nova', '--model', 'n1', '--no-plan');
  const { stdout, peakMib } = await orange('build', 'publish', file, '--version', '1.0.0', '--yes', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    state: 'sealed',
    partsSent: 65,
    artifact: { sizeBytes, storedBytes: sizeBytes },
  });
  expect(peakMib).toBeGreaterThan(30);
  expect(peakMib).toBeLessThan(200);
});
