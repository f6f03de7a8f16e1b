// Finds and reads the files that a person means: files as named, folders with all that is in them, `-` for what is piped in.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { Input } from '../surroundings.ts';
import { type DecodedReport, decodeReport } from './decode-report.ts';

/** A bugreport has up to 200 MB unpacked. */
export const maxFileBytes = 256 * 1024 * 1024;

/** In the order given, folders by name; what hides behind a dot stays hidden. A path that is not there is listed as it is. */
export async function listReportFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(path === '-' ? [path] : await filesOf(path)));
  if (files.length > 0) return files;
  const fix = 'Name files, or a folder that has some.';
  throw new CliError(`there are no files in ${paths.join(', ')}`, { code: 'no-files', fix });
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isDirectory()) return [path];
  const inside: string[] = [];
  for (const entry of (await readdir(path, { withFileTypes: true })).toSorted(byName)) {
    const inner = join(path, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) inside.push(...(await filesOf(inner)));
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(inner)))) inside.push(inner);
  }
  return inside;
}

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : 1;

/** Links to folders may lead round in circles; links to files, and those that lead nowhere, are files that somebody meant. */
const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isDirectory() === true;

/** The text of a report, or why there is none. */
export async function readReportFile(path: string, stdin: Input): Promise<DecodedReport> {
  const bytes = path === '-' ? await readInput(stdin) : await readBytes(path);
  return typeof bytes === 'string' ? { problem: bytes } : decodeReport(bytes);
}

const tooLarge = `is larger than ${maxFileBytes / 1024 / 1024} MiB: cut the crash out of it`;

async function readBytes(path: string): Promise<Uint8Array | string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return 'is no file';
    return found.size > maxFileBytes ? tooLarge : await readFile(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read';
  }
}

async function readInput(stdin: Input): Promise<Uint8Array | string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of stdin) {
    const bytes = Buffer.from(piece);
    sizeBytes += bytes.length;
    if (sizeBytes > maxFileBytes) return tooLarge;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
