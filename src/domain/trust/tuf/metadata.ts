// The four kinds of TUF metadata (TUF 1.0.34, section 4) as values: what a root, a timestamp, a snapshot and a targets file say.
import type { RoleKey } from '../key.ts';

export type TopRole = 'root' | 'timestamp' | 'snapshot' | 'targets';

/** Version and expiry that every role file has; a higher version replaces a lower one. */
export type Head = { readonly version: number; readonly expiresMs: number };

/** Who may sign for a role, and how many different ones of them it takes. */
export type RoleKeys = { readonly keys: readonly RoleKey[]; readonly threshold: number };

export type Root = Head & {
  readonly consistentSnapshot: boolean;
  readonly roles: Readonly<Record<TopRole, RoleKeys>>;
};

/** Lower-case hex. Algorithms that nobody here knows are left out, so an empty one matches nothing. */
export type Hashes = { readonly sha256?: string; readonly sha512?: string };

/** What one role file says of another. Length and hashes are optional in TUF; ours always has both. */
export type FileMeta = {
  readonly version: number;
  readonly lengthBytes: number | null;
  readonly hashes: Hashes | null;
};

export type Timestamp = Head & { readonly snapshot: FileMeta };

/** By role name, without `.json`: `targets` and every delegated role. */
export type Snapshot = Head & { readonly meta: ReadonlyMap<string, FileMeta> };

export type Target = {
  readonly lengthBytes: number;
  readonly hashes: Hashes;
  /** What the signer says of the file; in our repositories the statement. Undefined when the target has none. */
  readonly custom?: unknown;
};

/** Which target paths a delegated role may speak of: glob patterns, or prefixes of the hex sha256 of a path. */
export type DelegatedPaths =
  | { readonly kind: 'patterns'; readonly patterns: readonly string[] }
  | { readonly kind: 'hash-prefixes'; readonly prefixes: readonly string[] };

export type Delegation = RoleKeys & {
  readonly name: string;
  readonly paths: DelegatedPaths;
  /** Ends the search for a path that this delegation is about, found or not. */
  readonly terminating: boolean;
};

/** Targets by path. Delegations in the order in which they are searched. */
export type Targets = Head & {
  readonly targets: ReadonlyMap<string, Target>;
  readonly delegations: readonly Delegation[];
};

/** Most bytes of a file that a client reads before it knows the signed length (the limits of tuf-js 5.0.1). */
export const maxFileBytes: Readonly<Record<TopRole, number>> = {
  root: 512_000,
  timestamp: 16_384,
  snapshot: 2_000_000,
  targets: 5_000_000,
};

/** Names that a delegated role may not take: a client keeps files by role name. */
export const isTopRole = (name: string): name is TopRole =>
  name === 'root' || name === 'timestamp' || name === 'snapshot' || name === 'targets';
