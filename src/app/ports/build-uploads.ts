// The port to what is noted of uploads under way. Who holds the note of some bytes alone may write or remove their object.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { StoredPart } from '../../domain/build/parts.ts';

export type BuildUpload = {
  /** Storage's id of the multipart upload. */
  readonly uploadId: string;
  readonly sha256: string;
  readonly partSizeBytes: number;
  /** The entity tag that the engineer expects of the joined object, where stated. */
  readonly joinedEtag: string | null;
  readonly createdMs: number;
};

export type OpenUpload = BuildUpload & { readonly parts: readonly StoredPart[] };

export type BuildUploads = {
  /** The build's upload with its parts in order; null when none is under way. */
  loadUpload(buildId: string): Promise<OpenUpload | null>;
  /** False when the build is gone, or an upload of the build or of the same bytes is under way. */
  recordUpload(buildId: string, upload: BuildUpload): Promise<boolean>;
  /** A part sent again replaces itself. False when this upload is not under way. */
  recordParts(buildId: string, uploadId: string, parts: readonly StoredPart[]): Promise<boolean>;
  /** Drops the note and its parts; nothing happens when there is none. */
  recordForgotten(buildId: string): Promise<void>;
  /** Notes that the object is the stated one and drops the note of its upload, with the audit entry. False when the build is gone. */
  recordVerified(buildId: string, nowMs: number, audit: AuditEntry): Promise<boolean>;
  /** Whether an artifact with these bytes was verified, of whichever build. */
  hasVerified(sha256: string): Promise<boolean>;
};
