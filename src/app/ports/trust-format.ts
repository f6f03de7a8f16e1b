// The port to the spelling of role files: verbs deal in values, wire in bytes.
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import type { Result } from '../../domain/result.ts';
import type { StatedTarget } from '../../domain/trust/repository/changes.ts';
import type { ContentOf, SignedFile } from '../../domain/trust/repository/signed-file.ts';
import type { Snapshot, Targets, Timestamp } from '../../domain/trust/tuf/metadata.ts';
import type { SignatureClaim } from '../../domain/trust/verify.ts';

export type TrustFormat = {
  /** Reads canonical bytes that say nothing but what `content` holds; says nothing about who signed them. */
  parseFile<T extends keyof ContentOf>(type: T, bytes: Uint8Array): Result<SignedFile<ContentOf[T]>>;
  /** What the targets of a product's role state, in the file's order. */
  parseStatements(targets: Targets): Result<readonly StatedTarget[]>;
  /** The digest by which ceilings and permits name a release. */
  encodeReleaseDigest(release: ReleaseStatement): string;
  /** The bytes that the service signs. */
  encodeSnapshot(snapshot: Snapshot): Result<Uint8Array>;
  encodeTimestamp(timestamp: Timestamp): Result<Uint8Array>;
  /** The whole file: a payload and the signatures over it, in one spelling. */
  encodeFile(payloadBytes: Uint8Array, signatures: readonly SignatureClaim[]): Uint8Array;
};
