// What people say about rollouts, in memory: given as it was counted.
import type { Hearsay } from '../../src/app/ports/hearsay.ts';
import { type Heard, nothingHeard } from '../../src/domain/gate/heard.ts';

/** By rollout; may grow and change while the fake is in use. */
export type FakeHeard = Map<number, Heard>;

export const fakeHearsay = (heard: FakeHeard): Hearsay => ({
  loadHeard: async (questions) => questions.map(({ rolloutId }) => heard.get(rolloutId) ?? nothingHeard),
});
