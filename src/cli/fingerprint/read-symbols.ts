// Reads the symbols of a build from a folder: mappings of R8, libraries and firmware with symbols, Breakpad files, source maps.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isElf } from '../../domain/report/symbols/elf.ts';
import { readSymbols, type SymbolFile, type SymbolSet } from '../../domain/report/symbols/symbol-set.ts';
import { CliError } from '../cli-error.ts';
import { listReportFiles } from './report-files.ts';

/** A library of a browser has 300 MB with symbols; what is larger carries debug information, which is not read. */
const maxSymbolBytes = 512 * 1024 * 1024;

export type ReadSymbols = {
  readonly symbols: SymbolSet;
  /** `libnova.so: library`, one a file. */
  readonly found: readonly string[];
  /** Files that hold none, or too much. */
  readonly passed: readonly string[];
};

/** Throws where the folder is not there or holds no symbols at all. */
export async function readSymbolFolder(folder: string): Promise<ReadSymbols> {
  const paths = await listReportFiles([folder]);
  const files: SymbolFile[] = [];
  const passed: string[] = [];
  const read: string[] = [];
  for (const path of paths) {
    const file = await readSymbolFile(path);
    if (file === null) passed.push(path);
    else {
      files.push(file);
      read.push(path);
    }
  }
  const { symbols, kinds } = readSymbols(files);
  const found = kinds.flatMap((kind, at) => (kind === null ? [] : [`${read[at] ?? ''}: ${kind}`]));
  if (found.length === 0) {
    throw new CliError(`there are no symbols in ${folder}`, {
      code: 'unusable-file',
      fix: 'It should hold mapping.txt of R8, .so or .elf files that are not stripped, .sym files of Breakpad, or .map files.',
    });
  }
  passed.push(...kinds.flatMap((kind, at) => (kind === null ? [read[at] ?? ''] : [])));
  return { symbols, found, passed };
}

/** Null where it cannot be read, or is too large. */
export async function readSymbolFile(path: string): Promise<SymbolFile | null> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : Number.POSITIVE_INFINITY),
    () => Number.POSITIVE_INFINITY,
  );
  if (size > maxSymbolBytes) return null;
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const name = basename(path);
  if (!isElf(bytes)) return { name, bytes: null, text: bytes.toString('utf8'), sha256: '' };
  return { name, bytes, text: '', sha256: createHash('sha256').update(bytes).digest('hex') };
}
