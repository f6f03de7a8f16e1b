// Holds the release map in this process's memory and never lets go of the last good one.
import type { CurrentMap, PreparedMap } from '../../app/ports/current-map.ts';
import type { ReleaseMaps } from '../../app/ports/release-maps.ts';
import { deriveReadyChannel } from '../../domain/rollout/offer.ts';
import type { ReleaseMap } from '../../domain/rollout/release-map.ts';

function prepare(map: ReleaseMap): PreparedMap {
  const channels = map.channels.map(
    (channel) => [`${channel.product}/${channel.channel}`, deriveReadyChannel(channel)] as const,
  );
  const { revision, publishedMs, stewards, trust } = map;
  return { revision, publishedMs, channels: new Map(channels), stewards, trust };
}

/** Between questions to a storage that does not answer, and after a refresh that was cut off with its request. */
const askAgainAfterMs = 5_000;

/** `elapsedMs` is real time that only moves forward: how fresh a copy is has nothing to do with the clock that decisions are made by. */
export function currentMap(
  maps: Pick<ReleaseMaps, 'loadNewerMap'>,
  elapsedMs: () => number,
  onFailure: (error: unknown) => void,
): CurrentMap {
  let current: PreparedMap | null = null;
  let etag: string | null = null;
  let checkedMs = 0;
  let askedMs = Number.NEGATIVE_INFINITY;

  async function refreshCurrentMap(): Promise<void> {
    // One question at a time; a process without a map lets every poll ask, since in workerd no request may wait for another's answer.
    if (current !== null && elapsedMs() - askedMs < askAgainAfterMs) return;
    askedMs = elapsedMs();
    try {
      const newer = await maps.loadNewerMap(etag);
      if (newer !== null && newer.map.revision > (current?.revision ?? -1)) current = prepare(newer.map);
      if (newer !== null) etag = newer.etag;
      checkedMs = elapsedMs();
      askedMs = Number.NEGATIVE_INFINITY;
    } catch (error) {
      onFailure(error);
    }
  }

  return {
    loadCurrentMap: () => current,
    loadAgeMs: () => (current === null ? Number.POSITIVE_INFINITY : elapsedMs() - checkedMs),
    refreshCurrentMap,
  };
}
