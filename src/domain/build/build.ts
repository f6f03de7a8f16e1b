// A build: one version of the software for some models; a draft until it is sealed, and never changed after that.
import { isReleaseId, type ReleaseId } from './names.ts';
import type { ReleaseStatement } from './release-statement.ts';

/** The file that devices install, as the engineer measured it. Digests are lower-case hex. */
export type Artifact = {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly sha512: string;
  readonly chunkSizeBytes: number;
  readonly chunkRoot: string;
};

/** What an engineer states about a build; two drafts with equal content are one. */
export type BuildContent = {
  readonly product: string;
  readonly channel: string;
  /** Strict semver. */
  readonly version: string;
  /** The maker's own string, shown to people and matched at check-in. */
  readonly vendorVersion: string | null;
  readonly models: readonly string[];
  /** Versions that may install this build: a semver range, `*` for any. */
  readonly accepts: string;
  /** Builds with a lower counter are never installed over this one again. */
  readonly securityFloor: number;
  readonly artifact: Artifact;
};

export const buildStates = ['draft', 'sealed'] as const;
export type BuildState = (typeof buildStates)[number];

export type Withdrawal = { readonly reason: string; readonly actor: string; readonly withdrawnMs: number };

export type KeptArtifact = Artifact & {
  /** Bytes that storage has so far, by the parts that were recorded. */
  readonly storedBytes: number;
  /** When the stored object was compared with the stated one and found to be it; null before. */
  readonly verifiedMs: number | null;
};

export type Build = Omit<BuildContent, 'artifact'> & {
  /** `<product>-<counter>`: the release id that statements carry. */
  readonly id: ReleaseId;
  /** Grows within the product; guards against going back. */
  readonly counter: number;
  readonly state: BuildState;
  readonly artifact: KeptArtifact;
  /** Name of the role file that published what was signed about it, such as `5.fw-nova.json`; null while a draft. */
  readonly release: string | null;
  readonly createdBy: string;
  readonly createdMs: number;
  readonly sealedMs: number | null;
  readonly withdrawal: Withdrawal | null;
};

export function deriveBuildId(product: string, counter: number): ReleaseId {
  const id = `${product}-${counter}`;
  if (isReleaseId(id)) return id;
  throw new Error(`${id} is no release id`);
}

/** The product in a build's id, whether or not there is such a build. */
export const productOfBuildId = (buildId: string): string => buildId.slice(0, Math.max(0, buildId.lastIndexOf('-')));

/** Where the bytes lie: a key of our own, which no name that a sender chose can lead astray. */
export const deriveArtifactKey = (sha256: string): string => `artifacts/${sha256}`;

export function deriveDraft(
  content: BuildContent,
  draft: { counter: number; createdBy: string; createdMs: number },
): Build {
  return {
    ...content,
    ...draft,
    id: deriveBuildId(content.product, draft.counter),
    state: 'draft',
    artifact: { ...content.artifact, storedBytes: 0, verifiedMs: null },
    release: null,
    sealedMs: null,
    withdrawal: null,
  };
}

/** What an engineer has to sign so that this build can be sealed. */
export function deriveRelease(build: Build): ReleaseStatement {
  const { artifact, vendorVersion } = build;
  return {
    kind: 'release',
    releaseId: build.id,
    product: build.product,
    channel: build.channel,
    version: build.version,
    ...(vendorVersion === null ? {} : { vendorVersion }),
    counter: build.counter,
    securityFloor: build.securityFloor,
    models: build.models,
    accepts: build.accepts,
    image: {
      fileName: artifact.fileName,
      lengthBytes: artifact.sizeBytes,
      sha256: artifact.sha256,
      sha512: artifact.sha512,
    },
    chunkSizeBytes: artifact.chunkSizeBytes,
    chunkRoot: artifact.chunkRoot,
  };
}

/** What a release says about a build is all that an engineer stated of it. */
export function readContent(release: ReleaseStatement): BuildContent {
  const { product, channel, version, vendorVersion = null, models, accepts, securityFloor } = release;
  const { chunkSizeBytes, chunkRoot } = release;
  const { fileName, lengthBytes: sizeBytes, sha256, sha512 } = release.image;
  const artifact = { fileName, sizeBytes, sha256, sha512, chunkSizeBytes, chunkRoot };
  return { product, channel, version, vendorVersion, models, accepts, securityFloor, artifact };
}
