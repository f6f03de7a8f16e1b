// Hashes an image as it comes from storage, in flat memory: what a second person compares with what they are asked to sign.
import { createHash } from 'node:crypto';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { deriveChunkRoot } from '../../domain/build/chunk-root.ts';
import type { ImageTarget } from '../../domain/build/release-statement.ts';
import { CliError } from '../cli-error.ts';

export type MeasuredImage = Omit<ImageTarget, 'fileName'> & {
  readonly chunkRoot: string;
  /** SHA-256 of each chunk. */
  readonly chunkDigests: readonly Uint8Array[];
};

export type ImageToMeasure = {
  readonly url: string;
  readonly chunkSizeBytes: number;
  readonly interrupt: AbortSignal;
  /** Told the bytes so far. */
  readonly onProgress: (bytes: number) => void;
};

/** No byte for so long and the line is dead. */
const idleMs = 60_000;

export async function measureImage({
  url,
  chunkSizeBytes,
  interrupt,
  onProgress,
}: ImageToMeasure): Promise<MeasuredImage> {
  const [sha256, sha512] = [createHash('sha256'), createHash('sha512')];
  const chunkDigests: Uint8Array[] = [];
  let [chunk, inChunk, lengthBytes] = [createHash('sha256'), 0, 0];
  const answer = await open(url, interrupt);
  for await (const piece of answer as AsyncIterable<Buffer>) {
    sha256.update(piece);
    sha512.update(piece);
    for (let at = 0; at < piece.length; ) {
      const taken = piece.subarray(at, at + chunkSizeBytes - inChunk);
      chunk.update(taken);
      at += taken.length;
      inChunk += taken.length;
      if (inChunk === chunkSizeBytes) {
        chunkDigests.push(chunk.digest());
        [chunk, inChunk] = [createHash('sha256'), 0];
      }
    }
    lengthBytes += piece.length;
    onProgress(lengthBytes);
  }
  if (inChunk > 0) chunkDigests.push(chunk.digest());
  const hashes = { sha256: sha256.digest('hex'), sha512: sha512.digest('hex') };
  return { lengthBytes, ...hashes, chunkRoot: deriveChunkRoot(chunkDigests), chunkDigests };
}

function open(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  const get = url.startsWith('https:') ? getHttps : getHttp;
  return new Promise((resolve, reject) => {
    const fail = (what: string, cause?: unknown): void =>
      reject(
        new CliError(`the image cannot be downloaded from storage (${what})`, {
          code: 'image-unreachable',
          fix: 'Run it again; if it goes on, check that this machine reaches the storage of the service.',
          cause,
        }),
      );
    const outgoing = get(url, { signal }, (answer) => {
      if (answer.statusCode === 200) return resolve(answer);
      answer.resume();
      return fail(`status ${answer.statusCode}`);
    });
    outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error('timeout')));
    outgoing.on('error', (cause) => fail(cause.message, cause));
  });
}
