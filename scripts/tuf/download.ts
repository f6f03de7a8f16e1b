// Gets one target's file into a folder: at most its signed length, all listed hashes right, once.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeHasher } from '../../src/device/node-files.ts';
import { httpMirror } from '../../src/device/trust/fetch-file.ts';
import { encodeFileName } from '../../src/device/trust/file-name.ts';
import { checkListedBytes } from '../../src/domain/trust/tuf/check-listed.ts';
import type { Target } from '../../src/domain/trust/tuf/metadata.ts';

/** Ten minutes: half a gigabyte over a slow line. */
const deadlineMs = 600_000;

export type Wanted = {
  readonly path: string;
  readonly target: Target;
  /** Where it lies below `baseUrl`. */
  readonly file: string;
  readonly baseUrl: string;
  readonly folder: string;
};

/** Null when the right file is there, otherwise why not. A file that is already there and right is not fetched again. */
export async function downloadTarget({ path, target, file, baseUrl, folder }: Wanted): Promise<string | null> {
  const place = join(folder, encodeFileName(path));
  const present = await readFile(place).catch(() => null);
  if (present !== null && check(present, target) === null) return null;
  const mirror = httpMirror(fetch, { origin: baseUrl, deadlineMs, redirect: 'follow' });
  const fetched = await mirror(file.split('/').map(encodeURIComponent).join('/'), target.lengthBytes);
  if (fetched.kind !== 'found') return fetched.kind === 'absent' ? 'absent' : fetched.why;
  const refusal = check(fetched.bytes, target);
  if (refusal !== null) return refusal;
  await mkdir(folder, { recursive: true });
  await writeFile(`${place}.next`, fetched.bytes);
  await rename(`${place}.next`, place);
  return null;
}

function check(bytes: Uint8Array, target: Target): string | null {
  const hasher = nodeHasher();
  hasher.update(bytes);
  return checkListedBytes(target, { lengthBytes: bytes.length, hashes: hasher.digest() });
}
