// Temporary folders, the tiny Worker's entry, and waiting: what the tests of the launcher share.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../../scripts/launch/process-identity.ts';

export type Grounds = { readonly dir: string; inside(name: string): string; remove(): void };

/** An empty folder of its own for a test file; call `remove` in `afterAll`. */
export function makeGrounds(): Grounds {
  const dir = mkdtempSync(join(tmpdir(), 'orange-launch-'));
  return {
    dir,
    inside: (name) => join(dir, name),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Writes an entry file into the grounds and answers its path: esbuild needs a default export, this house has none. */
export function writeTinyEntry(grounds: Grounds): string {
  const path = grounds.inside('entry.ts');
  const worker = fileURLToPath(new URL('tiny-worker.ts', import.meta.url));
  const lines = [
    `import { tinyWorker } from ${JSON.stringify(worker)};`,
    `const log = (message) => console.log(JSON.stringify({ level: 'info', message }));`,
    `export default { ...tinyWorker, async scheduled() { log('tick'); await tinyWorker.scheduled(); } };`,
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** Repeats `attempt` until it answers something but undefined. Throws the last failure after `patienceMs`. */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { patienceMs = 15_000, pauseMs = 25 } = {},
): Promise<NonNullable<T>> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    try {
      const value = await attempt();
      if (value !== undefined && value !== null && value !== false) return value;
      if (performance.now() > endMs) throw new Error('it never happened');
    } catch (error) {
      if (performance.now() > endMs) throw error;
    }
    await wait(pauseMs);
  }
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  await eventually(() => pids.every((pid) => !isAlive(pid)));
}
