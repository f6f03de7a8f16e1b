// A hold in the release map itself: in force for every poll as soon as the map is stored, whether or not a database answers.
import { mayAct } from '../catalog/token.ts';
import type { EdgeHold, MapChannel, MapRollout, ReleaseMap, Steward } from './release-map.ts';

export type EdgeHoldRefusal = 'unknown-rollout' | 'is-over';

export type EdgeHoldDecision =
  /** `map` is null when nothing has to change: no new device is let in already. */
  { readonly ok: true; readonly map: ReleaseMap | null } | { readonly ok: false; readonly refusal: EdgeHoldRefusal };

/** `productId` is what the person's token is limited to; null for every product. */
export function decideEdgeHold(map: ReleaseMap, hold: EdgeHold, productId: string | null): EdgeHoldDecision {
  const channel = map.channels.find(({ rollouts }) => rollouts.some((each) => isOf(each, hold)));
  if (channel === undefined || (productId !== null && channel.product !== productId)) {
    return { ok: false, refusal: 'unknown-rollout' };
  }
  const rollout = channel.rollouts.find((each) => isOf(each, hold));
  if (rollout?.isCompleted === true || rollout?.phase === 'retreated') return { ok: false, refusal: 'is-over' };
  if (rollout?.phase !== 'open') return { ok: true, map: null };
  const held = { ...map, revision: map.revision + 1, holds: [...map.holds, hold] };
  return { ok: true, map: { ...held, channels: deriveHeldChannels(held) } };
}

/** The channels with what is held at the edge withheld. */
export const deriveHeldChannels = ({ channels, holds }: Pick<ReleaseMap, 'channels' | 'holds'>): MapChannel[] =>
  channels.map((channel) => ({
    ...channel,
    rollouts: channel.rollouts.map((rollout) =>
      holds.some((hold) => isOf(rollout, hold)) ? withhold(rollout) : rollout,
    ),
  }));

const withhold = (rollout: MapRollout): MapRollout =>
  rollout.phase === 'open' ? { ...rollout, phase: 'held' } : rollout;

const isOf = (rollout: MapRollout, { rolloutId }: EdgeHold): boolean => rollout.rolloutId === rolloutId;

/** The steward that a token's digest names, if it may hold rollouts; null for strangers and for tokens past their end. */
export function findSteward(stewards: readonly Steward[], sha256: string, nowMs: number): Steward['token'] | null {
  const found = stewards.find((steward) => steward.sha256 === sha256)?.token;
  if (found === undefined || (found.expiresMs !== null && nowMs >= found.expiresMs)) return null;
  return mayAct(found, ['engineer'], found.productId) ? found : null;
}
