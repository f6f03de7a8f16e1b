// Brings exactly the signed bytes into staging, over several tries and addresses, or says why not.
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import { isStagedAsSigned } from './check-staged.ts';
import { type ChunkListWord, type Chunks, obtainChunks } from './chunk-list.ts';
import { download } from './download.ts';
import type { Hasher, Staging, Web } from './ports.ts';
import { keepGoodChunks } from './take-bytes.ts';

export type ImageFetch = {
  readonly web: Web;
  readonly staging: Staging;
  readonly hasher: () => Hasher;
  readonly origin: string;
  readonly stallMs: number;
};

export type FetchedImage =
  /** The signed bytes are staged; `chunkList` tells how they were checked on their way. */
  { readonly ok: true; readonly chunkList: ChunkListWord } | { readonly ok: false; readonly why: string };

/** Without getting any further; a dead network is left to the next poll (one layer retries, properties 73). */
const triesAtOnePlace = 3;
/** Failures within one update, however far each of them got. */
const triesInAll = 12;

/**
 * Wrong bytes are the network's fault, not the build's: they are thrown away and asked for again. With a chunk list that is
 * the one wrong chunk, from the next address where there are several; a good chunk gives a broken line another three tries.
 */
export async function fetchImage(
  fetching: ImageFetch,
  release: ReleaseStatement,
  urls: readonly [string, ...string[]],
): Promise<FetchedImage> {
  const { image } = release;
  const { word, chunks } = await obtainChunks(fetching.web, { ...fetching, release });
  if (chunks !== null) await keepGoodChunks(fetching.staging, image, chunks);
  let isOneChunk = false;
  let [failures, failuresHere, farBytes] = [0, 0, await fetching.staging.sizeBytes(image.sha256)];
  for (;;) {
    const url = urls[failures % urls.length] ?? urls[0];
    const why = await tryOnce(fetching, { url, image, chunks, isOneChunk, stallMs: fetching.stallMs });
    if (why === null) return { ok: true, chunkList: word };
    const haveBytes = await fetching.staging.sizeBytes(image.sha256);
    const isFurther = chunks !== null && haveBytes > farBytes;
    if (isFurther) [farBytes, failuresHere] = [haveBytes, 0];
    isOneChunk = why === 'wrong-chunk';
    if (why === 'one-chunk-mended') continue;
    [failures, failuresHere] = [failures + 1, failuresHere + 1];
    if (failuresHere === triesAtOnePlace || failures === triesInAll) return { ok: false, why };
  }
}

type Try = Parameters<typeof download>[2] & { readonly chunks: Chunks | null };

/** Null when exactly the signed bytes are staged. */
async function tryOnce({ web, staging, hasher }: ImageFetch, wanted: Try): Promise<string | null> {
  const { image } = wanted;
  const outcome = await download(web, staging, wanted);
  if (!outcome.ok) {
    if (outcome.next === 'discard') await staging.discard();
    return outcome.why;
  }
  if ((await staging.sizeBytes(image.sha256)) < image.lengthBytes) return 'one-chunk-mended';
  if (await isStagedAsSigned(staging, hasher(), image)) return null;
  await staging.discard();
  return 'hash-mismatch';
}
