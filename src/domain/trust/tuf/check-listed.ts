// Compares received bytes with what a signed file lists of them: version, length, every hash that is known.
import type { FileMeta, Hashes, Head } from './metadata.ts';
import type { MetadataRefusal } from './refusal.ts';

/** What the platform measured of the bytes that came in. */
export type Measured = { readonly lengthBytes: number; readonly hashes: Required<Hashes> };

/** Null when the bytes are the listed ones. TUF lets length and hashes out; then signature and version must do (5.5.2, 5.6.2). */
export function checkListedBytes(
  listed: { readonly lengthBytes: number | null; readonly hashes: Hashes | null },
  measured: Measured,
): MetadataRefusal | null {
  if (listed.lengthBytes !== null && listed.lengthBytes !== measured.lengthBytes) return 'length-not-as-listed';
  return listed.hashes === null || isMatching(listed.hashes, measured.hashes) ? null : 'hash-not-as-listed';
}

/** Every listed hash must be right, and at least one: hashes of unknown kinds alone prove nothing. */
function isMatching(listed: Hashes, measured: Required<Hashes>): boolean {
  const { sha256, sha512 } = listed;
  if (sha256 === undefined && sha512 === undefined) return false;
  return (sha256 === undefined || sha256 === measured.sha256) && (sha512 === undefined || sha512 === measured.sha512);
}

export const checkListedVersion = (listed: FileMeta, head: Head): MetadataRefusal | null =>
  listed.version === head.version ? null : 'version-not-as-listed';

/** Metadata lives up to its last moment, not through it (TUF 1.0.34, 5.3.10). */
export const checkExpiry = ({ expiresMs }: Head, nowMs: number): MetadataRefusal | null =>
  nowMs >= expiresMs ? 'expired' : null;
