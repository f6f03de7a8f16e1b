// The port to the release map in this process's memory: the poll reads it without waiting for anything.
import type { ReadyChannel } from '../../domain/rollout/offer.ts';
import type { MapTrust, Steward } from '../../domain/rollout/release-map.ts';

export type PreparedMap = {
  readonly revision: number;
  readonly publishedMs: number;
  /** By `<product>/<channel>`. */
  readonly channels: ReadonlyMap<string, ReadyChannel>;
  readonly stewards: readonly Steward[];
  readonly trust: MapTrust | null;
};

export type CurrentMap = {
  /** The last good map, or null while this process never had one. Never waits, never throws. */
  loadCurrentMap(): PreparedMap | null;
  /** Real milliseconds since storage last confirmed the map; infinite while there is none. */
  loadAgeMs(): number;
  /** Asks storage for a newer map and keeps the last good one when storage does not answer. Never throws. */
  refreshCurrentMap(): Promise<void>;
};
