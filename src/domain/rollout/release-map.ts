// The release map: all that is needed to answer any poll, published as one value and held in memory at the edge.
import type { Cohort } from './cohort.ts';

/** A build as a poll may need it: the signed statement and where its artifacts are. */
export type MapBuild = {
  readonly buildId: string;
  readonly version: string;
  readonly vendorVersion: string | null;
  readonly counter: number;
  readonly models: readonly string[];
  /** Versions that may install this build: a semver range, `*` for any. */
  readonly accepts: string;
  /** The signed release statement as it was received, an envelope in JSON. */
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

export type MapStage = { readonly cohort: string; readonly permille: number };

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
  /** The signed ceiling as it was received, an envelope in JSON. */
  readonly ceiling: string;
  /** The signed permit to go back, once the rollout is retreated. */
  readonly permit: string | null;
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

export type ReleaseMap = {
  /** Grows by one with each publication; an edge never goes back to a lower one. */
  readonly revision: number;
  readonly publishedMs: number;
  readonly channels: readonly MapChannel[];
};
