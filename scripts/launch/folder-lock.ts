// One launcher per data folder: a lock file that names its holder, and that a dead holder cannot keep.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, LaunchError } from './launch-error.ts';
import { identityOf } from './process-identity.ts';

export type FolderLock = {
  /** Lets a second start say where the first one answers. */
  publish(url: string): void;
  release(): void;
};

type Holder = { pid: number; identity: string; url?: string };

// Each round either takes the lock, refuses, or removes one stale lock; more rounds than this mean that others race for it.
const maxRounds = 10;

/** Takes the folder for this process. Throws a LaunchError naming the holder when it lives. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'lock');
  const me: Holder = { pid: process.pid, identity: identityOf(process.pid) ?? 'unknown' };
  for (let round = 0; round < maxRounds; round++) {
    if (tryCreate(path, me)) return heldLock(path, me);
    const text = readIfThere(path);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder !== undefined && identityOf(holder.pid) === holder.identity) throw alreadyRunning(folder, holder);
    removeStale(path, text);
  }
  throw new LaunchError(
    `The lock ${path} keeps changing hands.`,
    'Stop the other starts on this folder and try again.',
  );
}

function heldLock(path: string, me: Holder): FolderLock {
  return {
    publish(url) {
      writeFileSync(`${path}.next`, JSON.stringify({ ...me, url }), { mode: 0o600 });
      renameSync(`${path}.next`, path);
    },
    release() {
      const holder = parseHolder(readIfThere(path) ?? '');
      if (holder?.pid === me.pid && holder.identity === me.identity) rmSync(path, { force: true });
    },
  };
}

/** A link appears with its content or not at all, so nobody reads a half-written lock. */
function tryCreate(path: string, me: Holder): boolean {
  const draft = `${path}.${me.pid}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the judged lock away; when somebody replaced it in between, theirs is put back. */
function removeStale(path: string, judged: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== judged) linkSync(aside, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('pid' in value) || typeof value.pid !== 'number') return undefined;
    if (!('identity' in value) || typeof value.identity !== 'string') return undefined;
    const url = 'url' in value && typeof value.url === 'string' ? { url: value.url } : {};
    return { pid: value.pid, identity: value.identity, ...url };
  } catch {
    return undefined;
  }
}

function alreadyRunning(folder: string, holder: Holder): LaunchError {
  const where = holder.url === undefined ? 'is starting' : `answers at ${holder.url}`;
  return new LaunchError(
    `Orange Friday already runs on ${folder}: process ${holder.pid} ${where}.`,
    `Stop it with \`kill ${holder.pid}\`, or use another folder with --data DIR (and another --port).`,
  );
}
