// The digest by which ceilings and permits name a release: over all that the release says, not over its image alone.
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import { hexOf } from '../../domain/bytes.ts';
import { sha256 } from '../../domain/trust/sha256.ts';
import type { Target } from '../../domain/trust/tuf/metadata.ts';
import { encodeCanonical } from '../canonical-json.ts';
import { encodeStatementTarget } from './statement-target.ts';

/**
 * SHA-256, in hex, of a target's canonical bytes: `{"custom":…,"hashes":…,"length":…}`, as they stand in the signed role
 * file. Empty for a target that cannot be spelled so, which no statement names.
 */
export function encodeTargetDigest({ lengthBytes, hashes, custom }: Target): string {
  const bytes = encodeCanonical({ custom, hashes, length: lengthBytes });
  return bytes.ok ? hexOf(sha256(bytes.value)) : '';
}

export const encodeReleaseDigest = (release: ReleaseStatement): string =>
  encodeTargetDigest(encodeStatementTarget(release)[1]);
