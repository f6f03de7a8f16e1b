// What rollouts in memory taught.
import type { Lessons } from '../../src/app/ports/lessons.ts';
import { lessonsOfDrift } from '../../src/domain/gate/lesson.ts';
import type { FakeRollouts } from './rollouts.ts';

export function fakeLessons({ held }: FakeRollouts): Lessons {
  return {
    loadLessons: async (channels) =>
      channels.map(({ product, channel }) =>
        [...held]
          .reverse()
          .filter(({ rollout }) => rollout.product === product && rollout.channel === channel)
          .filter(({ rollout }) => rollout.state === 'completed')
          .flatMap(({ lesson }) => lesson ?? [])
          .slice(0, lessonsOfDrift),
      ),
  };
}
