// Reads a build file once, from end to end, in flat memory: length, hashes, the digest of every chunk, the tag of its parts.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Artifact } from '../../domain/build/build.ts';
import { deriveChunkRoot, deriveChunkSizeBytes } from '../../domain/build/chunk-root.ts';
import { derivePartSizeBytes } from '../../domain/build/parts.ts';
import { CliError, stopWhenInterrupted } from '../cli-error.ts';
import { openHashLane } from './hash-lane.ts';

export type MeasuredFile = {
  readonly path: string;
  readonly artifact: Artifact;
  /** SHA-256 of each chunk, by which the upload knows that it sends what was hashed. */
  readonly chunkDigests: readonly Uint8Array[];
  /** The entity tag that S3 gives the object when its parts are joined: see domain/build/check-stored.ts. */
  readonly joinedEtag: string;
};

export type Measuring = {
  /** What devices call the file. */
  readonly fileName: string;
  readonly interrupt: AbortSignal;
  /** Told the length once it is known; what it answers is told the bytes read so far. */
  readonly showProgress: (totalBytes: number) => { update(bytes: number): void; stop(): void };
};

/** Throws a CliError for what is no readable, non-empty, resting file. */
export async function measureFile(path: string, measuring: Measuring): Promise<MeasuredFile> {
  const file = await openBuildFile(path);
  try {
    const before = await file.stat();
    if (!before.isFile()) throw unusable(`${path} is no file`, 'Name the build file itself, not a folder or device.');
    if (before.size === 0) throw unusable(`${path} is empty`, 'Build it again, or name another file.');
    const { lengthBytes, chunkDigests, joinedEtag, ...hashes } = await hashFile(file, before.size, measuring);
    const after = await file.stat();
    if (after.mtimeMs !== before.mtimeMs || lengthBytes !== before.size) throw changedFile(path, 'read');
    const chunkRoot = deriveChunkRoot(chunkDigests);
    const chunkSizeBytes = deriveChunkSizeBytes(lengthBytes);
    const artifact = { fileName: measuring.fileName, sizeBytes: lengthBytes, ...hashes, chunkSizeBytes, chunkRoot };
    return { path, artifact, chunkDigests, joinedEtag };
  } finally {
    await file.close();
  }
}

export async function openBuildFile(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    const what = cause.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${cause.code})`;
    throw unusable(what, 'Check the path of the build file.');
  });
}

export const changedFile = (path: string, during: 'read' | 'uploaded'): CliError =>
  new CliError(`the build file changed while it was being ${during}`, {
    code: 'file-changed',
    fix: `Wait until ${path} is finished, then publish it again.`,
  });

const unusable = (what: string, fix: string): CliError => new CliError(what, { code: 'unusable-file', fix });

/** Half of the work is done by each core; the slots let neither wait for the other. */
const slotCount = 4;

async function hashFile(file: FileHandle, sizeBytes: number, { interrupt, showProgress }: Measuring) {
  const sha256 = createHash('sha256');
  const parts = hashParts(derivePartSizeBytes(sizeBytes));
  const lane = openHashLane(slotCount, deriveChunkSizeBytes(sizeBytes));
  const digests: Promise<Uint8Array>[] = [];
  const progress = showProgress(sizeBytes);
  let lengthBytes = 0;
  try {
    for (;;) {
      const slot = digests.length % slotCount;
      await digests[digests.length - slotCount];
      stopWhenInterrupted(interrupt);
      const chunk = await readFully(file, lane.slots[slot] ?? Buffer.alloc(0), lengthBytes);
      if (chunk.length === 0) break;
      digests.push(lane.push(slot, chunk.length));
      sha256.update(chunk);
      parts.update(chunk);
      lengthBytes += chunk.length;
      progress.update(lengthBytes);
    }
    const chunkDigests = await Promise.all(digests);
    const hashes = { sha256: sha256.digest('hex'), sha512: await lane.finish(), joinedEtag: parts.digest() };
    return { lengthBytes, chunkDigests, ...hashes };
  } finally {
    progress.stop();
    await lane.close();
  }
}

/** Fills the buffer from `position` on; shorter only at the end of the file. */
export async function readFully(file: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** MD5 of the parts' MD5s, a hyphen, their number: no protection, only how S3 names what it joined. Chunks never straddle parts. */
function hashParts(partSizeBytes: number) {
  const whole = createHash('md5');
  let [part, inPart, count] = [createHash('md5'), 0, 0];
  const finishPart = (): void => {
    whole.update(part.digest());
    [part, inPart, count] = [createHash('md5'), 0, count + 1];
  };
  return {
    update(chunk: Buffer): void {
      part.update(chunk);
      inPart += chunk.length;
      if (inPart >= partSizeBytes) finishPart();
    },
    digest(): string {
      if (inPart > 0) finishPart();
      return `${whole.digest('hex')}-${count}`;
    },
  };
}
