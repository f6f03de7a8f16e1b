// A rollout that waits for a person is told of once for each decision it stands at, and no other rollout is.
import { expect, it } from 'vitest';
import { askPeople } from '../../src/app/ask-people.ts';
import { fakeOutbox } from '../fakes/outbox.ts';
import { rollout } from '../samples/rollouts.ts';

it('asks once a decision, and again after the next', async () => {
  const outbox = fakeOutbox();
  let head = 3;
  const ports = {
    outbox,
    rollouts: { loadRollout: async (id: number) => (id === 7 ? rollout({ id: 7, head }) : null) },
  };
  const outcomes = [
    { rolloutId: 7, outcome: 'waits-for-approval' },
    { rolloutId: 8, outcome: 'waits-for-approval' },
    { rolloutId: 9, outcome: 'waits-for-bake' },
    { rolloutId: 7, outcome: 'advance' },
  ] as const;
  for (const nowMs of [10, 20]) await askPeople(ports, outcomes, nowMs);
  expect(outbox.noticed).toMatchObject([
    { type: 'rollout.asks', subject: 'rollout/7', atMs: 10, data: { rollout: 7, decision: 3, stage: { index: 0 } } },
  ]);
  head = 4;
  await askPeople(ports, outcomes, 30);
  expect(outbox.noticed).toHaveLength(2);
});
