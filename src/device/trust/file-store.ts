// Keeps trusted files in a folder of a device that runs Node, one a role, as they were received.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeRoleFileName } from './file-name.ts';
import type { TrustStore } from './ports.ts';

/** Written beside and renamed over: after a power cut there is the old file or the next one. A file that cannot be read is none. */
export const fileTrustStore = (folder: string): TrustStore => ({
  load: (role) => readFile(join(folder, encodeRoleFileName(role))).catch(() => null),
  save: async (role, bytes) => {
    await mkdir(folder, { recursive: true });
    const path = join(folder, encodeRoleFileName(role));
    await writeFile(`${path}.next`, bytes, { mode: 0o600, flush: true });
    await rename(`${path}.next`, path);
  },
});
