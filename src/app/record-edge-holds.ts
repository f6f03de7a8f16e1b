// Makes decisions of the holds that were ordered at the edge, in the name of who ordered them.
import { type DecideRolloutPorts, decideRollout } from './decide-rollout.ts';
import type { ReleaseMaps } from './ports/release-maps.ts';

export type RecordEdgeHoldsPorts = DecideRolloutPorts & { readonly releaseMaps: ReleaseMaps };

/** How many decisions were recorded. The map that is published next no longer needs to remember them. */
export async function recordEdgeHolds(ports: RecordEdgeHoldsPorts, nowMs: number): Promise<number> {
  const published = await ports.releaseMaps.loadPublishedMap();
  let recorded = 0;
  for (const { rolloutId, actor, reason } of published?.map.holds ?? []) {
    const rollout = await ports.rollouts.loadRollout(rolloutId);
    if (rollout === null) continue;
    const wanted = {
      verb: 'hold',
      parent: null,
      reason: reason ?? 'Held at the edge.',
      permit: null,
      models: [],
      override: null,
    } as const;
    // A refusal means that it is held, halted or over by now: then the hold has nothing left to do.
    const answer = await decideRollout(ports, { rollout, wanted }, { actor, nowMs });
    if (answer.ok) recorded += 1;
  }
  return recorded;
}
