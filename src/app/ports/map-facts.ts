// The port to everything that the release map is derived from, and to the note of what was published last.
import type { ChannelFacts } from '../../domain/rollout/derive-release-map.ts';
import type { Steward } from '../../domain/rollout/release-map.ts';

export type MapFacts = {
  readonly channels: readonly ChannelFacts[];
  /** At most 1,000, the newest: those who may hold a rollout without the database. */
  readonly stewards: readonly Steward[];
  /** How many changes that a poll can see these facts hold; grows with each. */
  readonly wanted: number;
};

export type MapState = { readonly wanted: number; readonly published: number };

export type MapFactStore = {
  /** All facts of one instant: one consistent snapshot. */
  loadMapFacts(): Promise<MapFacts>;
  loadMapState(): Promise<MapState>;
  /** Notes that facts with `wanted` changes are published; never goes back. */
  recordPublished(wanted: number): Promise<void>;
};
