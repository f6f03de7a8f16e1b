// What a release engineer signs about one image: which bytes they are, for whom they are, and what they may replace.
import type { ReleaseId } from './names.ts';
import type { Signed } from './signed.ts';

/** The exact bytes: a device installs nothing that differs in length or in either hash. Hashes are lower-case hex. */
export type ImageTarget = {
  readonly fileName: string;
  readonly lengthBytes: number;
  readonly sha256: string;
  readonly sha512: string;
};

export type ReleaseStatement = {
  readonly kind: 'release';
  readonly releaseId: ReleaseId;
  readonly product: string;
  readonly channel: string;
  /** Semver; orders builds for people. */
  readonly version: string;
  /** The maker's own string, shown to people. */
  readonly vendorVersion?: string;
  /** Grows by release within the product; guards against going back. */
  readonly counter: number;
  /** No build with a lower counter may follow once this one is confirmed. */
  readonly securityFloor: number;
  readonly models: readonly string[];
  /** Builds this one may be installed over: a semver range over the installed version, `*` for any. */
  readonly accepts: string;
  readonly image: ImageTarget;
  readonly chunkSizeBytes: number;
  /** Hex digest over the digests of the chunks, so that a download is checked as it arrives. */
  readonly chunkRoot: string;
  /** For a delta: sha256 of each image it may be applied to. */
  readonly baseHashes?: readonly string[];
  readonly notesDigest?: string;
};

/** A release with the SHA-256, in hex, of its target as it was signed: length, hashes and every word. */
export type NamedRelease = Signed<ReleaseStatement> & { readonly releaseSha256: string };

/** Where the image stands among TUF targets; a product's delegation covers `fw/<product>/*` and nothing else. */
export function releasePath(product: string, fileName: string): string {
  return `fw/${product}/${fileName}`;
}
