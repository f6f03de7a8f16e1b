// One digest over the digests of an image's chunks, so that a list of chunk digests from anywhere can be checked against the statement.
import { hexOf } from '../bytes.ts';
import { sha256 } from '../trust/sha256.ts';

/**
 * SHA-256, in hex, of the chunks' SHA-256 digests joined in order, 32 bytes each. Every chunk but the last has exactly
 * `chunkSizeBytes`; the last has what is left, and an image has at least one byte.
 */
export function deriveChunkRoot(chunkDigests: readonly Uint8Array[]): string {
  const joined = new Uint8Array(chunkDigests.length * 32);
  for (const [index, digest] of chunkDigests.entries()) joined.set(digest, index * 32);
  return hexOf(sha256(joined));
}
