// Holds a rollout by the release map alone: it works while the database is down, and every edge knows within seconds.
import { decideEdgeHold, type EdgeHoldRefusal } from '../domain/rollout/edge-hold.ts';
import { AppError } from './app-error.ts';
import type { By } from './by.ts';
import type { CurrentMap } from './ports/current-map.ts';
import type { ReleaseMaps } from './ports/release-maps.ts';

export type HoldAtEdgePorts = { readonly releaseMaps: ReleaseMaps; readonly currentMap: CurrentMap };

export type HoldToOrder = {
  readonly rolloutId: number;
  readonly reason: string | null;
  /** What the person's token is limited to; null for every product. */
  readonly productId: string | null;
};

export type HoldAtEdgeAnswer =
  | { readonly ok: true; readonly isOrdered: boolean; readonly mapRevision: number }
  | { readonly ok: false; readonly refusal: EdgeHoldRefusal };

/** Publishers may be busy with the map; more than this many in a row means that storage misbehaves. */
const maxAttempts = 8;

/** `isOrdered` is false when nobody new is let in already. Throws AppError when storage does not answer. */
export async function holdAtEdge(ports: HoldAtEdgePorts, wanted: HoldToOrder, by: By): Promise<HoldAtEdgeAnswer> {
  const { rolloutId, reason, productId } = wanted;
  const hold = { rolloutId, reason, actor: by.actor, orderedMs: by.nowMs };
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const published = await ports.releaseMaps.loadPublishedMap();
    if (published === null) return { ok: false, refusal: 'unknown-rollout' };
    const decided = decideEdgeHold(published.map, hold, productId);
    if (!decided.ok) return decided;
    if (decided.map === null) return { ok: true, isOrdered: false, mapRevision: published.map.revision };
    if (await ports.releaseMaps.putPublishedMap(decided.map, published.etag)) {
      await ports.currentMap.refreshCurrentMap();
      return { ok: true, isOrdered: true, mapRevision: decided.map.revision };
    }
  }
  throw new AppError('conflict', 'The release map changed too often for the hold to be written into it.');
}
