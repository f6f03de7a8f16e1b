// Compares what storage holds with what the engineer stated.

export type StatedObject = { readonly sizeBytes: number; readonly sha256: string };

/** What is known of the stored object; `sha256` only when it was read through. */
export type FoundObject = { readonly sizeBytes: number; readonly etag: string; readonly sha256: string | null };

export type StoredCheck = 'same' | 'differs' | 'read-it';

/**
 * Whether the stored object is the stated one. `joinedEtag` is what the engineer's machine worked out for the joined object
 * before it sent anything, in the pass that gave the SHA-256: the MD5 of the parts' MD5s, a hyphen and their number, which
 * S3, R2 and MinIO compute over what they wrote. If storage says the same, the bytes arrived as they were hashed. It guards
 * against accidents, not against the engineer, whose signature stands under the SHA-256 that every device checks.
 * Any other tag may come from encryption at rest, so only reading the object through can tell.
 */
export function checkStored(stated: StatedObject, joinedEtag: string | null, found: FoundObject): StoredCheck {
  if (found.sizeBytes !== stated.sizeBytes) return 'differs';
  if (found.sha256 !== null) return found.sha256 === stated.sha256 ? 'same' : 'differs';
  return joinedEtag !== null && found.etag === joinedEtag ? 'same' : 'read-it';
}
