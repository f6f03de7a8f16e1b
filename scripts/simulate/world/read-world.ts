// Reads a world file: bounded, and answered with one problem that says where and what to do.
import { closeSync, openSync, readSync } from 'node:fs';
import { ok, type Problem, type Result, refuse } from '../../../src/domain/result.ts';
import { parseWith } from '../../../src/wire/zod-problems.ts';
import { checkWorld } from './check-world.ts';
import { type World, worldShape } from './shape.ts';

/** A world with every list full is a tenth of this. */
const maxBytes = 256 * 1024;

export function readWorld(file: string): Result<World> {
  const read = readBounded(file);
  return read.ok ? parseWorld(read.value, file) : read;
}

/** `file` is only for the place in a problem. */
export function parseWorld(text: string, file: string): Result<World> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(problemOf(file, `is not JSON: ${firstLine(error)}`, 'Write it as JSON.'));
  }
  const parsed = parseWith(worldShape, value, file);
  if (!parsed.ok) return parsed;
  const problems = checkWorld(parsed.value).map(({ where, what, fix }) => ({ where: `${file}.${where}`, what, fix }));
  return problems.length === 0 ? parsed : { ok: false, problems };
}

function readBounded(file: string): Result<string> {
  const bytes = Buffer.alloc(maxBytes + 1);
  try {
    const handle = openSync(file, 'r');
    try {
      const length = readAll(handle, bytes);
      if (length > maxBytes) return refuse(problemOf(file, 'is larger than 256 KiB', 'Give the path of a world file.'));
      return ok(bytes.toString('utf8', 0, length));
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return refuse(problemOf(file, `cannot be read: ${firstLine(error)}`, 'Give the path of a world file.'));
  }
}

function readAll(handle: number, into: Buffer): number {
  let length = 0;
  while (length < into.length) {
    const count = readSync(handle, into, length, into.length - length, null);
    if (count === 0) break;
    length += count;
  }
  return length;
}

const problemOf = (where: string, what: string, fix: string): Problem => ({ where, what, fix });

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
