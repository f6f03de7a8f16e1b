// Writes a file that only its owner can read, whole or not at all, also when the power goes.
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** False when `create` meets an existing file; the file is then as it was. The folder is made (mode 0700) where missing. */
export async function writePrivateFile(path: string, text: string, mode: 'create' | 'replace'): Promise<boolean> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  try {
    await writeDurably(draft, text);
    if (mode === 'replace') await rename(draft, path);
    else await link(draft, path);
    await syncFolder(folder);
    return true;
  } catch (cause) {
    if (mode === 'create' && isExisting(cause)) return false;
    throw cause;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is durable once its folder is; Windows cannot open folders and needs none of it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const isExisting = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
