// A hold at the edge: what changes in the map, for whom, and what there is nothing to hold of.
import { expect, it } from 'vitest';
import type { Token } from '../../../src/domain/catalog/token.ts';
import { decideEdgeHold, findSteward } from '../../../src/domain/rollout/edge-hold.ts';
import { mapChannel, mapRollout, releaseMap } from '../../harness/maps.ts';

const hold = (rolloutId: number) => ({ rolloutId, actor: 'mei', reason: 'it smokes', orderedMs: 5 });
const map = releaseMap(
  7,
  mapChannel({
    rollouts: [
      mapRollout(4),
      mapRollout(3, { phase: 'held' }),
      mapRollout(2, { phase: 'retreated' }),
      mapRollout(1, { isCompleted: true }),
    ],
  }),
  mapChannel({ product: 'luna', rollouts: [mapRollout(9)] }),
);

it('holds the rollout and no other, in a later map that remembers who said so', () => {
  const decided = decideEdgeHold(map, hold(4), null);
  if (!decided.ok || decided.map === null) throw new Error('it was refused');
  expect(decided.map.revision).toBe(8);
  expect(decided.map.holds).toEqual([hold(4)]);
  expect(decided.map.channels.flatMap(({ rollouts }) => rollouts.map(({ phase }) => phase))).toEqual([
    'held',
    'held',
    'retreated',
    'open',
    'open',
  ]);
});

it('has nothing to change where no device is let in already', () => {
  expect(decideEdgeHold(map, hold(3), null)).toEqual({ ok: true, map: null });
});

it.each([
  [2, null, 'is-over'],
  [1, null, 'is-over'],
  [5, null, 'unknown-rollout'],
  [9, 'nova', 'unknown-rollout'],
])('refuses rollout %i by a token for %s: %s', (rolloutId, productId, refusal) => {
  expect(decideEdgeHold(map, hold(rolloutId), productId)).toEqual({ ok: false, refusal });
});

it('lets a steward hold what is of its product', () => {
  expect(decideEdgeHold(map, hold(9), 'luna')).toMatchObject({ ok: true, map: { revision: 8 } });
});

it('finds the steward of a digest until its last millisecond, and only who may hold', () => {
  const token = (changes: Partial<Token>): Token => ({
    name: 'mei',
    role: 'engineer',
    productId: 'nova',
    createdBy: 'operator',
    createdMs: 0,
    revokedMs: null,
    expiresMs: 100,
    ...changes,
  });
  const stewards = [
    { sha256: 'a', token: token({}) },
    { sha256: 'b', token: token({ role: 'viewer' }) },
    { sha256: 'c', token: token({ expiresMs: null }) },
  ];
  expect(findSteward(stewards, 'a', 99)?.name).toBe('mei');
  expect(findSteward(stewards, 'a', 100)).toBeNull();
  expect(findSteward(stewards, 'b', 99)).toBeNull();
  expect(findSteward(stewards, 'c', 1e15)).not.toBeNull();
  expect(findSteward(stewards, 'd', 99)).toBeNull();
});
