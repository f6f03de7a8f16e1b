// Gives a device its fixed bucket, from its product and its own id alone.
import { sha512 } from '../bytes.ts';
import { bucketCount } from '../rollout/permutation.ts';

/** A device id: what the maker calls the unit (serial number, UUID). Printable ASCII, so that every client hashes the same bytes. */
export const deviceIdPattern = /^[A-Za-z0-9._:-]{1,64}$/;

/**
 * The bucket 0..999: the first six bytes of SHA-512("<product>/<device id>") as a big-endian integer, modulo 1000.
 * 2^48 is 2.8e11 times 1000, so the bias of the modulo is below 1e-11.
 */
export function deriveBucket(product: string, deviceId: string): number {
  const digest = sha512(`${product}/${deviceId}`);
  let head = 0;
  for (const byte of digest.subarray(0, 6)) head = head * 256 + byte;
  return head % bucketCount;
}
