// The list of an image's chunk digests: how it is cut, and whether a list from anywhere is the one that was signed.
import { hexOf } from '../bytes.ts';
import { sha256 } from '../trust/sha256.ts';

const mib = 1024 * 1024;

/** Chunks of 4 MiB: a 4 GiB image has 1,024 of them, and a device holds one in memory while it checks it. */
const defaultChunkSizeBytes = 4 * mib;

/** Keeps a list within 64 KiB, which a small device can hold; at the usual size that is an image of 8 GiB. */
export const maxChunkCount = 2_048;

const digestBytes = 32;

/** What a signed release says of its chunks. */
export type Chunked = {
  readonly lengthBytes: number;
  readonly chunkSizeBytes: number;
  /** Lower-case hex. */
  readonly chunkRoot: string;
};

/** The smallest of 4 MiB, 8 MiB, 16 MiB … that cuts the image into at most 2,048 chunks; it divides every part that such an image is uploaded in. */
export function deriveChunkSizeBytes(lengthBytes: number): number {
  let chunkSizeBytes = defaultChunkSizeBytes;
  while (lengthBytes > chunkSizeBytes * maxChunkCount) chunkSizeBytes *= 2;
  return chunkSizeBytes;
}

/** Every chunk but the last has exactly `chunkSizeBytes`; the last has what is left. */
export const deriveChunkCount = ({ lengthBytes, chunkSizeBytes }: Omit<Chunked, 'chunkRoot'>): number =>
  Math.ceil(lengthBytes / chunkSizeBytes);

/** Where a list is kept: under its own digest, so that nobody can put another one in its place. */
export const deriveChunkListKey = (chunkRoot: string): string => `chunks/${chunkRoot}`;

/** The chunks' SHA-256 digests joined in order, 32 bytes each: the list as it is kept and served. */
export function joinChunkDigests(chunkDigests: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunkDigests.length * digestBytes);
  for (const [index, digest] of chunkDigests.entries()) joined.set(digest, index * digestBytes);
  return joined;
}

/** SHA-256 of the list, in hex: what the release signs. */
export const deriveChunkRoot = (chunkDigests: readonly Uint8Array[]): string =>
  hexOf(sha256(joinChunkDigests(chunkDigests)));

/** The exact length of the list of a release; null when it has more chunks than a list may name. */
export function deriveChunkListBytes(chunked: Omit<Chunked, 'chunkRoot'>): number | null {
  const count = deriveChunkCount(chunked);
  return count <= maxChunkCount ? count * digestBytes : null;
}

/** Whether these bytes are the list that the release signs. The length comes first: hashing is for what can be right. */
export function isChunkListOf(list: Uint8Array, chunked: Chunked): boolean {
  return list.length === deriveChunkListBytes(chunked) && hexOf(sha256(list)) === chunked.chunkRoot;
}

/** The digest, in hex, of the chunk with this number, counted from 0; empty past the end. */
export const readChunkDigest = (list: Uint8Array, index: number): string =>
  hexOf(list.subarray(index * digestBytes, (index + 1) * digestBytes));
