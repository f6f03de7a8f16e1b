// A build file of bytes that no disk and no line can shorten.
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

const mib = 1024 * 1024;

export async function writeBuildFile(path: string, sizeMib: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let at = 0; at < sizeMib; at += 1) await file.write(randomBytes(mib));
    // Written out now, and not while something is measured.
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the file another one: the service would not take the same bytes twice. */
export async function markBuildFile(path: string, mark: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(`build ${mark}\n`, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}
