// Brings the bytes of a download into staging: chunk by chunk where a signed list tells what each must be, else as they come.
import type { ImageTarget } from '../domain/build/release-statement.ts';
import type { Chunks } from './chunk-list.ts';
import type { Staging } from './ports.ts';

/** `enough`: nothing more is wanted of this answer. */
export type Taken = 'more' | 'enough' | 'wrong-chunk' | 'too-long';

export type Taker = (piece: Uint8Array) => Promise<Taken>;

/** No byte more than was signed is staged. */
export function takeAsItComes(staging: Staging, { sha256, lengthBytes }: ImageTarget, fromBytes: number): Taker {
  let haveBytes = fromBytes;
  return async (piece) => {
    haveBytes += piece.length;
    if (haveBytes > lengthBytes) return 'too-long';
    await staging.append(sha256, piece);
    return 'more';
  };
}

export type ChunkedRange = {
  readonly chunks: Chunks;
  /** Where a chunk begins. */
  readonly fromBytes: number;
  /** Where a chunk ends; what comes behind it is not looked at. */
  readonly untilBytes: number;
};

/** Stages a chunk when it is whole and right, so that everything staged is. */
export function takeByChunk(
  staging: Staging,
  image: ImageTarget,
  { chunks, fromBytes, untilBytes }: ChunkedRange,
): Taker {
  const cut = openCutter(chunks, image, fromBytes);
  return async (piece) => {
    for (const { startBytes, bytes } of cut(piece)) {
      if (!chunks.isChunkAt(startBytes, bytes)) return 'wrong-chunk';
      await staging.append(image.sha256, bytes);
      if (startBytes + bytes.length >= untilBytes) return 'enough';
    }
    return 'more';
  };
}

/** Cuts what is staged down to its good chunks: a power cut, a download without a list or a broken store may have left others. */
export async function keepGoodChunks(staging: Staging, image: ImageTarget, chunks: Chunks): Promise<void> {
  const stagedBytes = await staging.sizeBytes(image.sha256);
  if (stagedBytes === 0) return;
  const goodBytes = await countGoodBytes(staging, image, chunks);
  if (goodBytes < stagedBytes) await staging.keep(image.sha256, goodBytes);
}

async function countGoodBytes(staging: Staging, image: ImageTarget, chunks: Chunks): Promise<number> {
  const cut = openCutter(chunks, image, 0);
  let goodBytes = 0;
  for await (const piece of staging.read(image.sha256)) {
    for (const { startBytes, bytes } of cut(piece)) {
      if (!chunks.isChunkAt(startBytes, bytes)) return goodBytes;
      goodBytes = startBytes + bytes.length;
    }
  }
  return goodBytes;
}

type Cut = { readonly startBytes: number; readonly bytes: Uint8Array };

/** Puts pieces of any size together to chunks, and holds one of them in memory: each is good until the next is asked for. */
function openCutter({ chunkSizeBytes }: Chunks, { lengthBytes }: ImageTarget, fromBytes: number) {
  const held = new Uint8Array(Math.min(chunkSizeBytes, lengthBytes));
  let [startBytes, inChunk] = [fromBytes, 0];
  return function* (piece: Uint8Array): Generator<Cut> {
    for (let at = 0; at < piece.length && startBytes < lengthBytes; ) {
      const wanted = Math.min(chunkSizeBytes, lengthBytes - startBytes);
      const part = piece.subarray(at, at + wanted - inChunk);
      held.set(part, inChunk);
      inChunk += part.length;
      at += part.length;
      if (inChunk < wanted) return;
      yield { startBytes, bytes: held.subarray(0, wanted) };
      [startBytes, inChunk] = [startBytes + wanted, 0];
    }
  };
}
