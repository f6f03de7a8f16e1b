// The reference client as a plain TUF client, with the commands of the public conformance suite: init, refresh, download.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { nodeHasher } from '../../src/device/node-files.ts';
import { httpMirror } from '../../src/device/trust/fetch-file.ts';
import { fileTrustStore } from '../../src/device/trust/file-store.ts';
import type { Refusal } from '../../src/device/trust/refusal.ts';
import { createUpdater, type Updater } from '../../src/device/trust/updater.ts';
import { downloadTarget } from './download.ts';
import { verifyOnHost } from './host-keys.ts';
import { hostReading } from './host-reading.ts';

const usage = `Usage:
  tuf-client --metadata-dir DIR init ROOT_FILE
  tuf-client --metadata-dir DIR --metadata-url URL refresh
  tuf-client --metadata-dir DIR --metadata-url URL --target-name PATH --target-base-url URL --target-dir DIR download`;

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'metadata-dir': text,
    'metadata-url': text,
    'target-name': { type: 'string', multiple: true },
    'target-base-url': text,
    'target-dir': text,
  },
});

function need(name: 'metadata-dir' | 'metadata-url' | 'target-base-url' | 'target-dir'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing\n${usage}`);
  return value;
}

/** Metadata is small: half a minute a file is a server that is not worth waiting for. */
const deadlineMs = 30_000;

const createHostUpdater = (origins: readonly string[]): Updater =>
  createUpdater({
    mirrors: origins.map((origin) => httpMirror(fetch, { origin, deadlineMs })),
    store: fileTrustStore(need('metadata-dir')),
    verify: verifyOnHost,
    hasher: nodeHasher,
    reading: hostReading,
    nowMs: Date.now,
    timestampLifeMs: null,
  });

const say = ({ role, refusal, problems = [] }: Refusal): string =>
  [`${role}: ${refusal}`, ...problems.map(({ where, what, fix }) => `  ${where} ${what}. ${fix}`)].join('\n');

/** Null when all went well, otherwise what to print. */
async function run(command: string | undefined, file: string | undefined): Promise<string | null> {
  if (command === 'init' && file !== undefined) {
    const outcome = await createHostUpdater([]).init(await readFile(file));
    return outcome.ok ? null : say(outcome);
  }
  if (command !== 'refresh' && command !== 'download') return usage;
  const updater = createHostUpdater([need('metadata-url')]);
  const outcome = await updater.refresh();
  if (!outcome.ok) return say(outcome);
  return command === 'download' ? download(updater, values['target-name'] ?? []) : null;
}

async function download(updater: Updater, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const found = await updater.findTarget(path);
    if (!found.ok) return `${path}: ${say(found)}`;
    const { target, file } = found;
    const wanted = { path, target, file, baseUrl: need('target-base-url'), folder: need('target-dir') };
    const refusal = await downloadTarget(wanted);
    if (refusal !== null) return `${path}: ${refusal}`;
  }
  return null;
}

const [command, file] = positionals;
const complaint = await run(command, file).catch((error: unknown) =>
  error instanceof Error ? error.message : String(error),
);
if (complaint !== null) {
  console.error(complaint);
  process.exitCode = 1;
}
