// The client's files on a device that runs Node (a gateway, a test): one staged image, one memory file, what it has to say.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptEvent, Outbox } from './check-in.ts';
import type { Hasher, Memory, MemoryStore, Staging } from './ports.ts';

export const nodeHasher = (): Hasher => {
  const [sha256, sha512] = [createHash('sha256'), createHash('sha512')];
  return {
    update(bytes) {
      sha256.update(bytes);
      sha512.update(bytes);
    },
    digest: () => ({ sha256: sha256.digest('hex'), sha512: sha512.digest('hex') }),
  };
};

/** The image's digest is in the file's name, so that bytes of another image are never continued. */
export function fileStaging(folder: string): Staging {
  const pathOf = (imageSha256: string) => join(folder, `${imageSha256}.part`);
  return {
    sizeBytes: async (imageSha256) => {
      const found = await stat(pathOf(imageSha256)).catch(() => null);
      return found?.size ?? 0;
    },
    async append(imageSha256, bytes) {
      await mkdir(folder, { recursive: true });
      const file = await open(pathOf(imageSha256), 'a');
      try {
        await file.appendFile(bytes);
      } finally {
        await file.close();
      }
    },
    keep: (imageSha256, sizeBytes) => truncate(pathOf(imageSha256), sizeBytes),
    read: (imageSha256) => createReadStream(pathOf(imageSha256), { highWaterMark: 1024 * 1024 }),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The shape is what `save` wrote; a file that cannot be read is a device that starts anew, with the floor it was built with. */
const readMemory = (text: string): Memory => JSON.parse(text) as Memory;

export function fileMemory(path: string, factory: Memory): MemoryStore {
  return {
    load: async () => {
      const text = await readFile(path, 'utf8').catch(() => null);
      return text === null ? factory : readMemory(text);
    },
    save: (memory) => replaceFile(path, memory),
  };
}

/** What cannot be read is lost, and the device goes on speaking. */
export function fileOutbox(path: string): Outbox {
  return {
    async load() {
      const text = await readFile(path, 'utf8').catch(() => '[]');
      try {
        return JSON.parse(text) as KeptEvent[];
      } catch {
        return [];
      }
    },
    save: (events) => replaceFile(path, events),
  };
}

/** Written beside and renamed over: after a power cut there is what was or what is. */
async function replaceFile(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.next`, JSON.stringify(value), { mode: 0o600, flush: true });
  await rename(`${path}.next`, path);
}
