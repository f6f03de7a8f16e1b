// One run of the PostgreSQL server: started, watched until it answers, stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endLeftover } from './leftovers.ts';
import { type Cluster, commandFor, quietEnvironment } from './postgres-cluster.ts';

export type PostgresProcess = {
  readonly pid: number;
  readonly exited: Promise<void>;
  /** Ends all sessions and closes the files (fast shutdown); after 10 s without them (crash recovery follows at the next start). */
  stop(): Promise<void>;
};

export type ProcessOptions = { readonly port: number; readonly durability: 'safe' | 'fast'; readonly logFile: string };

/** PostgreSQL did not come up; `isPortTaken` tells whether another port may help. */
export class PostgresStartError extends Error {
  override readonly name = 'PostgresStartError';
  readonly isPortTaken: boolean;

  constructor(logTail: string) {
    const line = logTail.split('\n').findLast((text) => text.includes('FATAL')) ?? logTail.trim().split('\n').at(-1);
    super(line?.replace(/^.*?FATAL:\s*/, '') || 'it ended without a word');
    this.isPortTaken = logTail.includes('could not create any TCP/IP sockets');
  }
}

const stopPatienceMs = 10_000;

/** Resolves when the server accepts connections; recovery after a crash may come first. */
export async function runPostgres(cluster: Cluster, options: ProcessOptions): Promise<PostgresProcess> {
  const pidFile = join(cluster.dir, 'postmaster.pid');
  await endLeftover({ pidFile, mark: cluster.dir, signal: 'SIGINT', patienceMs: stopPatienceMs });
  const log = openSync(options.logFile, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const { command, words } = commandFor(cluster, cluster.postgres, serverWords(cluster.dir, options));
  // Its own process group: Ctrl-C in a terminal must reach the launcher only, which then stops the parts in order.
  const child = spawn(command, words, { stdio: ['ignore', log, log], env: quietEnvironment(), detached: true });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  while (!isReady(pidFile, child.pid)) {
    if (hasEnded(child)) throw new PostgresStartError(readFrom(options.logFile, logStart));
    await wait(10);
  }
  return { pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

/** The settings that differ from PostgreSQL's own: loopback only, no socket file, sober sessions. */
function serverWords(dir: string, options: ProcessOptions): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=60',
    'timezone=UTC',
    'log_timezone=UTC',
    // Queries here are short; compiling one costs more than running it.
    'jit=off',
    // Sessions whose client vanished in mid-query end within this time instead of at the end of the query.
    ...(process.platform === 'win32' ? [] : ['client_connection_check_interval=2s']),
    // Commits still reach the system, so killed processes lose nothing; only a machine that loses power would.
    ...(options.durability === 'fast' ? ['fsync=off', 'full_page_writes=off'] : []),
  ];
  return ['-D', dir, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])];
}

/** The server writes its pid into line 1 of the file and `ready` into line 8 when it accepts connections; pg_ctl looks there too. */
function isReady(pidFile: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGINT');
  const hurry = setTimeout(() => child.kill('SIGQUIT'), stopPatienceMs);
  await exited;
  clearTimeout(hurry);
}

/** At most the last 4 KiB of what was written to the log from `start` on. */
function readFrom(path: string, start: number): string {
  const file = openSync(path, 'r');
  try {
    const from = Math.max(start, fstatSync(file).size - 4096);
    const buffer = Buffer.alloc(4096);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, from));
  } finally {
    closeSync(file);
  }
}
