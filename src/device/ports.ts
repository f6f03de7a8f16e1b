// What the reference client needs from the device it runs on; a maker implements these four.

/** The platform's fetch, or a test's. */
export type Web = (url: string, init?: RequestInit) => Promise<Response>;

/** Where a download grows: one file, appended to, kept over a restart. */
export type Staging = {
  /** Bytes that arrived so far for this image; 0 when there are none, or when they belong to another image. */
  sizeBytes(imageSha256: string): Promise<number>;
  /** Appends; resolves when the bytes would survive a power cut. */
  append(imageSha256: string, bytes: Uint8Array): Promise<void>;
  /** Drops all but the first `sizeBytes` of what is staged. */
  keep(imageSha256: string, sizeBytes: number): Promise<void>;
  /** The staged bytes in order, in pieces of the platform's choosing. */
  read(imageSha256: string): AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
};

export type VerifiedImage = {
  readonly version: string;
  readonly counter: number;
  readonly fileName: string;
  readonly sha256: string;
};

/**
 * Writes the image to the other slot. The staged bytes were right a moment ago and are hashed again as they pass:
 * the stream throws at its end when they changed, so make the slot bootable only after the last byte.
 */
export type Installer = {
  install(image: VerifiedImage, bytes: AsyncIterable<Uint8Array>): Promise<void>;
};

/** Running hashes of the platform; SHA-256 and SHA-512 of the same bytes. */
export type Hasher = { update(bytes: Uint8Array): void; digest(): { sha256: string; sha512: string } };

/** What the device remembers where an update cannot change it. */
export type Memory = {
  /** The build that runs, once it was confirmed. */
  readonly version: string;
  readonly imageSha256: string | null;
  readonly counter: number;
  /** No build with a lower counter is installed, permit or not. */
  readonly securityFloor: number;
  /** The highest floor that a confirmed build asked for; the floor follows as far as both slots meet it. */
  readonly wantedFloor: number;
  /** Counter of the build in the other slot; null while nothing there is known to boot. */
  readonly otherCounter: number | null;
  /** The build that is being written to the other slot, or is there and not confirmed yet. */
  readonly pending: {
    readonly releaseId: string;
    readonly version: string;
    readonly counter: number;
    readonly securityFloor: number;
    readonly imageSha256: string;
    readonly isBack: boolean;
  } | null;
  /** Highest ceiling seq taken, by rollout key; at most the last 32 rollouts. */
  readonly ceilingSeqs: Readonly<Record<string, number>>;
  /** Highest stop seq seen, by product and release id; at most the last 32 releases. A stop that vanished from its file is none the less one. */
  readonly stopSeqs: Readonly<Record<string, number>>;
};

export type MemoryStore = { load(): Promise<Memory>; save(memory: Memory): Promise<void> };
