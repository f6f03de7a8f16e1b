// Hashes a body as it streams by, with flat memory, in workerd and on Node.
import { createHash } from 'node:crypto';
import type { ObjectDigest } from '../../app/ports/objects.ts';

export type BodyStream = AsyncIterable<Uint8Array>;

/** `statedBytes` is the Content-Length: a body that ends before it was cut off, and says nothing about what is stored. */
export async function readDigest(body: BodyStream, statedBytes: number | null): Promise<ObjectDigest> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  if (statedBytes !== null && sizeBytes !== statedBytes)
    throw new Error(`the body ended after ${sizeBytes} of ${statedBytes} bytes`);
  return { sizeBytes, sha256: hash.digest('hex') };
}
