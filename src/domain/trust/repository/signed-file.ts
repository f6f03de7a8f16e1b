// A role file of the repository as it is kept: what it says, what the signatures cover, and the bytes clients get.
import { hexOf } from '../../bytes.ts';
import { sha256 } from '../sha256.ts';
import type { FileMeta, Root, Snapshot, Targets, Timestamp } from '../tuf/metadata.ts';
import type { SignatureClaim } from '../verify.ts';

/** What each type of file says; a delegated role's file is of type `targets`. */
export type ContentOf = {
  readonly root: Root;
  readonly targets: Targets;
  readonly snapshot: Snapshot;
  readonly timestamp: Timestamp;
};

export type SignedFile<C> = {
  readonly content: C;
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureClaim[];
  /** The whole file, canonical. */
  readonly bytes: Uint8Array;
};

/** What approvals name: the SHA-256, in hex, of the bytes that signatures cover. */
export const deriveDigest = (payloadBytes: Uint8Array): string => hexOf(sha256(payloadBytes));

/** What a snapshot or a timestamp says of a file. */
export const deriveFileMeta = (version: number, bytes: Uint8Array): FileMeta => ({
  version,
  lengthBytes: bytes.length,
  hashes: { sha256: hexOf(sha256(bytes)) },
});

/** Whether these are the very bytes that were listed. */
export function isListedFile(meta: FileMeta, bytes: Uint8Array): boolean {
  const { lengthBytes, hashes } = deriveFileMeta(meta.version, bytes);
  return meta.lengthBytes === lengthBytes && meta.hashes?.sha256 === hashes?.sha256;
}
