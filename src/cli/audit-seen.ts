// What `audit verify` saw last of each service: without it, a chain cut at its end or written anew would look whole.
import { readFile } from 'node:fs/promises';
import { saveFile } from './compose.ts';

export type Checkpoint = { readonly seq: number; readonly hash: string };

const hashPattern = /^[0-9a-f]{128}$/;

/** Null when nothing was seen yet. A file that cannot be read counts as nothing: it is a memory, not a secret. */
export async function loadCheckpoint(path: string, url: string): Promise<Checkpoint | null> {
  return parseCheckpoint(Reflect.get(await loadAll(path), url));
}

export async function saveCheckpoint(path: string, url: string, { seq, hash }: Checkpoint): Promise<void> {
  await saveFile(path, `${JSON.stringify({ ...(await loadAll(path)), [url]: { seq, hash } }, null, 2)}\n`);
}

/** `<seq>:<hash>` on the command line, as `audit verify` prints it; null for anything else. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [digits = '', hash = ''] = text.split(':');
  return /^\d{1,15}$/.test(digits) ? parseCheckpoint({ seq: Number(digits), hash }) : null;
}

async function loadAll(path: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function parseCheckpoint(value: unknown): Checkpoint | null {
  if (typeof value !== 'object' || value === null) return null;
  const [seq, hash]: unknown[] = [Reflect.get(value, 'seq'), Reflect.get(value, 'hash')];
  const isGood =
    typeof seq === 'number' && Number.isSafeInteger(seq) && typeof hash === 'string' && hashPattern.test(hash);
  return isGood ? { seq, hash } : null;
}
