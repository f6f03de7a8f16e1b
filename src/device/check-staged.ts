// Hashes the staged file once more, immediately before it is handed to the installer.
import type { ImageTarget } from '../domain/build/release-statement.ts';
import type { Hasher, Staging } from './ports.ts';

/** True when length and every signed hash are right. */
export async function isStagedAsSigned(staging: Staging, hasher: Hasher, image: ImageTarget): Promise<boolean> {
  let sizeBytes = 0;
  for await (const piece of staging.read(image.sha256)) {
    sizeBytes += piece.length;
    if (sizeBytes > image.lengthBytes) return false;
    hasher.update(piece);
  }
  const { sha256, sha512 } = hasher.digest();
  return sizeBytes === image.lengthBytes && sha256 === image.sha256 && sha512 === image.sha512;
}

/** Passes the bytes on while hashing them, and fails at the end when they are not the signed ones: nothing can change between check and use. */
export async function* whileChecking(
  bytes: AsyncIterable<Uint8Array>,
  hasher: Hasher,
  image: ImageTarget,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    hasher.update(piece);
    yield piece;
  }
  const { sha256, sha512 } = hasher.digest();
  if (sha256 !== image.sha256 || sha512 !== image.sha512)
    throw new Error('the staged image changed while it was being installed');
}
