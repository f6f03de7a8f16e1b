// Obtains the list of an image's chunk digests and believes it only when it is the one that the release signs.
import { deriveChunkListBytes, isChunkListOf, readChunkDigest } from '../domain/build/chunk-root.ts';
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import { withPatience } from './patience.ts';
import type { Hasher, Web } from './ports.ts';

/** How a download is checked as it arrives: `checked` by the signed list, or why there is none and the whole file alone is. */
export type ChunkListWord = 'checked' | 'absent' | 'unreachable' | 'not-as-signed' | 'too-long';

/** The cut of an image, with the digest that each chunk must have. */
export type Chunks = {
  readonly chunkSizeBytes: number;
  /** Whether these bytes are the chunk that begins at `from`, a multiple of the chunk size. */
  isChunkAt(from: number, bytes: Uint8Array): boolean;
};

export type ObtainedChunks =
  | { readonly word: 'checked'; readonly chunks: Chunks }
  | { readonly word: Exclude<ChunkListWord, 'checked'>; readonly chunks: null };

export type ChunkListQuestion = {
  readonly origin: string;
  readonly release: Pick<ReleaseStatement, 'image' | 'chunkSizeBytes' | 'chunkRoot'>;
  readonly hasher: () => Hasher;
  readonly stallMs: number;
};

/** Asks once: without a list the download is checked as a whole, as it is in any case before the install. */
export async function obtainChunks(
  web: Web,
  { origin, release, hasher, stallMs }: ChunkListQuestion,
): Promise<ObtainedChunks> {
  const { image, chunkSizeBytes, chunkRoot } = release;
  const chunked = { lengthBytes: image.lengthBytes, chunkSizeBytes, chunkRoot };
  const listBytes = deriveChunkListBytes(chunked);
  if (listBytes === null) return { word: 'too-long', chunks: null };
  const list = await fetchList(web, { url: `${origin}/v1/chunks/${chunkRoot}`, listBytes, stallMs });
  if (list === 'absent' || list === 'unreachable') return { word: list, chunks: null };
  if (list === null || !isChunkListOf(list, chunked)) return { word: 'not-as-signed', chunks: null };
  const isChunkAt = (from: number, bytes: Uint8Array): boolean => {
    const hash = hasher();
    hash.update(bytes);
    return hash.digest().sha256 === readChunkDigest(list, from / chunkSizeBytes);
  };
  return { word: 'checked', chunks: { chunkSizeBytes, isChunkAt } };
}

type Wanted = { readonly url: string; readonly listBytes: number; readonly stallMs: number };

/** Null for more bytes than the list has: the release tells its exact length. */
async function fetchList(
  web: Web,
  { url, listBytes, stallMs }: Wanted,
): Promise<Uint8Array | null | 'absent' | 'unreachable'> {
  const stop = new AbortController();
  try {
    const timer = setTimeout(() => stop.abort(), stallMs);
    const response = await web(url, { signal: stop.signal }).finally(() => clearTimeout(timer));
    if (response.status === 404) return 'absent';
    if (response.status !== 200 || response.body === null) return 'unreachable';
    const list = new Uint8Array(listBytes);
    let cameBytes = 0;
    for await (const piece of withPatience(response.body, stallMs, () => stop.abort())) {
      if (cameBytes + piece.length > listBytes) return null;
      list.set(piece, cameBytes);
      cameBytes += piece.length;
    }
    return list.subarray(0, cameBytes);
  } catch {
    return 'unreachable';
  } finally {
    stop.abort();
  }
}
