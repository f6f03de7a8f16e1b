// Finds and reads the files that a person means: files as named, folders with all that is in them, `-` for what is piped in.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { Input } from '../surroundings.ts';

/** Logs of days are cut before they get here; memory is not for them. */
const maxFileBytes = 64 * 1024 * 1024;

/** In the order given, folders by name. Throws for a path that is not there; what hides behind a dot stays hidden. */
export async function listReportFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(path === '-' ? [path] : await filesOf(path)));
  return files;
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new CliError(`there is no file ${path}`, {
      code: 'unusable-file',
      fix: 'Check the path, or write - to pipe the report in.',
    });
  }
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const inside: string[] = [];
  for (const { name, ...entry } of entries
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory(), isFile: entry.isFile() }))) {
    if (name.startsWith('.')) continue;
    if (entry.isFolder) inside.push(...(await filesOf(join(path, name))));
    else if (entry.isFile) inside.push(join(path, name));
  }
  return inside;
}

/** Null where it cannot be read or is too large. Bytes that are no UTF-8 become marks: a damaged log is still a log. */
export async function readReportFile(path: string, stdin: Input): Promise<string | null> {
  if (path === '-') return readInput(stdin);
  const bytes = await stat(path)
    .then(({ size }) => (size > maxFileBytes ? null : readFile(path)))
    .catch(() => null);
  return bytes === null ? null : bytes.toString('utf8');
}

async function readInput(stdin: Input): Promise<string | null> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of stdin) {
    const bytes = Buffer.from(piece);
    sizeBytes += bytes.length;
    if (sizeBytes > maxFileBytes) return null;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString('utf8');
}
