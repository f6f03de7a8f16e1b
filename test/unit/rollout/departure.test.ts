// What leaves with a train, and the words for a week in which nothing does.
import { expect, it } from 'vitest';
import { type DepartureFacts, decideDeparture } from '../../../src/domain/rollout/departure.ts';
import { appliedPlan, candidate } from '../../samples/rollouts.ts';

const facts = (changes: Partial<DepartureFacts> = {}): DepartureFacts => ({
  hasOpenRollout: false,
  plan: appliedPlan(),
  candidates: [candidate(4), candidate(3)],
  approved: new Set(['nova-4', 'nova-3']),
  ...changes,
});

it('starts the newest build that has its ceiling', () => {
  expect(decideDeparture(facts())).toMatchObject({ kind: 'start', build: { buildId: 'nova-4' } });
  expect(decideDeparture(facts({ approved: new Set(['nova-3']) }))).toMatchObject({ build: { buildId: 'nova-3' } });
});

it.each<[string, Partial<DepartureFacts>]>([
  ['rollout-open', { hasOpenRollout: true }],
  ['nothing-sealed', { candidates: [] }],
  ['no-plan', { plan: null }],
  ['no-ceiling', { approved: new Set() }],
])('skips with %s', (skipped, changes) => {
  expect(decideDeparture(facts(changes))).toEqual({ kind: 'skip', skipped });
});
