// The release map: all that is needed to answer any poll, published as one value and held in memory at the edge.
import type { Token } from '../catalog/token.ts';
import type { Cohort } from './cohort.ts';

/** A build as a poll may need it: where what is signed about it stands, and where its artifacts are. */
export type MapBuild = {
  readonly buildId: string;
  readonly version: string;
  readonly vendorVersion: string | null;
  readonly counter: number;
  readonly models: readonly string[];
  /** Versions that may install this build: a semver range, `*` for any. */
  readonly accepts: string;
  /** Where its signed release stands among the targets of the TUF repository. */
  readonly release: string;
  readonly artifacts: readonly MapArtifact[];
};

export type MapArtifact = {
  readonly kind: 'full' | 'delta';
  readonly fileName: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** For a delta, the build it starts from. */
  readonly fromBuildId: string | null;
};

export type MapStage = {
  readonly cohort: string;
  readonly permille: number;
  /** Who joined the cohort later is left out; null, or absent in a map of an older version, for nobody. */
  readonly joinedByMs?: number | null;
};

/** Whether a rollout's build is offered (`open`), withheld from new devices, or taken back. */
export type MapPhase = 'open' | 'held' | 'halted' | 'retreated';

export type MapRollout = {
  readonly rolloutId: number;
  readonly phase: MapPhase;
  readonly buildId: string;
  readonly fallbackBuildId: string | null;
  readonly salt: string;
  /** The stages reached so far; a device is in when any of them holds it. */
  readonly stages: readonly MapStage[];
  /** Where the signed ceiling stands among the targets. */
  readonly ceiling: string;
  /** Where the signed permit to go back stands, once the rollout is retreated. */
  readonly permit: string | null;
  /** It went all the way: there is nothing left to hold. */
  readonly isCompleted: boolean;
  /** Models that are not offered the build, while the others are. */
  readonly quarantined: readonly string[];
};

export type MapChannel = {
  readonly product: string;
  readonly channel: string;
  readonly models: readonly string[];
  /** How often a device should ask, in seconds, before jitter. */
  readonly pollS: number;
  readonly cohorts: Readonly<Record<string, Cohort>>;
  readonly builds: readonly MapBuild[];
  /** Newest first: the first rollout that holds a device speaks for it. */
  readonly rollouts: readonly MapRollout[];
};

/** A hold that a person ordered while the database may have been down. */
export type EdgeHold = {
  readonly rolloutId: number;
  readonly actor: string;
  readonly reason: string | null;
  readonly orderedMs: number;
};

/** Whose word the edge takes for a hold without asking the database: the bearer of a token, known by its SHA-256. */
export type Steward = { readonly sha256: string; readonly token: Token };

/** What a poll tells of the TUF repository, so that a device need not ask when nothing changed. */
export type MapTrust = {
  /** Of the newest root; a hint, since the roots speak for themselves. */
  readonly rootVersion: number;
  readonly timestampVersion: number;
  /** The signed timestamp file, in its canonical spelling. */
  readonly timestamp: string;
};

export type ReleaseMap = {
  /** Grows by one with each publication; an edge never goes back to a lower one. */
  readonly revision: number;
  readonly publishedMs: number;
  readonly channels: readonly MapChannel[];
  /** Ordered at the edge and not yet a decision in the database; in force all the same. */
  readonly holds: readonly EdgeHold[];
  readonly stewards: readonly Steward[];
  /** Null while no repository is published. */
  readonly trust: MapTrust | null;
};
