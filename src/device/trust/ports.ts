// What the updater needs from the device it runs on, and how it is set up.
import type { Result } from '../../domain/result.ts';
import type { RoleKey } from '../../domain/trust/key.ts';
import type { Root, Snapshot, Targets, Timestamp } from '../../domain/trust/tuf/metadata.ts';
import type { RoleFile } from '../../wire/trust/metadata.ts';
import type { Hasher } from '../ports.ts';

/** Trusted files by role name, as received, kept over restarts. Only what was verified is ever saved. */
export type TrustStore = {
  /** Null when there is none. */
  load(role: string): Promise<Uint8Array | null>;
  /** Resolves when the bytes would survive a power cut; until then the old ones stay. */
  save(role: string, bytes: Uint8Array): Promise<void>;
};

/** Whether this signature over these bytes is of this key. Keys and signatures have passed the precheck; throwing means no. */
export type Verify = (payload: Uint8Array, signature: Uint8Array, key: RoleKey) => boolean | Promise<boolean>;

/** One file below one mirror's address, never more than `maxBytes` of it, within a deadline. */
export type FetchFile = (name: string, maxBytes: number) => Promise<Fetched>;

export type Fetched =
  | { readonly kind: 'found'; readonly bytes: Uint8Array }
  /** The mirror says that there is no such file. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly why: 'unreachable' | 'too-large' | 'too-slow' };

/** How files are read: the strict readers of src/wire/trust/metadata.ts on a device, looser ones where other people's repositories are. */
export type Reading = {
  parseRootFile(bytes: Uint8Array): Result<RoleFile<Root>>;
  parseTimestampFile(bytes: Uint8Array): Result<RoleFile<Timestamp>>;
  parseSnapshotFile(bytes: Uint8Array): Result<RoleFile<Snapshot>>;
  parseTargetsFile(bytes: Uint8Array): Result<RoleFile<Targets>>;
};

export type TrustParts = {
  /** Copies of the repository in the order of liking. Each refresh begins with the next one, so that one that lies is not asked for ever. */
  readonly mirrors: readonly FetchFile[];
  /** Which of them comes first, counted from 0; a client that restarts between refreshes gives another number each time. */
  readonly firstMirror?: number;
  readonly store: TrustStore;
  readonly verify: Verify;
  readonly hasher: () => Hasher;
  readonly reading: Reading;
  /** The device's clock, in epoch milliseconds; read once a refresh. It may be wrong. */
  readonly nowMs: () => number;
  /**
   * The longest life of a timestamp in this repository, from which the earliest time of its signing follows; null where
   * nobody promises one. Ours: 24 hours (signing.md).
   */
  readonly timestampLifeMs: number | null;
};
