// The folder that holds everything one machine keeps: secrets, database, objects, and the lock of whoever uses them.
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { describeError, LaunchError } from './launch-error.ts';
import { openPortMemory, type PortMemory } from './ports.ts';
import { openSecrets, type Secrets } from './secrets.ts';

export type DataFolder = {
  readonly path: string;
  readonly secrets: Secrets;
  readonly ports: PortMemory;
  readonly lock: FolderLock;
  /** The path of something inside the folder. */
  inside(name: string): string;
};

/** The folder of the checkout that this file belongs to. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url));

export const defaultDataFolder = join(checkout, '.orange');

/** Makes the folder when it is absent (mode 0700), takes its lock and opens its secrets. Throws a LaunchError. */
export function openDataFolder(dir: string = defaultDataFolder): DataFolder {
  const path = resolve(dir);
  makePrivate(path);
  const lock = lockFolder(path);
  try {
    const secrets = openSecrets(path);
    return { path, secrets, ports: openPortMemory(path), lock, inside: (name) => join(path, name) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A folder with somebody else's files in it is refused: `--data /tmp` must not close /tmp to everybody else. */
function makePrivate(path: string): void {
  let entries: string[];
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    entries = readdirSync(path);
  } catch (error) {
    throw new LaunchError(
      `The data folder ${path} cannot be used: ${describeError(error)}.`,
      'Name a folder that you may write to with --data DIR.',
      { cause: error },
    );
  }
  if (entries.length > 0 && !entries.includes('secrets.json') && !entries.includes('lock')) {
    throw new LaunchError(
      `${path} holds other files and is not a data folder of Orange Friday.`,
      'Name an empty folder, or one that does not exist, with --data DIR.',
    );
  }
  chmodSync(path, 0o700);
}
